// SPDX-License-Identifier: MIT
#include "rules/actors.hpp"
#include "rules/xep_0085/monitors.hpp"

namespace conformance::rules::xep_0085 {

namespace {

std::string joined(const std::vector<std::string>& states) {
  std::string text;
  for (const auto& state : states) text += (text.empty() ? "<" : ", <") + state + "/>";
  return text;
}

constexpr const char* one_expected = "at most one child in the chatstates namespace";

// XEP-0085 5.6.1
class OneState : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.6/one-state"; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      if (change.kind != trace::Change::Kind::sent) continue;
      const auto& states = change.stanza->message->states;
      if (states.size() > 1) {
        sink.fail(moment.scenario(), {moment.event.n}, one_expected,
                  std::to_string(states.size()) + " of them: " + joined(states));
      } else if (!states.empty()) {
        sink.opportunity(moment.scenario(), moment.event.n);
      }
    }
  }
};

// The same of a server, which is blamed only for what no actor sent.
class OneStateServer : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.6/one-state"; }

  void see(const Moment& moment, Sink& sink) override {
    const auto* seen = moment.event.as<trace::StanzaEvent>();
    actors_.see(moment);
    if (seen == nullptr || !seen->message || seen->at == trace::at_iut) return;
    const auto& states = seen->message->states;
    if (seen->out) {
      most_sent_ = std::max(most_sent_, states.size());
      return;
    }
    if (seen->message->error || states.empty() || !actors_.answerable(*seen, moment)) return;
    if (states.size() == 1) {
      sink.opportunity(moment.scenario(), moment.event.n);
    } else if (states.size() > most_sent_) {
      sink.fail(moment.scenario(), {moment.event.n}, one_expected,
                std::to_string(states.size()) + " of them were delivered, no actor sent more than " +
                    std::to_string(most_sent_) + " in a message: " + joined(states));
    }
  }

 private:
  Actors actors_;
  std::size_t most_sent_ = 0;
};

// XEP-0085 5.6.3: nothing in a standalone notification but the state, and the thread.
class StandaloneBare : public Monitor {
 public:
  StandaloneBare(bool letter, bool version_1_2) : letter_(letter), version_1_2_(version_1_2) {}

  [[nodiscard]] std::string rule() const override { return "0085/5.6/standalone-bare"; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      if (change.kind != trace::Change::Kind::sent) continue;
      const auto& message = *change.stanza->message;
      if (!message.is_standalone() || message.states.size() != 1) continue;
      bool content = false;
      for (const auto& extra : message.extras) {
        if (extra.name == "{http://jabber.org/protocol/muc#user}x") continue;  // XEP-0045 7.5 asks for it
        if (added_by_server(extra, *change.stanza)) continue;
        content = content || is_content(extra);
        judge(extra, moment, sink);
      }
      if (content) {
        sink.not_applicable(moment.scenario(), moment.event.n,
                            "in version 1.2 a message with another namespaced child is content, not standalone");
      } else {
        sink.opportunity(moment.scenario(), moment.event.n);
      }
    }
  }

 private:
  // At the target's own stream all is its own; further on, servers stamp what they pass on (XEP-0359, XEP-0421).
  static bool added_by_server(const xmpp::Extra& extra, const trace::StanzaEvent& stanza) {
    return stanza.at != trace::at_iut &&
           (extra.name == "{urn:xmpp:sid:0}stanza-id" || extra.name == "{urn:xmpp:occupant-id:0}occupant-id");
  }

  // In 1.2 any other properly namespaced child is content, and a matter of 5.6/content-only-active: by the letter
  // metadata, too.
  [[nodiscard]] bool is_content(const xmpp::Extra& extra) const {
    return version_1_2_ && (letter_ || extra.kind != xmpp::ExtraKind::metadata);
  }

  void judge(const xmpp::Extra& extra, const Moment& moment, Sink& sink) const {
    bool fails = letter_ && !version_1_2_;
    switch (extra.kind) {
      case xmpp::ExtraKind::metadata:
        if (!letter_) {
          const bool hint = extra.name.starts_with("{urn:xmpp:hints}");
          sink.flag(moment.scenario(), hint ? "hint-in-standalone" : "metadata-in-standalone");
        }
        break;
      case xmpp::ExtraKind::content:
        fails = !version_1_2_;
        break;
      case xmpp::ExtraKind::unknown:
        if (!letter_ && !version_1_2_) sink.flag(moment.scenario(), "unknown-child");
        break;
      case xmpp::ExtraKind::undefined_core:
        fails = true;
        break;
    }
    if (!fails) return;
    sink.fail(moment.scenario(), {moment.event.n},
              "a standalone notification with nothing but the state and the thread", extra.name + " beside the state");
  }

  bool letter_;
  bool version_1_2_;
};

}  // namespace

std::unique_ptr<Monitor> one_state() { return std::make_unique<OneState>(); }
std::unique_ptr<Monitor> one_state_server() { return std::make_unique<OneStateServer>(); }
std::unique_ptr<Monitor> standalone_bare(const trace::Header& header) {
  return std::make_unique<StandaloneBare>(header.profile == "letter", header.version_of("0085") == "1.2");
}

}  // namespace conformance::rules::xep_0085

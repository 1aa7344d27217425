// SPDX-License-Identifier: MIT
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
    if (seen == nullptr || !seen->message || seen->at == trace::at_iut) return;
    const auto& states = seen->message->states;
    if (seen->out) {
      most_sent_ = std::max(most_sent_, states.size());
      return;
    }
    if (seen->message->error || states.empty()) return;
    if (states.size() == 1) {
      sink.opportunity(moment.scenario(), moment.event.n);
    } else if (states.size() > most_sent_) {
      sink.fail(moment.scenario(), {moment.event.n}, one_expected,
                std::to_string(states.size()) + " of them were delivered, no actor sent more than " +
                    std::to_string(most_sent_) + " in a message: " + joined(states));
    }
  }

 private:
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
        // In 1.2 any other properly namespaced child is content, and a matter of 5.6/content-only-active.
        content = content || (version_1_2_ && (extra.kind == xmpp::ExtraKind::content ||
                                               extra.kind == xmpp::ExtraKind::unknown));
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
  void judge(const xmpp::Extra& extra, const Moment& moment, Sink& sink) const {
    bool fails = letter_;
    switch (extra.kind) {
      case xmpp::ExtraKind::metadata:
        if (!letter_) {
          const bool hint = extra.name.starts_with("{urn:xmpp:hints}");
          sink.flag(moment.scenario(), hint ? "hint-in-standalone" : "metadata-in-standalone");
        }
        break;
      case xmpp::ExtraKind::content: fails = !version_1_2_; break;
      case xmpp::ExtraKind::unknown:
        fails = letter_ && !version_1_2_;
        if (!letter_ && !version_1_2_) sink.flag(moment.scenario(), "unknown-child");
        break;
      case xmpp::ExtraKind::undefined_core: fails = true; break;
    }
    if (!fails) return;
    sink.fail(moment.scenario(), {moment.event.n}, "a standalone notification with nothing but the state and the thread",
              extra.name + " beside the state");
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

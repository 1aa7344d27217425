// SPDX-License-Identifier: MIT
#include "rules/only_in_messages.hpp"

#include "rules/actors.hpp"

namespace conformance::rules {

namespace {

std::string named(const xmpp::Stanza& stanza) { return "<" + std::string(stanza.element().name()) + "/>"; }

class OnlyInMessages : public Monitor {
 public:
  explicit OnlyInMessages(MessagePayload payload) : payload_(std::move(payload)) {}

  [[nodiscard]] std::string rule() const override { return payload_.rule; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      const bool message = change.kind == trace::Change::Kind::sent;
      if (!message && change.kind != trace::Change::Kind::target_stanza) continue;
      const auto& stanza = change.stanza->stanza;
      const auto names = payload_.of(stanza.element());
      auto& seen = seen_[moment.scenario()];
      if (message) {
        seen.payload = seen.payload || !names.empty();
      } else if (payload_.forbidden.contains(stanza.kind())) {
        if (!names.empty()) {
          sink.fail(moment.scenario(), {moment.event.n}, payload_.expected,
                    "<" + names.front() + "/> in " + named(stanza));
        }
        seen.other = moment.event.n;
        last_other_ = moment.event.n;
      }
    }
  }

  // A client that sends both could have mixed them up. Presence it may have sent once, before any scenario.
  void finish(const trace::World& /*world*/, Sink& sink) override {
    const bool at_login = payload_.forbidden.contains(xmpp::Stanza::Kind::presence);
    for (const auto& [scenario, seen] : seen_) {
      const auto other = seen.other == 0 && at_login ? last_other_ : seen.other;
      if (seen.payload && other != 0) sink.opportunity(scenario, other);
    }
  }

 private:
  struct Seen {
    bool payload = false;
    std::uint64_t other = 0;
  };
  MessagePayload payload_;
  std::map<ScenarioId, Seen> seen_;
  std::uint64_t last_other_ = 0;
};

class OnlyInMessagesByServer : public Monitor {
 public:
  explicit OnlyInMessagesByServer(MessagePayload payload) : payload_(std::move(payload)) {}

  [[nodiscard]] std::string rule() const override { return payload_.rule; }

  void see(const Moment& moment, Sink& sink) override {
    actors_.see(moment);
    const auto* seen = moment.event.as<trace::StanzaEvent>();
    if (seen == nullptr || seen->at == trace::at_iut) return;
    const auto names = payload_.of(seen->stanza.element());
    if (seen->stanza.is_message()) {
      if (!names.empty() && seen->out) payload_sent_.insert(moment.scenario());
      return;
    }
    if (!payload_.forbidden.contains(seen->stanza.kind())) return;
    if (seen->out) {
      sent_by_actor_.insert(names.begin(), names.end());
      return;
    }
    if (names.empty() || seen->stanza.is_error()) {
      if (payload_sent_.contains(moment.scenario())) sink.opportunity(moment.scenario(), moment.event.n);
      return;
    }
    if (!actors_.answerable(*seen, moment)) return;
    for (const auto& name : names) {
      if (sent_by_actor_.contains(name)) continue;
      sink.fail(moment.scenario(), {moment.event.n}, payload_.expected,
                "the server put <" + name + "/> into " + named(seen->stanza));
    }
  }

 private:
  MessagePayload payload_;
  Actors actors_;
  std::set<ScenarioId> payload_sent_;
  std::set<std::string> sent_by_actor_;
};

}  // namespace

std::unique_ptr<Monitor> only_in_messages(MessagePayload payload) {
  return std::make_unique<OnlyInMessages>(std::move(payload));
}
std::unique_ptr<Monitor> only_in_messages_by_server(MessagePayload payload) {
  return std::make_unique<OnlyInMessagesByServer>(std::move(payload));
}

}  // namespace conformance::rules

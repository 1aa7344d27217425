// SPDX-License-Identifier: MIT
#include "rules/actors.hpp"
#include "rules/xep_0085/monitors.hpp"

namespace conformance::rules::xep_0085 {

namespace {

std::string named(const xmpp::Stanza& stanza) { return "<" + std::string(stanza.element().name()) + "/>"; }

// XEP-0085 5.4.1: not in stanzas other than message.
class MessageOnly : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.4/message-only"; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      if (change.kind == trace::Change::Kind::sent && !change.stanza->message->states.empty()) {
        seen_[moment.scenario()].state = true;
      }
      if (change.kind != trace::Change::Kind::target_stanza) continue;
      const auto& stanza = change.stanza->stanza;
      if (const auto states = xmpp::states_of(stanza.element()); !states.empty()) {
        sink.fail(moment.scenario(), {moment.event.n}, "chat states in <message/> stanzas only",
                  "<" + states.front() + "/> in " + named(stanza));
      }
      seen_[moment.scenario()].other = moment.event.n;
    }
  }

  // A client that sends states, and sends something else, too, could have mixed them up.
  void finish(const trace::World& /*world*/, Sink& sink) override {
    for (const auto& [scenario, seen] : seen_) {
      if (seen.state && seen.other != 0) sink.opportunity(scenario, seen.other);
    }
  }

 private:
  struct Seen {
    bool state = false;
    std::uint64_t other = 0;
  };
  std::map<ScenarioId, Seen> seen_;
};

// The same of a server: it is blamed only for what no actor sent.
class MessageOnlyServer : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.4/message-only"; }

  void see(const Moment& moment, Sink& sink) override {
    actors_.see(moment);
    const auto* seen = moment.event.as<trace::StanzaEvent>();
    if (seen == nullptr || seen->at == trace::at_iut) return;
    const auto states = xmpp::states_of(seen->stanza.element());
    if (seen->stanza.is_message()) {
      if (!states.empty() && seen->out) state_sent_.insert(moment.scenario());
      return;
    }
    if (seen->out) {
      for (const auto& state : states) sent_by_actor_.insert(state);
      return;
    }
    if (states.empty() || seen->stanza.is_error()) {
      if (state_sent_.contains(moment.scenario())) sink.opportunity(moment.scenario(), moment.event.n);
      return;
    }
    if (!actors_.answerable(*seen, moment)) return;
    for (const auto& state : states) {
      if (sent_by_actor_.contains(state)) continue;
      sink.fail(moment.scenario(), {moment.event.n}, "chat states in <message/> stanzas only",
                "the server put <" + state + "/> into " + named(seen->stanza));
    }
  }

 private:
  Actors actors_;
  std::set<ScenarioId> state_sent_;
  std::set<std::string> sent_by_actor_;
};

// XEP-0085 5.4.2: in messages of type chat and groupchat. What bounces is not the target's.
class ChatOrGroupchat : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.4/chat-or-groupchat"; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      if (change.kind != trace::Change::Kind::sent) continue;
      const auto& message = *change.stanza->message;
      const bool right = message.type == "chat" || message.type == "groupchat";
      if (right && message.states.empty()) continue;
      if (right || message.states.empty()) {
        sink.opportunity(moment.scenario(), moment.event.n);
      } else {
        sink.fail(moment.scenario(), {moment.event.n}, "type chat or groupchat of a message with a chat state",
                  type_of(*change.stanza));
      }
    }
  }

  static std::string type_of(const trace::StanzaEvent& seen) {
    const auto type = seen.stanza.element().attribute("type");
    return type ? "type " + std::string(*type) : "no type";
  }
};

// XEP-0085 5.4.3
class TypeMatches : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.4/type-matches"; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      if (change.kind != trace::Change::Kind::sent || change.stanza->message->states.empty()) continue;
      const auto& to = *change.stanza->stanza.to();
      // The room itself, not an occupant of it.
      const bool room = moment.world.rooms().contains(to.to_string());
      if (!room && !moment.world.is_occupant(to) && moment.world.contact(to) == nullptr) continue;
      const std::string wanted = room ? "groupchat" : "chat";
      if (change.stanza->message->type == wanted) {
        sink.opportunity(moment.scenario(), moment.event.n);
      } else {
        sink.fail(moment.scenario(), {moment.event.n},
                  "type " + wanted + " of a message with a chat state " + (room ? "to a room" : "to a contact"),
                  ChatOrGroupchat::type_of(*change.stanza));
      }
    }
  }
};

}  // namespace

std::unique_ptr<Monitor> chat_or_groupchat() { return std::make_unique<ChatOrGroupchat>(); }
std::unique_ptr<Monitor> type_matches() { return std::make_unique<TypeMatches>(); }
std::unique_ptr<Monitor> message_only() { return std::make_unique<MessageOnly>(); }
std::unique_ptr<Monitor> message_only_server() { return std::make_unique<MessageOnlyServer>(); }

}  // namespace conformance::rules::xep_0085

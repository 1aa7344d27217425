// SPDX-License-Identifier: MIT
#include "rules/only_in_messages.hpp"
#include "rules/xep_0085/monitors.hpp"

namespace conformance::rules::xep_0085 {

namespace {

// XEP-0085 5.4.1: not in stanzas other than message.
MessagePayload chat_state_payload() {
  return {"0085/5.4/message-only",
          "chat states in <message/> stanzas only",
          {xmpp::Stanza::Kind::presence, xmpp::Stanza::Kind::iq},
          xmpp::states_of};
}

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
std::unique_ptr<Monitor> message_only() { return only_in_messages(chat_state_payload()); }
std::unique_ptr<Monitor> message_only_server() { return only_in_messages_by_server(chat_state_payload()); }

}  // namespace conformance::rules::xep_0085

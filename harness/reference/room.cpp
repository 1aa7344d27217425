// SPDX-License-Identifier: MIT
#include "reference/room.hpp"

namespace conformance::reference {

Room::Room(ChatContext& context, xmpp::Jid room)
    : context_(context),
      room_(std::move(room)),
      paused_(context.clock),
      inactive_(context.clock),
      gone_(context.clock) {}

void Room::join(const std::string& nick, const xml::Element& presence) {
  const auto occupant = room_.with_resource(nick);
  if (occupant.has_error()) return;
  nick_ = occupant->resource();
  inside_ = true;
  context_.outbox.send(
      xml::Builder(presence).set("to", occupant->to_string()).add(xml::Builder("x", xmpp::ns::muc)).build());
}

void Room::leave() {
  if (!inside_) return;
  // XEP-0085 5.5: no gone, on leaving neither.
  if (context_.faults.has("gone-to-room")) notify("gone");
  end();
  context_.outbox.send(xml::Builder("presence", xmpp::ns::client)
                           .set("type", "unavailable")
                           .set("to", room_.to_string() + "/" + nick_)
                           .build());
}

void Room::end() {
  inside_ = false;
  input_.clear();
  own_state_.clear();
  states_.clear();
  paused_.stop();
  inactive_.stop();
  gone_.stop();
}

void Room::touch() {
  const auto time = times(context_);
  inactive_.start(time.inactive, [this] { notify("inactive"); });
  if (context_.faults.has("gone-to-idle-room")) gone_.start(time.gone, [this] { notify("gone"); });
}

void Room::key(char c) {
  const bool first = input_.empty();
  input_.push_back(c);
  touch();
  if (context_.faults.has("composing-repeated") && (first || c == ' ')) own_state_.clear();
  notify("composing");
  paused_.start(times(context_).paused, [this] { notify("paused"); });
}

void Room::clear() {
  input_.clear();
  paused_.stop();
  touch();
  if (own_state_ == "composing" || own_state_ == "paused") notify("active");
}

void Room::focus() {
  touch();
  if (own_state_ == "inactive") notify("active");
}

void Room::blur() {
  paused_.stop();
  if (!own_state_.empty()) notify("inactive");
}

xml::Builder Room::message() const {
  xml::Builder message("message", xmpp::ns::client);
  message.set("type", "groupchat").set("to", room_.to_string()).set("id", context_.new_id());
  return message;
}

void Room::notify(const std::string& state) {
  const auto& faults = context_.faults;
  if (!inside_ || !context_.states_on || faults.has("no-states-in-rooms") || own_state_ == state) return;
  if (never_sends(faults, state)) return;
  own_state_ = state;
  auto standalone = message();
  if (faults.has("room-states-as-chat")) standalone.set("type", "chat");
  context_.outbox.send(standalone.add(xmpp::chat_state(state)).build());
}

void Room::send(const std::string& text, bool /*fresh*/) {
  const auto body = text.empty() ? input_ : text;
  const auto& faults = context_.faults;
  input_.clear();
  paused_.stop();
  touch();
  auto stanza = message();
  stanza.add(xml::Builder("body", xmpp::ns::client).text(body));
  if (context_.states_on && !faults.has("no-states-in-rooms") && !faults.has("never-active")) {
    stanza.add(xmpp::chat_state("active"));
    own_state_ = "active";
  }
  context_.outbox.send(stanza.build());
  if (!faults.has("active-beside-room-message")) return;
  own_state_.clear();
  notify("active");
}

void Room::receive(const xmpp::Stanza& stanza, const xmpp::Message& message) {
  const auto& from = *stanza.from();
  if (message.error || from.is_bare() || is_self(from)) return;
  if (message.is_user_message()) shown_.push_back(message.body);
  if (message.delayed) return;  // history
  if (message.states.empty()) {
    if (message.is_user_message()) states_.erase(from);
    return;
  }
  // XEP-0085 5.5: another occupant's gone is ignored.
  const auto& state = message.states.front();
  if (state != "gone" || context_.faults.has("shows-gone-in-room")) states_[from] = state;
}

bool Room::presence(const xmpp::Stanza& stanza) {
  if (stanza.type() != "unavailable" && !stanza.is_error()) return false;
  states_.erase(*stanza.from());
  if (!is_self(*stanza.from())) return false;
  if (context_.faults.has("gone-to-room")) notify("gone");
  end();  // refused, thrown out, or gone
  return true;
}

std::string Room::occupant_state(const xmpp::Jid& occupant) const {
  const auto found = states_.find(occupant);
  return found == states_.end() ? "" : found->second;
}

}  // namespace conformance::reference

// SPDX-License-Identifier: MIT
#include "reference/reference_client.hpp"

#include <algorithm>

namespace conformance::reference {

using scenario::Answer;

ReferenceClient::ReferenceClient(Clock& clock, Options options, std::function<void(const xml::Element&)> write)
    : clock_(clock),
      options_(std::move(options)),
      outbox_(clock, options_.faults, std::move(write)),
      context_{clock,
               outbox_,
               options_.faults,
               options_.chat_states_version == "1.2",
               true,
               [this](const xmpp::Jid& bare) { return advertised(bare); },
               [this](const xmpp::Jid& bare) { discover(bare); },
               [this] { return new_id(); },
               [this] { return options_.seed.word("thread " + std::to_string(++threads_), 12); }} {}

std::string ReferenceClient::new_id() { return "ref" + std::to_string(++ids_); }

void ReferenceClient::start(const xmpp::Jid& own) {
  own_ = own;
  outbox_.send_now(xml::Builder("iq", xmpp::ns::client)
                       .set("type", "get")
                       .set("id", new_id())
                       .add(xml::Builder("query", xmpp::ns::roster))
                       .build());
  outbox_.send_now(own_presence());
}

xml::Element ReferenceClient::own_presence() const {
  xml::Builder presence("presence", xmpp::ns::client);
  if (const auto own_caps = caps()) presence.add(own_caps->to_element());
  return presence.build();
}

Chat& ReferenceClient::chat(const xmpp::Jid& partner) {
  const auto with = room(partner) == nullptr ? partner.bare() : partner;
  auto& chat = chats_[with];
  if (!chat) chat = std::make_unique<Chat>(context_, with);
  return *chat;
}

Room* ReferenceClient::room(const xmpp::Jid& jid) const {
  const auto found = rooms_.find(jid.bare());
  return found == rooms_.end() ? nullptr : found->second.get();
}

void ReferenceClient::receive(const xml::Element& element) {
  const auto stanza = xmpp::Stanza::parse(element);
  if (stanza.has_error()) return;
  switch (stanza->kind()) {
    case xmpp::Stanza::Kind::presence:
      presence(*stanza);
      break;
    case xmpp::Stanza::Kind::iq:
      iq(*stanza);
      break;
    case xmpp::Stanza::Kind::message:
      message(*stanza);
      break;
  }
}

void ReferenceClient::message(const xmpp::Stanza& stanza) {
  if (!stanza.from() || !own_ || stanza.from()->bare() == own_->bare()) return;
  auto* in = room(*stanza.from());
  const bool chat_like = stanza.type() == "chat" || stanza.type() == "normal";
  if (in != nullptr && (stanza.type() == "groupchat" || stanza.from()->is_bare())) {
    in->receive(stanza, xmpp::read_message(stanza));
  } else if (chat_like) {
    chat(*stanza.from()).receive(stanza, xmpp::read_message(stanza));
  }
}

// Who has left a room has no private chats there any more.
void ReferenceClient::room_presence(Room& room, const xmpp::Stanza& stanza) {
  if (!room.presence(stanza)) return;
  const auto bare = stanza.from()->bare();
  available_.erase(bare);
  for (const auto& [partner, chat] : chats_) {
    if (partner.bare() == bare) chat->partner_came_or_went(partner, false, false);
  }
}

void ReferenceClient::presence(const xmpp::Stanza& stanza) {
  if (!stanza.from()) return;
  const auto& from = *stanza.from();
  auto* in = room(from);
  if (in != nullptr) room_presence(*in, stanza);
  const bool self = own_ && from.bare() == own_->bare();
  if (self || (in != nullptr && in->is_self(from)) || !stanza.is_availability()) return;
  auto& resources = available_[from.bare()];
  const bool came = stanza.type().empty();
  const bool before = resources.contains(from);
  if (came) {
    resources.insert(from);
    if (const auto caps = xmpp::Caps::of(stanza.element())) {
      ask_caps(from, *caps);
    } else {
      caps_of_.erase(from);
    }
  } else {
    resources.erase(from);
    advertises_.erase(from);
    caps_of_.erase(from);
    asked_plainly_.erase(from);
  }
  if (!before && !came) return;
  if (const auto open = chats_.find(in == nullptr ? from.bare() : from); open != chats_.end()) {
    open->second->partner_came_or_went(from, came, in == nullptr ? !resources.empty() : came);
  }
}

// ok to an act: the input has been given to the client.
Task<Answer> ReferenceClient::act(scenario::Act act) {
  if (act.verb == "join") {
    auto& room = rooms_[act.to.bare()];
    if (!room) room = std::make_unique<Room>(context_, act.to.bare());
    room->join(act.text, own_presence());
    co_return Answer{};
  }
  auto* in = act.to.is_bare() ? room(act.to) : nullptr;
  auto& with = in == nullptr ? static_cast<Conversation&>(chat(act.to)) : *in;
  if (act.verb == "leave" && in != nullptr) {
    in->leave();
  } else if (act.verb == "type") {
    for (const char c : act.text) {
      with.key(c);
      if (act.key_time == Duration::zero()) continue;
      auto wait = pause(clock_, act.key_time);
      co_await std::move(wait);
    }
  } else if (act.verb == "send" || act.verb == "reply") {
    for (const char c : act.text) with.key(c);
    with.send(act.text, act.fresh);
  } else if (act.verb == "open") {
    with.open();
  } else if (act.verb == "clear") {
    with.clear();
  } else if (act.verb == "close") {
    with.close();
  } else if (act.verb == "focus") {
    with.focus();
  } else if (act.verb == "blur") {
    with.blur();
  } else if (act.verb == "attention" && in == nullptr) {
    chat(act.to).attention();
  } else {
    co_return Answer{Answer::Kind::unsupported_by_client, "", "the reference client has no " + act.verb};
  }
  co_return Answer{};
}

Task<Answer> ReferenceClient::query(std::string what, xmpp::Jid from) {
  const auto* in = room(from);
  const auto& with = in != nullptr && from.is_bare() ? static_cast<const Conversation&>(*in) : chat(from);
  Answer answer;
  if (what == "shown_messages") {
    for (const auto& text : with.shown()) answer.value += text + "\n";
  } else if (what == "shown_state") {
    // Of an occupant: as the room shows it.
    answer.value = in == nullptr ? chat(from).partner_state() : in->occupant_state(from);
  } else {
    answer = {Answer::Kind::unsupported_by_client, "", "the reference client has no " + what};
  }
  co_return answer;
}

Task<Answer> ReferenceClient::configure(std::string setting, std::string value) {
  if (setting != "chat_states") {
    co_return Answer{Answer::Kind::unsupported_by_client, "", "the reference client has no setting " + setting};
  }
  context_.states_on = value == "on";
  co_return Answer{};
}

Task<Answer> ReferenceClient::sync() {
  auto wait = outbox_.flush();
  co_await std::move(wait);
  co_return Answer{};
}

scenario::Abilities ReferenceClient::abilities() const {
  return {{"open", "type", "clear", "send", "reply", "close", "focus", "blur", "attention", "join", "leave"},
          {"shown_messages", "shown_state"},
          {"chat_states"},
          true};
}

}  // namespace conformance::reference

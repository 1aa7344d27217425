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
               [this](const xmpp::Jid& bare) { return advertised(bare, &Offers::chat_states); },
               [this](const xmpp::Jid& bare) { discover(bare); },
               [this] { return new_id(); },
               [this] { return options_.seed.word("thread " + std::to_string(++threads_), 12); }},
      attention_({outbox_, options_.faults,
                  [this](const xmpp::Jid& bare) { return advertised(bare, &Offers::attention); },
                  [this](const xmpp::Jid& bare, bool all) { return ask_for_attention(bare, all); },
                  [this] { return new_id(); }}) {}

std::string ReferenceClient::new_id() { return "ref" + std::to_string(++ids_); }

void ReferenceClient::start(const xmpp::Jid& own) {
  own_ = own;
  outbox_.send_now(xml::Builder("iq", xmpp::ns::client)
                       .set("type", "get")
                       .set("id", new_id())
                       .add(xml::Builder("query", xmpp::ns::roster))
                       .build());
  announce();
}

void ReferenceClient::announce() {
  xml::Builder presence("presence", xmpp::ns::client);
  if (const auto own_caps = caps()) presence.add(own_caps->to_element());
  outbox_.send_now(presence.build());
}

Chat& ReferenceClient::chat(const xmpp::Jid& partner) {
  auto& chat = chats_[partner.bare()];
  if (!chat) chat = std::make_unique<Chat>(context_, partner.bare());
  return *chat;
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
    case xmpp::Stanza::Kind::message: {
      // The fault "echo": every message goes back as it is.
      if (options_.faults.has("echo") && stanza->from() && !stanza->is_error()) {
        outbox_.send(xml::Builder(element).set("to", stanza->from()->to_string()).set("from", std::nullopt).build());
        break;
      }
      const bool from_other = stanza->from() && own_ && stanza->from()->bare() != own_->bare();
      const bool chat_like = stanza->type() == "chat" || stanza->type() == "normal";
      if (from_other && chat_like) chat(*stanza->from()).receive(*stanza, xmpp::read_message(*stanza));
      break;
    }
  }
}

void ReferenceClient::presence(const xmpp::Stanza& stanza) {
  if (!stanza.from() || !stanza.is_availability()) return;
  const auto& from = *stanza.from();
  if (own_ && from.bare() == own_->bare()) return;
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
    if (resources.empty()) attention_.gone(from);
  }
  if (!before && !came) return;
  if (const auto open = chats_.find(from.bare()); open != chats_.end()) {
    open->second->partner_came_or_went(from, came, !resources.empty());
  }
}

// ok to an act: the input has been given to the client.
Task<Answer> ReferenceClient::act(scenario::Act act) {
  if (options_.faults.has("echo")) co_return Answer{};  // it says that it has done it
  auto& with = chat(act.to);
  if (act.verb == "type") {
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
  } else if (act.verb == "attention") {
    attention_.call(act.to);
  } else {
    co_return Answer{Answer::Kind::unsupported_by_client, "", "the reference client has no " + act.verb};
  }
  co_return Answer{};
}

Task<Answer> ReferenceClient::query(std::string what, xmpp::Jid from) {
  const auto& with = chat(from);
  Answer answer;
  if (what == "shown_messages") {
    for (const auto& text : with.shown()) answer.value += text + "\n";
  } else if (what == "shown_state") {
    answer.value = with.partner_state();
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
  return {{"open", "type", "clear", "send", "reply", "close", "focus", "blur", "attention"},
          {"shown_messages", "shown_state"},
          {"chat_states"},
          true};
}

}  // namespace conformance::reference

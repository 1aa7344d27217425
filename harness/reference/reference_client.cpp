// SPDX-License-Identifier: MIT
#include "reference/reference_client.hpp"

#include <algorithm>

namespace conformance::reference {

using scenario::Answer;

ReferenceClient::ReferenceClient(Clock& clock, Options options, std::function<void(const xml::Element&)> write)
    : clock_(clock),
      options_(std::move(options)),
      outbox_(clock, options_.faults, std::move(write)),
      alerts_(clock, options_.faults, options_.on_alert),
      context_{clock,
               outbox_,
               options_.faults,
               options_.chat_states_version == "1.2",
               true,
               [this](const xmpp::Jid& bare) { return advertised(bare, &Offers::chat_states); },
               [this](const xmpp::Jid& bare) { discover(bare); },
               [this] { return new_id(); },
               [this] { return options_.seed.word("thread " + std::to_string(++threads_), 12); },
               [this](const xmpp::Jid& jid) { return knows(jid); }},
      attention_({outbox_, options_.faults,
                  [this](const xmpp::Jid& bare) { return advertised(bare, &Offers::attention); },
                  [this](const xmpp::Jid& bare, bool all) { return ask_for_attention(bare, all); },
                  [this] { return new_id(); }}) {}

std::string ReferenceClient::new_id() { return "ref" + std::to_string(++ids_); }

void ReferenceClient::start(const xmpp::Jid& own) {
  const bool again = own_.has_value();
  own_ = own;
  if (again) forget_stream();
  alerts_.logged_in();
  outbox_.send_now(xml::Builder("iq", xmpp::ns::client)
                       .set("type", "get")
                       .set("id", new_id())
                       .add(xml::Builder("query", xmpp::ns::roster))
                       .build());
  outbox_.send_now(own_presence());
  // XEP-0280: what other devices send and get is wanted; a server that cannot refuses.
  outbox_.send_now(xml::Builder("iq", xmpp::ns::client)
                       .set("type", "set")
                       .set("id", "carbons")
                       .add(xml::Builder("enable", xmpp::ns::carbons))
                       .build());
  if (again) catch_up();
}

// XEP-0224 7: who is in the roster, or has the user's presence, as the occupants of a room have.
bool ReferenceClient::knows(const xmpp::Jid& jid) const { return roster_.contains(jid) || room(jid) != nullptr; }

// A new stream begins without presences, and its sessions are new.
void ReferenceClient::forget_stream() {
  outbox_.drop();
  available_.clear();
  caps_of_.clear();
  asked_.clear();
  asked_plainly_.clear();
  advertises_.clear();
  rooms_.clear();
  for (const auto& [bare, chat] : chats_) chat->stream_ended();
}

// What has come meanwhile is in the archive (XEP-0313), where there is one.
void ReferenceClient::catch_up() {
  const auto id = new_id();
  outbox_.send_now(xml::Builder("iq", xmpp::ns::client)
                       .set("type", "set")
                       .set("id", id)
                       .add(xml::Builder("query", xmpp::ns::archive).set("queryid", id))
                       .build());
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

// Who has left a room has no private chats there any more.
void ReferenceClient::room_presence(Room& room, const xmpp::Stanza& stanza) {
  if (!room.presence(stanza)) return;
  const auto bare = stanza.from()->bare();
  available_.erase(bare);
  for (const auto& [partner, chat] : chats_) {
    if (partner.bare() == bare) chat->partner_came_or_went(partner, false, false);
  }
}

void ReferenceClient::message(const xmpp::Stanza& stanza) {
  // The fault "echo": every message goes back as it is.
  if (options_.faults.has("echo") && stanza.from() && !stanza.is_error()) {
    outbox_.send(
        xml::Builder(stanza.element()).set("to", stanza.from()->to_string()).set("from", std::nullopt).build());
    return;
  }
  const auto attention = xmpp::read_attention(stanza);
  if (attention && attention->from) alerts_.receive(*attention, knows(*attention->from));
  const bool from_other = stanza.from() && own_ && stanza.from()->bare() != own_->bare();
  if (!from_other) {
    copied(stanza);
    return;
  }
  const auto message = xmpp::read_message(stanza);
  if (auto* in = room(*stanza.from()); in != nullptr && (stanza.type() == "groupchat" || stanza.from()->is_bare())) {
    in->receive(stanza, message);
    return;
  }
  if (stanza.is_error()) {
    chat(*stanza.from()).bounced(stanza, message);
    return;
  }
  if (stanza.type() == "groupchat") return;
  if (stanza.type() != "headline") chat(*stanza.from()).receive(stanza, message);
  // XEP-0224 4: the body beside an attention is shown, whether that alerts or not.
  const bool shows = attention && !message.forwarded && !options_.faults.has("attention-body-hidden");
  if (shows && !attention->body.empty()) chat(*stanza.from()).show(attention->body);
}

// XEP-0280: what a contact has sent to another device is shown here, too; what was sent from there is the user's own.
void ReferenceClient::copied(const xmpp::Stanza& stanza) {
  auto carbon = stanza.child("received", xmpp::ns::carbons);
  const bool confused = !carbon && options_.faults.has("own-typing-shown");
  if (confused) carbon = stanza.child("sent", xmpp::ns::carbons);
  const auto forwarded = carbon ? carbon->child("forwarded", xmpp::ns::forward) : std::nullopt;
  const auto message = forwarded ? forwarded->child("message", xmpp::ns::client) : std::nullopt;
  const auto copy = message ? xmpp::Stanza::parse(*message) : Result<xmpp::Stanza>(InputError{});
  const bool own = own_ && stanza.from() && *stanza.from() == own_->bare();  // XEP-0280 11: nobody else may say so
  if (!own || copy.has_error() || copy->is_error()) return;
  const auto& partner = confused ? copy->to() : copy->from();
  if (partner) chat(*partner).seen_elsewhere(*copy, xmpp::read_message(*copy));
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
    if (resources.empty()) attention_.gone(from);
  }
  if (!before && !came) return;
  if (const auto open = chats_.find(in == nullptr ? from.bare() : from); open != chats_.end()) {
    open->second->partner_came_or_went(from, came, in == nullptr ? !resources.empty() : came);
  }
}

// XEP-0280 10.2: who logs out of one device goes on with the conversation at another, and says no gone.
Task<Answer> ReferenceClient::log_out() {
  for (const auto& [bare, chat] : chats_) {
    if (options_.faults.has("gone-on-logout")) chat->close();
  }
  outbox_.send(xml::Builder("presence", xmpp::ns::client).set("type", "unavailable").build());
  auto wait = outbox_.flush();
  co_await std::move(wait);
  if (options_.close) options_.close();
  co_return Answer{};
}

// RFC 6121 3.1 and 2.5: asks for the contact's presence, and lets him have ours; or takes him out of the roster.
void ReferenceClient::befriend(const xmpp::Jid& contact, bool add) {
  if (!add) {
    outbox_.send(xml::Builder("iq", xmpp::ns::client)
                     .set("type", "set")
                     .set("id", "remove-" + contact.to_string())
                     .add(xml::Builder("query", xmpp::ns::roster)
                              .add(xml::Builder("item", xmpp::ns::roster)
                                       .set("jid", contact.to_string())
                                       .set("subscription", "remove")))
                     .build());
    return;
  }
  for (const char* type : {"subscribe", "subscribed"}) {
    outbox_.send(xml::Builder("presence", xmpp::ns::client).set("type", type).set("to", contact.to_string()).build());
  }
}

// ok to an act: the input has been given to the client.
Task<Answer> ReferenceClient::act(scenario::Act act) {
  if (options_.faults.has("echo")) co_return Answer{};  // it says that it has done it
  if (act.verb == "logout") {
    auto leaving = log_out();
    co_return co_await std::move(leaving);
  }
  if (act.verb == "join") {
    auto& room = rooms_[act.to.bare()];
    if (!room) room = std::make_unique<Room>(context_, act.to.bare());
    room->join(act.text, own_presence());
    co_return Answer{};
  }
  if (act.verb == "add_contact" || act.verb == "remove_contact") {
    befriend(act.to.bare(), act.verb == "add_contact");
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
    with.send("", act.fresh);  // with what was typed before
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
    attention_.call(act.to);
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
  } else if (what == "alerts" && !options_.faults.has("no-attention")) {
    answer.value = std::to_string(alerts_.count(from));
  } else if (what == "user_errors") {
    for (const auto& error : chat(from).errors()) answer.value += error + "\n";
  } else {
    answer = {Answer::Kind::unsupported_by_client, "", "the reference client has no " + what};
  }
  co_return answer;
}

Task<Answer> ReferenceClient::configure(std::string setting, std::string value) {
  const bool switchable = !options_.faults.has("attention-not-switchable") && !options_.faults.has("no-attention");
  if (setting == "attention" && switchable) co_return configure_attention(value == "on");
  if (setting != "chat_states" || options_.faults.has("no-setting")) {
    co_return Answer{Answer::Kind::unsupported_by_client, "", "the reference client has no setting " + setting};
  }
  context_.states_on = value == "on";
  co_return Answer{};
}

// XEP-0115 8.3: who changes what the client can do announces it.
Answer ReferenceClient::configure_attention(bool on) {
  if (options_.faults.has("attention-switch-dead")) return {};
  const bool changes = on != alerts_.is_on();
  alerts_.switch_on(on);
  if (own_ && changes) outbox_.send_now(own_presence());
  return {};
}

Task<Answer> ReferenceClient::sync() {
  auto wait = outbox_.flush();
  co_await std::move(wait);
  co_return Answer{};
}

scenario::Abilities ReferenceClient::abilities() const {
  scenario::Abilities has{{"open", "type", "clear", "send", "reply", "close", "focus", "blur", "attention", "join",
                           "leave", "logout", "add_contact", "remove_contact"},
                          {"shown_messages", "shown_state", "alerts", "user_errors"},
                          {"chat_states", "attention"},
                          true};
  const auto& faults = options_.faults;
  if (faults.has("no-attention")) has.queries.erase("alerts");
  if (faults.has("no-attention") || faults.has("attention-not-switchable")) has.settings.erase("attention");
  return has;
}

}  // namespace conformance::reference

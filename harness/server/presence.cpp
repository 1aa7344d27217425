// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>

#include "server/server.hpp"

namespace conformance::server {

namespace {

constexpr int priority_least = -128;
constexpr int priority_most = 127;

int priority_of(const xml::Element& presence) {
  const auto element = presence.child("priority", xmpp::ns::client);
  if (!element) return 0;
  const auto text = element->text();
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return std::clamp(value, priority_least, priority_most);
}

xml::Element typed(const xmpp::Jid& from, const xmpp::Jid& to, const char* type) {
  return xml::Builder("presence", xmpp::ns::client)
      .set("type", type)
      .set("from", from.bare().to_string())
      .set("to", to.bare().to_string())
      .build();
}

xml::Element addressed(const xml::Element& presence, const xmpp::Jid& to) {
  return xml::Builder(presence).set("to", to.to_string()).build();
}

}  // namespace

void Server::presence(const SessionPtr& session, const xmpp::Stanza& stanza) {
  const auto& type = stanza.type();
  if (!stanza.is_availability()) {
    if (stanza.to() && type != "probe" && type != "error") subscription(session, stanza);
    return;
  }
  if (stanza.to()) {  // directed (RFC 6121 4.6)
    session->directed[*stanza.to()] = type.empty();
    const auto targets = stanza.to()->is_bare() ? sessions_of(*stanza.to(), true)
                                                : std::vector<SessionPtr>{find(*stanza.to())};
    for (const auto& target : targets) {
      if (target) deliver(target, addressed(stanza.element(), target->jid));
    }
    return;
  }
  const bool initial = !session->presence;
  if (type.empty()) {
    session->presence = stanza.element();
    session->priority = priority_of(stanza.element());
  }
  broadcast(session, stanza.element());
  if (!type.empty()) {
    session->presence.reset();
  } else if (initial) {
    send_contacts_presence(session);
    if (session->priority >= 0) deliver_stored(session);
  }
}

// To the own resources, and to everybody who is subscribed (RFC 6121 4.2.2, 4.5.2).
void Server::broadcast(const SessionPtr& session, const xml::Element& element) {
  xml::Builder builder(element);
  // The fault "state-in-presence": the server announces what it thinks of the user.
  const bool available = !element.attribute("type");
  if (faults_.has("server-state-in-presence") && available) builder.add(xmpp::chat_state("active"));
  const auto announced = builder.build();
  for (const auto& own : sessions_of(session->jid, true)) deliver(own, addressed(announced, own->jid));
  const auto* account = accounts_.find(session->jid);
  if (account == nullptr) return;
  for (const auto& [contact, item] : account->roster) {
    if (!item.from) continue;
    for (const auto& subscriber : sessions_of(contact, true)) deliver(subscriber, addressed(announced, subscriber->jid));
  }
  for (const auto& [jid, there] : session->directed) {
    const auto target = find(jid);
    if (!available && there && target) deliver(target, addressed(announced, jid));
  }
  // The fault "server-generates-gone": a user who goes is taken to have left every chat.
  if (available || !faults_.has("server-generates-gone")) return;
  for (const auto& [contact, item] : account->roster) {
    for (const auto& subscriber : sessions_of(contact, true)) {
      deliver(subscriber, xml::Builder("message", xmpp::ns::client)
                              .set("type", "chat")
                              .set("from", session->jid.to_string())
                              .set("to", subscriber->jid.to_string())
                              .add(xmpp::chat_state("gone"))
                              .build());
    }
  }
}

void Server::send_contacts_presence(const SessionPtr& session) {
  const auto* account = accounts_.find(session->jid);
  if (account == nullptr) return;
  for (const auto& other : sessions_of(session->jid, true)) {
    if (other != session) deliver(session, addressed(*other->presence, session->jid));
  }
  for (const auto& [contact, item] : account->roster) {
    if (item.to) tell_presence(contact, session->jid);
    if (item.pending_in) deliver(session, typed(contact, session->jid, "subscribe"));
  }
}

void Server::tell_presence(const xmpp::Jid& of, const xmpp::Jid& to) {
  for (const auto& source : sessions_of(of, true)) {
    for (const auto& target : sessions_of(to, true)) {
      if (to.is_bare() || target->jid == to) deliver(target, addressed(*source->presence, target->jid));
    }
  }
}

// Subscriptions (RFC 6121 3), between accounts of this server.
void Server::subscription(const SessionPtr& session, const xmpp::Stanza& stanza) {
  const auto own = session->jid.bare();
  const auto contact = stanza.to()->bare();
  auto* account = accounts_.find(own);
  auto* other = accounts_.find(contact);
  if (account == nullptr || other == nullptr) return;
  auto& mine = account->roster[contact];
  auto& theirs = other->roster[own];
  const auto& type = stanza.type();
  if (type == "subscribe") {
    mine.asked = true;
    theirs.pending_in = true;
    for (const auto& target : sessions_of(contact, true)) deliver(target, typed(own, contact, "subscribe"));
  } else if (type == "subscribed" && mine.pending_in) {
    mine.pending_in = false;
    mine.from = true;
    theirs.asked = false;
    theirs.to = true;
    for (const auto& target : sessions_of(contact, true)) deliver(target, typed(own, contact, "subscribed"));
    push(contact, own);
    tell_presence(own, contact);
  } else if (type == "unsubscribe" || type == "unsubscribed") {
    (type == "unsubscribe" ? mine.to : mine.from) = false;
    (type == "unsubscribe" ? theirs.from : theirs.to) = false;
    for (const auto& target : sessions_of(contact, true)) deliver(target, typed(own, contact, type.c_str()));
    push(contact, own);
  }
  push(own, contact);
}

void Server::push(const xmpp::Jid& account, const xmpp::Jid& contact) {
  auto* owner = accounts_.find(account);
  if (owner == nullptr) return;
  const auto& item = owner->roster[contact];
  for (const auto& session : sessions_of(account, false)) {
    deliver(session, xml::Builder("iq", xmpp::ns::client)
                         .set("type", "set")
                         .set("id", "push-" + std::to_string(++pushes_))
                         .add(xml::Builder("query", xmpp::ns::roster)
                                  .add(xml::Builder("item", xmpp::ns::roster)
                                           .set("jid", contact.to_string())
                                           .set("subscription", item.subscription())))
                         .build());
  }
}

void Server::subscribe(const xmpp::Jid& a, const xmpp::Jid& b, const std::string& subscription) {
  auto* first = accounts_.find(a);
  auto* second = accounts_.find(b);
  if (first == nullptr || second == nullptr) return;
  const bool to = subscription == "both" || subscription == "to";
  const bool from = subscription == "both" || subscription == "from";
  first->roster[b.bare()] = {"", to, from, false, false};
  second->roster[a.bare()] = {"", from, to, false, false};
  push(a.bare(), b.bare());
  push(b.bare(), a.bare());
  if (to) tell_presence(b.bare(), a.bare());
  if (from) tell_presence(a.bare(), b.bare());
}

}  // namespace conformance::server

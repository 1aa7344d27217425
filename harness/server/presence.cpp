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
    for (const auto& target : sessions_at(*stanza.to())) deliver(target, addressed(stanza.element(), target->jid));
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
    rooms_.leave_all(session->jid);  // XEP-0045 7.14: who is offline is in no room
  } else if (initial) {
    send_contacts_presence(session);
    ask_again(session);
  }
  // XEP-0160 3: with the next presence whose priority is not negative, be it the first or not.
  if (type.empty() && session->priority >= 0) deliver_stored(session);
}

// To the own resources, and to everybody who is subscribed (RFC 6121 4.2.2, 4.5.2).
void Server::broadcast(const SessionPtr& session, const xml::Element& element) {
  xml::Builder builder(element);
  // The fault "state-in-presence": the server announces what it thinks of the user.
  const bool available = !element.attribute("type");
  if (faults_.has("server-state-in-presence") && available) builder.add(xmpp::chat_state("active"));
  if (faults_.has("server-attention-in-presence") && available) builder.add(xmpp::attention());
  const auto announced = builder.build();
  const auto* account = accounts_.find(session->jid);
  if (account == nullptr) return;
  std::map<xmpp::Jid, SessionPtr> told;
  if (session->presence) {  // who was not announced is not missed
    for (const auto& own : sessions_of(session->jid, true)) told.emplace(own->jid, own);
    for (const auto& [contact, item] : account->roster) {
      if (!item.from) continue;
      for (const auto& subscriber : sessions_of(contact, true)) told.emplace(subscriber->jid, subscriber);
    }
  }
  if (!available) {  // RFC 6121 4.6.3: also those who have directed presence
    for (const auto& [jid, there] : session->directed) {
      if (!there) continue;
      for (const auto& target : sessions_at(jid)) told.emplace(target->jid, target);
    }
    session->directed.clear();
  }
  for (const auto& [jid, target] : told) deliver(target, addressed(announced, jid));
  // The fault "server-generates-gone": a user who goes is taken to have left every chat.
  if (available || !session->presence || !faults_.has("server-generates-gone")) return;
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
  }
}

void Server::tell_presence(const xmpp::Jid& of, const xmpp::Jid& to) {
  for (const auto& source : sessions_of(of, true)) {
    for (const auto& target : sessions_of(to, true)) {
      if (to.is_bare() || target->jid == to) deliver(target, addressed(*source->presence, target->jid));
    }
  }
}

}  // namespace conformance::server

// SPDX-License-Identifier: MIT
#include "server/server.hpp"

namespace conformance::server {

namespace {

xml::Element typed(const xmpp::Jid& from, const xmpp::Jid& to, const char* type) {
  return xml::Builder("presence", xmpp::ns::client)
      .set("type", type)
      .set("from", from.bare().to_string())
      .set("to", to.bare().to_string())
      .build();
}

xml::Element unavailable(const xmpp::Jid& from, const xmpp::Jid& to) {
  return xml::Builder("presence", xmpp::ns::client)
      .set("type", "unavailable")
      .set("from", from.to_string())
      .set("to", to.to_string())
      .build();
}

}  // namespace

// Subscriptions (RFC 6121 3), between accounts of this server.
void Server::subscription(const SessionPtr& session, const xmpp::Stanza& stanza) {
  const auto own = session->jid.bare();
  const auto contact = stanza.to()->bare();
  const auto& type = stanza.type();
  if (accounts_.find(own) == nullptr || accounts_.find(contact) == nullptr || own == contact) return;
  if (type == "subscribe") {
    ask_subscription(own, contact);
  } else if (type == "subscribed") {
    grant_subscription(own, contact);
  } else if (type == "unsubscribe") {
    end_subscription(own, contact, own);
  } else if (type == "unsubscribed") {
    end_subscription(contact, own, own);
  }
}

// Who has not answered is asked again at each login (RFC 6121 3.1.3).
void Server::ask_again(const SessionPtr& session) {
  for (const auto& [contact, item] : accounts_.find(session->jid)->roster) {
    if (item.pending_in) deliver(session, typed(contact, session->jid, "subscribe"));
  }
}

void Server::tell(const xmpp::Jid& from, const xmpp::Jid& to, const char* type) {
  for (const auto& target : sessions_of(to, true)) deliver(target, typed(from, to, type));
}

void Server::ask_subscription(const xmpp::Jid& subscriber, const xmpp::Jid& contact) {
  auto& item = accounts_.find(subscriber)->roster[contact];
  if (item.to) {  // RFC 6121 3.1.3: who has it already is told so, and the contact is not asked
    tell(contact, subscriber, "subscribed");
    return;
  }
  item.asked = true;
  accounts_.find(contact)->roster[subscriber].pending_in = true;
  push(subscriber, contact);
  tell(subscriber, contact, "subscribe");
}

void Server::grant_subscription(const xmpp::Jid& contact, const xmpp::Jid& subscriber) {
  auto& roster = accounts_.find(contact)->roster;
  const auto item = roster.find(subscriber);
  if (item == roster.end() || !item->second.pending_in) return;  // RFC 6121 3.1.5: nobody has asked
  item->second.pending_in = false;
  item->second.from = true;
  auto& theirs = accounts_.find(subscriber)->roster[contact];
  theirs.asked = false;
  theirs.to = true;
  tell(contact, subscriber, "subscribed");
  push(subscriber, contact);
  tell_presence(contact, subscriber);
  push(contact, subscriber);
}

// Cancelled by the contact or given up by the subscriber, as `by` says (RFC 6121 3.2, 3.3); also before it was granted.
void Server::end_subscription(const xmpp::Jid& subscriber, const xmpp::Jid& contact, const xmpp::Jid& by) {
  auto& rosters = accounts_.all();
  const auto mine = rosters[subscriber].roster.find(contact);
  const auto theirs = rosters[contact].roster.find(subscriber);
  if (mine == rosters[subscriber].roster.end() || theirs == rosters[contact].roster.end()) return;
  const bool was = mine->second.to;
  if (!was && !mine->second.asked) return;
  const bool hidden = theirs->second.is_hidden();
  mine->second.to = mine->second.asked = false;
  theirs->second.from = theirs->second.pending_in = false;
  const bool by_subscriber = by == subscriber;
  tell(by, by_subscriber ? contact : subscriber, by_subscriber ? "unsubscribe" : "unsubscribed");
  push(subscriber, contact);
  if (hidden) {
    rosters[contact].roster.erase(theirs);
  } else {
    push(contact, subscriber);
  }
  if (!was) return;
  for (const auto& source : sessions_of(contact, true)) {
    for (const auto& target : sessions_of(subscriber, true)) deliver(target, unavailable(source->jid, target->jid));
  }
}

void Server::forget_contact(const xmpp::Jid& account, const xmpp::Jid& contact) {
  if (accounts_.find(contact) != nullptr) {  // RFC 6121 2.5.2: both subscriptions end
    end_subscription(account, contact, account);
    end_subscription(contact, account, account);
  }
  accounts_.find(account)->roster.erase(contact);
  push(account, contact);
}

void Server::push(const xmpp::Jid& account, const xmpp::Jid& contact) {
  auto* owner = accounts_.find(account);
  if (owner == nullptr) return;
  const auto found = owner->roster.find(contact);
  if (found != owner->roster.end() && found->second.is_hidden()) return;
  const auto item =
      found == owner->roster.end()
          ? xml::Builder("item", xmpp::ns::roster).set("jid", contact.to_string()).set("subscription", "remove")
          : roster_item(contact, found->second);
  for (const auto& session : sessions_of(account, false)) {
    deliver(session, xml::Builder("iq", xmpp::ns::client)
                         .set("type", "set")
                         .set("id", "push-" + std::to_string(++pushes_))
                         .add(xml::Builder("query", xmpp::ns::roster).add(item))
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

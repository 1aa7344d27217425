// SPDX-License-Identifier: MIT
#include "server/server.hpp"
#include "xmpp/disco.hpp"

namespace conformance::server {

namespace {

bool asks_to_cancel(const xmpp::Stanza& stanza) {
  const auto query = stanza.child("query", xmpp::ns::register_iq);
  return query && query->child("remove", xmpp::ns::register_iq);
}

}  // namespace

void Server::iq(const SessionPtr& session, const xmpp::Stanza& stanza) {
  const bool request = stanza.type() == "get" || stanza.type() == "set";
  const auto& to = stanza.to();
  if (request && faults_.has("every-iq-an-error")) {
    bounce(session, stanza, "cancel", "service-unavailable");
    return;
  }
  if (to && !to->is_bare()) {  // RFC 6121 8.5.3: delivered to the resource as it is, or refused
    const auto target = find(*to);
    if (target) {
      deliver(target, stanza.element());
    } else if (request) {
      bounce(session, stanza, "cancel", "service-unavailable");
    }
    return;
  }
  if (request) iq_to_account(session, stanza, to.value_or(session->jid.bare()));
}

// The server answers for itself and on behalf of its accounts (RFC 6121 8.5.1 and 8.5.2).
void Server::iq_to_account(const SessionPtr& session, const xmpp::Stanza& stanza, const xmpp::Jid& account) {
  const bool own = account == session->jid.bare();
  const bool server = account.local().empty() && accounts_.serves(account.domain());
  if (own && stanza.child("query", xmpp::ns::roster)) {
    roster(session, stanza);
  } else if (own && switches_carbons(session, stanza)) {
    return;
  } else if ((own || server) && stanza.child("ping", xmpp::ns::ping)) {
    deliver(session, xmpp::result_reply(stanza).build());
  } else if ((own || server) && stanza.child("session", xmpp::ns::session)) {
    deliver(session, xmpp::result_reply(stanza).build());
  } else if (const auto query = stanza.child("query", xmpp::ns::disco_info); query && (own || server)) {
    xmpp::DiscoInfo info;
    if (const auto node = query->attribute("node")) info.node = std::string(*node);
    info.identities.push_back(server ? xmpp::Identity{"server", "im", "", "conformance"}
                                     : xmpp::Identity{"account", "registered", "", ""});
    info.features = {xmpp::ns::disco_info, xmpp::ns::disco_items, xmpp::ns::ping, xmpp::ns::carbons};
    if (own && has_archive()) info.features.insert(info.features.end(), {xmpp::ns::archive, xmpp::ns::stanza_ids});
    deliver(session, xmpp::result_reply(stanza).add(info.to_element()).build());
  } else if (own && has_archive() && stanza.type() == "set" && stanza.child("query", xmpp::ns::archive)) {
    query_archive(session, stanza);
  } else if ((own || server) && stanza.child("query", xmpp::ns::disco_items)) {
    xml::Builder items("query", xmpp::ns::disco_items);
    const auto rooms = room_service(account.domain());
    if (server && is_room_service(rooms)) items.add(xml::Builder("item", xmpp::ns::disco_items).set("jid", rooms));
    deliver(session, xmpp::result_reply(stanza).add(std::move(items)).build());
  } else if ((own || server) && stanza.type() == "set" && asks_to_cancel(stanza)) {
    deliver(session, xmpp::result_reply(stanza).build());
    remove(session->jid.bare());  // XEP-0077 3.2: the account is cancelled
  } else if (stanza.child("ping", xmpp::ns::ping) || !faults_.has("server-ignores-unknown-iq")) {
    bounce(session, stanza, "cancel", "service-unavailable");
  }
}

// RFC 6121 2: get and set; subscriptions are not changed by a set, but by presence.
void Server::roster(const SessionPtr& session, const xmpp::Stanza& stanza) {
  auto& items = accounts_.find(session->jid)->roster;
  const auto query = stanza.child("query", xmpp::ns::roster);
  if (stanza.type() == "get") {
    xml::Builder result("query", xmpp::ns::roster);
    for (const auto& [jid, item] : items) {
      if (item.is_hidden()) continue;
      result.add(roster_item(jid, item));
    }
    deliver(session, xmpp::result_reply(stanza).add(std::move(result)).build());
    return;
  }
  const auto item = query->child("item", xmpp::ns::roster);
  const auto jid = xmpp::Jid::parse(item ? item->attribute("jid").value_or("") : "");
  if (!item || jid.has_error()) {
    bounce(session, stanza, "modify", "bad-request");
    return;
  }
  if (item->attribute("subscription") == "remove") {
    if (!items.contains(jid->bare())) {  // RFC 6121 2.5.3
      bounce(session, stanza, "cancel", "item-not-found");
      return;
    }
    forget_contact(session->jid.bare(), jid->bare());
  } else {
    items[jid->bare()].name = std::string(item->attribute("name").value_or(""));
    push(session->jid.bare(), jid->bare());
  }
  deliver(session, xmpp::result_reply(stanza).build());
}

}  // namespace conformance::server

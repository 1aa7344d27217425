// SPDX-License-Identifier: MIT
#include <algorithm>

#include "server/server.hpp"

/// Message Carbons (XEP-0280): the resources of a user see what the others send and get.
namespace conformance::server {

namespace {

// XEP-0280 6.1: chat messages, and normal ones with a body; not what is private, or a copy itself.
bool is_eligible(const xmpp::Stanza& stanza) {
  const auto message = xmpp::read_message(stanza);
  if (stanza.is_error() || message.forwarded || stanza.child("private", xmpp::ns::carbons)) return false;
  if (stanza.child("no-copy", xmpp::ns::hints)) return false;  // XEP-0334 4.3
  return stanza.type() == "chat" || (stanza.type() == "normal" && !message.body.empty());
}

xml::Element carbon(const char* kind, const xmpp::Jid& to, const xml::Element& copied) {
  xml::Builder forwarded("forwarded", xmpp::ns::forward);
  forwarded.add(xml::Builder(copied));
  xml::Builder carbon(kind, xmpp::ns::carbons);
  carbon.add(std::move(forwarded));
  return xml::Builder("message", xmpp::ns::client)
      .set("type", "chat")
      .set("from", to.bare().to_string())
      .set("to", to.to_string())
      .add(std::move(carbon))
      .build();
}

}  // namespace

bool Server::switches_carbons(const SessionPtr& session, const xmpp::Stanza& iq) {
  const bool enable = iq.child("enable", xmpp::ns::carbons).has_value();
  if (iq.type() != "set" || (!enable && !iq.child("disable", xmpp::ns::carbons))) return false;
  session->carbons = enable;
  deliver(session, xmpp::result_reply(iq).build());
  return true;
}

void Server::copy(const SessionPtr& sender, const xmpp::Stanza& stanza, const std::vector<SessionPtr>& direct) {
  if (!is_eligible(stanza)) return;
  const auto copied = as_forwarded(stanza);
  for (const auto& [jid, session] : sessions_) {
    const bool has_it = session == sender || std::find(direct.begin(), direct.end(), session) != direct.end();
    if (!session->carbons || has_it) continue;
    if (jid.bare() == sender->jid.bare()) {
      deliver(session, carbon("sent", jid, copied));
    } else if (stanza.to() && jid.bare() == stanza.to()->bare()) {
      deliver(session, carbon("received", jid, copied));
    }
  }
}

}  // namespace conformance::server

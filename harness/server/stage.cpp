// SPDX-License-Identifier: MIT
#include "server/server.hpp"

/// What a scenario does with the server as such: the world around a client under test bends.
namespace conformance::server {

void Server::inject(const xmpp::Jid& bare, const xml::Element& stanza) {
  for (const auto& session : sessions_of(bare, false)) deliver(session, stanza);
}

void Server::kick(const xmpp::Jid& bare) {
  for (const auto& session : sessions_of(bare, false)) {
    end(session);
    session->connection->close();
  }
}

// XEP-0313 4: all that is there, in one page, whatever was asked for.
void Server::archive(const SessionPtr& session, const xmpp::Stanza& stanza) {
  const auto query = stanza.child("query", xmpp::ns::archive);
  const auto& archive = accounts_.find(session->jid)->archive;
  int number = 0;
  for (const auto& message : archive) {
    xml::Builder result("result", xmpp::ns::archive);
    result.set("id", std::to_string(++number));
    if (const auto id = query->attribute("queryid")) result.set("queryid", std::string(*id));
    result.add(xml::Builder("forwarded", xmpp::ns::forward)
                   .add(xml::Builder("delay", xmpp::ns::delay).set("stamp", stamp(Duration::zero())))
                   .add(xml::Builder(message)));
    deliver(session, xml::Builder("message", xmpp::ns::client)
                         .set("from", session->jid.bare().to_string())
                         .add(std::move(result))
                         .build());
  }
  deliver(session, xmpp::result_reply(stanza)
                       .add(xml::Builder("fin", xmpp::ns::archive)
                                .set("complete", "true")
                                .add(xml::Builder("set", "http://jabber.org/protocol/rsm")))
                       .build());
}

}  // namespace conformance::server

// SPDX-License-Identifier: MIT
#include "server/server.hpp"

/// What a scenario does with the server as such: the world around a client under test bends.
namespace conformance::server {

void Server::inject(const xmpp::Jid& bare, const xml::Element& stanza) {
  for (const auto& session : sessions_of(bare, false)) deliver(session, stanza);
}

void Server::put_into_archive(const xmpp::Jid& owner, const xml::Element& message) {
  const auto from = xmpp::Jid::parse(message.attribute("from").value_or(""));
  if (from.has_value()) archive_for(owner.bare(), from->bare(), message);
}

void Server::kick(const xmpp::Jid& bare) {
  for (const auto& session : sessions_of(bare, false)) {
    end(session);
    session->connection->close();
  }
}

}  // namespace conformance::server

// SPDX-License-Identifier: MIT
#include "server/server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <ctime>

namespace conformance::server {

namespace {
constexpr Duration negotiation_longest = std::chrono::seconds(30);

bool is_result(const xmpp::Stanza& stanza) { return stanza.is_iq() && stanza.type() == "result"; }
}  // namespace

std::string stamp(std::time_t seconds) {
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::string text(sizeof "2001-09-09T01:46:40Z", '\0');
  text.resize(std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts));
  return text;
}

Server::Server(boost::asio::io_context& context, Clock& clock, faults::FaultSet faults, Seed seed)
    : context_(context),
      clock_(clock),
      faults_(std::move(faults)),
      rooms_(clock, faults_,
             [this](const xmpp::Jid& user, const xml::Element& element) {
               if (const auto session = find(user)) deliver(session, element);
             }),
      seed_(seed) {}

void Server::serve(std::unique_ptr<net::Wire> wire, Entrance entrance) {
  boost::asio::co_spawn(context_, run(std::move(wire), std::move(entrance)), boost::asio::detached);
}

void Server::serve_web_socket(std::unique_ptr<net::Wire> wire, const std::string& path, Entrance entrance) {
  boost::asio::co_spawn(context_, run_web_socket(std::move(wire), path, std::move(entrance)), boost::asio::detached);
}

Task<void> Server::run_web_socket(std::unique_ptr<net::Wire> wire, std::string path, Entrance entrance) {
  std::unique_ptr<net::Wire> messages;
  try {
    if (entrance.direct_tls) {
      auto shaking = net::tls_server(std::move(wire), *entrance.direct_tls, clock_, negotiation_longest);
      wire = co_await std::move(shaking);
      entrance.direct_tls.reset();
    }
    auto accepting = net::accept_web_socket(std::move(wire), clock_, path, negotiation_longest);
    messages = co_await std::move(accepting);
  } catch (const net::NetworkError&) {
    co_return;  // it was answered by HTTP, or is gone
  }
  // RFC 7395 3.9: STARTTLS has no place over WebSocket.
  entrance.offer.start_tls.reset();
  auto running = run(std::move(messages), std::move(entrance));
  co_await std::move(running);
}

Task<void> Server::run(std::unique_ptr<net::Wire> wire, Entrance entrance) {
  SessionPtr session;
  try {
    if (entrance.direct_tls) {
      auto shaking = net::tls_server(std::move(wire), *entrance.direct_tls, clock_, negotiation_longest);
      wire = co_await std::move(shaking);
    }
    auto negotiation = stream::accept_stream(std::move(wire), clock_, accounts_, "stream-" + std::to_string(++streams_),
                                             negotiation_longest, entrance.offer);
    auto bound = co_await std::move(negotiation);
    if (!bound) co_return;
    // A second session for the same full JID replaces the first (RFC 6120 7.7.2.2).
    if (auto old = find(bound->jid)) {
      end(old);
      old->connection->close_with_error("conflict");
    }
    session = std::make_shared<Session>(Session{bound->jid, bound->connection, std::nullopt, 0, {}, false, false, {}});
    sessions_[session->jid] = session;
    if (stream_tap_ && session->connection->wire().is_encrypted()) stream_tap_(session->jid, "secured");
    if (stream_tap_) stream_tap_(session->jid, "bound");
    // The fault "dead-stream": nothing is read or written after login, and the stream stays open.
    if (faults_.has("dead-stream")) co_return;
    auto reading = read(session);
    co_await std::move(reading);
  } catch (const stream::StreamError&) {
    // The client broke its stream: its session ends, nothing else.
  } catch (const net::NetworkError&) {
  }
  if (session) end(session);
}

Task<void> Server::read(SessionPtr session) {
  while (true) {
    auto next = session->connection->receive();
    const auto element = co_await std::move(next);
    if (!element) break;
    handle(session, *element);
  }
  session->connection->close();
}

void Server::handle(const SessionPtr& session, const xml::Element& element) {
  if (client_state(session, element)) return;
  // RFC 6120 8.1.2.1: the server stamps the sender's full JID, whatever the client wrote.
  auto stamped = xml::Builder(element).set("from", session->jid.to_string()).build();
  auto stanza = xmpp::Stanza::parse(stamped);
  if (stanza.has_error()) return;  // not a stanza: nothing that this server knows is negotiated after binding
  if (tap_) tap_(session->jid, true, *stanza);
  close_at_random(session);
  if (element.attribute("to") && !stanza->to()) {  // RFC 6120 8.3.3.8
    const auto to_us = xml::Builder(stamped).set("to", session->jid.domain()).build();
    if (!is_result(*stanza)) bounce(session, *xmpp::Stanza::parse(to_us), "modify", "jid-malformed");
    return;
  }
  if (stanza->to() && is_room_service(stanza->to()->domain())) {
    rooms_.handle(session->jid, *stanza);
    return;
  }
  switch (stanza->kind()) {
    case xmpp::Stanza::Kind::message:
      message(session, *stanza);
      break;
    case xmpp::Stanza::Kind::presence:
      presence(session, *stanza);
      break;
    case xmpp::Stanza::Kind::iq:
      iq(session, *stanza);
      break;
  }
}

void Server::end(const SessionPtr& session) {
  const auto found = sessions_.find(session->jid);
  if (found == sessions_.end() || found->second != session) return;
  sessions_.erase(found);  // first: nothing is written to it any more
  broadcast(session, xml::Builder("presence", xmpp::ns::client)
                         .set("type", "unavailable")
                         .set("from", session->jid.to_string())
                         .build());
  rooms_.leave_all(session->jid);
  session->presence.reset();
  if (stream_tap_) stream_tap_(session->jid, "closed");
}

void Server::deliver(const SessionPtr& session, const xml::Element& element) {
  if (loses(session, element) || hold_back(session, element)) return;
  if (const auto delay = delay_of(element); delay > Duration::zero()) {
    clock_.call_after(delay, [this, session, element] { write(session, element); });
  } else {
    write(session, element);
  }
}

void Server::write(const SessionPtr& session, const xml::Element& element) {
  if (faults_.has("dead-stream") || find(session->jid) != session) return;
  const auto addressed =
      element.attribute("to") ? element : xml::Builder(element).set("to", session->jid.to_string()).build();
  if (tap_) {
    if (const auto stanza = xmpp::Stanza::parse(addressed); stanza.has_value()) tap_(session->jid, false, *stanza);
  }
  session->connection->send(addressed);
}

bool Server::is_room_service(const std::string& domain) const {
  if (faults_.has("no-room-service")) return false;
  const auto dot = domain.find('.');
  return dot != std::string::npos && accounts_.serves(domain.substr(dot + 1)) &&
         domain == room_service(domain.substr(dot + 1));
}

Server::SessionPtr Server::find(const xmpp::Jid& full) const {
  const auto found = sessions_.find(full);
  return found == sessions_.end() ? nullptr : found->second;
}

std::vector<Server::SessionPtr> Server::sessions_of(const xmpp::Jid& bare, bool available_only) const {
  std::vector<SessionPtr> found;
  for (const auto& [jid, session] : sessions_) {
    if (jid.bare() == bare.bare() && (!available_only || session->presence)) found.push_back(session);
  }
  return found;
}

std::vector<Server::SessionPtr> Server::sessions_at(const xmpp::Jid& address) const {
  if (address.is_bare()) return sessions_of(address, true);
  const auto found = find(address);
  return found ? std::vector<SessionPtr>{found} : std::vector<SessionPtr>();
}

void Server::bounce(const SessionPtr& to, const xmpp::Stanza& stanza, const char* type, const char* condition) {
  // An error is never answered with an error (RFC 6120 8.3.1).
  if (!stanza.is_error()) deliver(to, xmpp::error_reply(stanza, type, condition));
}

void Server::remove(const xmpp::Jid& bare) {
  for (const auto& session : sessions_of(bare, false)) {
    end(session);
    session->connection->close();
  }
  for (auto& [jid, account] : accounts_.all()) account.roster.erase(bare.bare());
  accounts_.remove(bare.bare());
}

void Server::stop() {
  for (const auto& [jid, session] : std::map(sessions_)) session->connection->close();
  sessions_.clear();
}

}  // namespace conformance::server

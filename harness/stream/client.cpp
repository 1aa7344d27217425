// SPDX-License-Identifier: MIT
#include "stream/client.hpp"

#include <utility>

#include "stream/client_steps.hpp"
#include "stream/words.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::stream {

namespace ns = xmpp::ns;

namespace {

constexpr const char* bind_id = "bind";
constexpr const char* session_id = "session";
constexpr Awaited bind_answer{"the answer to the resource binding request", "iq", ns::client, bind_id};
constexpr Awaited session_answer{"the answer to the session request", "iq", ns::client, session_id};

Task<xmpp::Jid> bind(std::shared_ptr<Connection> connection, std::string resource, Duration longest) {
  xml::Builder request("bind", ns::bind);
  if (!resource.empty()) request.add(xml::Builder("resource", ns::bind).text(resource));
  connection->send(xml::Builder("iq", ns::client).set("type", "set").set("id", bind_id).add(request).build());
  auto waiting = expect(connection, longest, bind_answer);
  const auto answer = co_await std::move(waiting);
  demand_result(answer, "bind a resource");
  const auto bound = answer.child("bind", ns::bind);
  const auto address = bound ? bound->child("jid", ns::bind) : std::nullopt;
  if (!address) throw StreamError("the server bound a resource without saying the address");
  const auto jid = xmpp::Jid::parse(address->text());
  if (jid.has_error() || jid->is_bare()) {
    throw StreamError("the server bound an address that is not a full JID: '" + excerpt(address->text()) + "'");
  }
  co_return *jid;
}

// RFC 3921 3, obsolete; RFC 6121 1.4 has servers say that it is optional.
Task<void> begin_old_session(std::shared_ptr<Connection> connection, xml::Element features, Duration longest) {
  const auto offered = features.child("session", ns::session);
  if (!offered || offered->child("optional", ns::session)) co_return;
  connection->send(xml::Builder("iq", ns::client)
                       .set("type", "set")
                       .set("id", session_id)
                       .add(xml::Builder("session", ns::session))
                       .build());
  auto waiting = expect(connection, longest, session_answer);
  const auto answer = co_await std::move(waiting);
  demand_result(answer, "begin a session");
}

Task<Bound> negotiate(Opened opened, Login login, Security security, Duration longest) {
  const auto connection = opened.connection;
  auto authenticating = authenticate(connection, opened.features, login, security, longest);
  co_await std::move(authenticating);

  auto reopening = open_stream(connection, login.domain, longest);
  const auto more_features = co_await std::move(reopening);
  if (!more_features.child("bind", ns::bind)) throw StreamError("the server does not offer resource binding");
  auto binding = bind(connection, login.resource, longest);
  auto jid = co_await std::move(binding);
  auto beginning = begin_old_session(connection, more_features, longest);
  co_await std::move(beginning);
  co_return Bound{connection, std::move(jid), more_features.child("csi", ns::client_state).has_value()};
}

}  // namespace

Task<Bound> log_in(std::unique_ptr<net::Wire> wire, Clock& clock, Login login, Security security, Duration longest) {
  std::shared_ptr<Connection> connection;
  try {
    auto opening = open_secure_stream(std::move(wire), clock, login.domain, security, longest);
    const auto opened = co_await std::move(opening);
    connection = opened.connection;
    auto negotiating = negotiate(opened, login, security, longest);
    co_return co_await std::move(negotiating);
  } catch (const StreamError& error) {
    if (connection) connection->close();
    throw without_secret(error, login.password);
  }
}

Task<LoginOffer> visit(std::unique_ptr<net::Wire> wire, Clock& clock, std::string domain, Security security,
                       Duration longest) {
  auto opening = open_secure_stream(std::move(wire), clock, domain, security, longest);
  const auto opened = co_await std::move(opening);
  opened.connection->close();
  auto flushing = opened.connection->flush();
  co_await std::move(flushing);
  co_return read_offer(opened.features);
}

}  // namespace conformance::stream

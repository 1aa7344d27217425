// SPDX-License-Identifier: MIT
#include "stream/client.hpp"

#include <boost/asio/this_coro.hpp>
#include <utility>

#include "stream/client_steps.hpp"
#include "stream/sasl_plain.hpp"
#include "stream/words.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::stream {

namespace ns = xmpp::ns;

namespace {

constexpr const char* bind_id = "bind";
constexpr const char* session_id = "session";
constexpr Awaited sasl_answer{"the answer to <auth/>", nullptr, ns::sasl, nullptr};
constexpr Awaited bind_answer{"the answer to the resource binding request", "iq", ns::client, bind_id};
constexpr Awaited session_answer{"the answer to the session request", "iq", ns::client, session_id};

// Mechanisms that an error names; a server has about ten.
constexpr std::size_t mechanisms_named_max = 20;

void demand_plain(const xml::Element& features) {
  std::string offered;
  std::size_t count = 0;
  const auto mechanisms = features.child("mechanisms", ns::sasl);
  for (const auto& mechanism : mechanisms ? mechanisms->children() : std::vector<xml::Element>()) {
    if (!mechanism.is("mechanism", ns::sasl)) continue;
    if (mechanism.text() == "PLAIN") return;
    if (++count <= mechanisms_named_max) offered += (count > 1 ? ", " : "") + excerpt(mechanism.text());
  }
  std::string sentence =
      "the server does not offer the SASL mechanism PLAIN, the only one that is available yet: it offers ";
  sentence += count == 0 ? "none" : offered;
  if (features.child("starttls", ns::tls)) sentence += ", and TLS, which is not available yet";
  throw StreamError(sentence);
}

Task<void> authenticate(std::shared_ptr<Connection> connection, Login login, Duration longest) {
  connection->send(xml::Builder("auth", ns::sasl)
                       .set("mechanism", "PLAIN")
                       .text(PlainMessage{"", login.local, login.password}.to_base64())
                       .build());
  auto waiting = expect(connection, longest, sasl_answer);
  const auto answer = co_await std::move(waiting);
  if (answer.name() == "success") co_return;
  const std::string who = login.local + "@" + login.domain;
  if (answer.name() != "failure") {
    throw StreamError("the server answered <" + excerpt(answer.name()) + "/> to the login of " + who +
                      " with PLAIN, which has one step only");
  }
  const auto words = error_words(answer, ns::sasl);
  throw StreamError("the server refused the login of " + who + ": " + words.sentence(), words.condition);
}

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

Task<xmpp::Jid> negotiate(std::shared_ptr<Connection> connection, Login login, Duration longest) {
  auto opening = open_stream(connection, login.domain, longest);
  const auto features = co_await std::move(opening);
  refuse_tls_demand(features);
  demand_plain(features);
  auto authenticating = authenticate(connection, login, longest);
  co_await std::move(authenticating);

  auto reopening = open_stream(connection, login.domain, longest);
  const auto more_features = co_await std::move(reopening);
  if (!more_features.child("bind", ns::bind)) throw StreamError("the server does not offer resource binding");
  auto binding = bind(connection, login.resource, longest);
  const auto jid = co_await std::move(binding);
  auto beginning = begin_old_session(connection, more_features, longest);
  co_await std::move(beginning);
  co_return jid;
}

}  // namespace

Task<Bound> log_in(std::unique_ptr<net::Wire> wire, Clock& clock, Login login, Duration longest) {
  const auto executor = co_await boost::asio::this_coro::executor;
  const auto connection = Connection::over(std::move(wire), clock, executor);
  try {
    auto negotiating = negotiate(connection, login, longest);
    auto jid = co_await std::move(negotiating);
    co_return Bound{connection, std::move(jid)};
  } catch (const StreamError& error) {
    connection->close();
    throw without_secret(error, login.password);
  }
}

}  // namespace conformance::stream

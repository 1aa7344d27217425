// SPDX-License-Identifier: MIT
#include <boost/asio/this_coro.hpp>
#include <utility>

#include "base/check.hpp"
#include "stream/client_steps.hpp"
#include "stream/words.hpp"
#include "xmpp/namespaces.hpp"

/// How a client has its stream encrypted: STARTTLS (RFC 6120 5).
namespace conformance::stream {

namespace ns = xmpp::ns;

namespace {

constexpr Awaited tls_answer{"the answer to <starttls/>", nullptr, ns::tls, nullptr};

// Whether to ask for TLS, by what is offered and what is wanted.
bool wants_tls(const xml::Element& features, StartTls wanted) {
  const auto offered = features.child("starttls", ns::tls);
  // A server that demands TLS may well offer nothing beside it (RFC 6120 5.3.1).
  if (wanted == StartTls::off && offered && offered->child("required", ns::tls)) {
    throw StreamError("the server demands TLS, which was switched off");
  }
  if (wanted == StartTls::required && !offered) throw StreamError("the server does not offer TLS, which is required");
  return wanted != StartTls::off && offered;
}

Task<void> ask_for_tls(std::shared_ptr<Connection> connection, Duration longest) {
  connection->send(xml::Builder("starttls", ns::tls).build());
  auto waiting = expect(connection, longest, tls_answer);
  const auto answer = co_await std::move(waiting);
  if (answer.name() == "proceed") co_return;
  throw StreamError("the server answered <" + excerpt(answer.name()) + "/> to <starttls/>");
}

}  // namespace

Task<Opened> open_secure_stream(std::unique_ptr<net::Wire> wire, Clock& clock, std::string domain, Security security,
                                Duration longest) {
  const auto executor = co_await boost::asio::this_coro::executor;
  auto connection = Connection::over(std::move(wire), clock, executor);
  try {
    auto opening = open_stream(connection, domain, longest);
    const auto features = co_await std::move(opening);
    if (connection->wire().is_encrypted() || !wants_tls(features, security.start_tls)) {
      co_return Opened{connection, features};
    }
    check(security.trust.has_value(), "STARTTLS without knowing whom to believe");
    auto asking = ask_for_tls(connection, longest);
    co_await std::move(asking);
    auto plain = connection->take_wire();
    auto shaking = net::tls_client(std::move(plain), domain, *security.trust, clock, longest);
    auto secured = co_await std::move(shaking);
    connection = Connection::over(std::move(secured), clock, executor);
    auto reopening = open_stream(connection, domain, longest);
    const auto private_features = co_await std::move(reopening);
    co_return Opened{connection, private_features};
  } catch (const StreamError&) {
    connection->close();
    throw;
  }
}

}  // namespace conformance::stream

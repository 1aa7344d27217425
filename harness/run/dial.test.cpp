// SPDX-License-Identifier: MIT
#include "run/dial.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <catch2/catch.hpp>

#include "run/loop.hpp"
#include "server/server.hpp"
#include "stream/client.hpp"

/// A login to the embedded server over each wire, on loopback and in real time.
namespace conformance::run {

namespace {

using namespace std::chrono_literals;

struct Stage {
  Stage() : server(loop.context(), loop.clock(), {}), listener(loop.context(), "127.0.0.1", 0) {
    server.accounts().add_domain("localhost");
    server.accounts().add(*xmpp::Jid::parse("romeo@localhost"), "wherefore");
  }
  ~Stage() {
    server.stop();
    listener.close();
    loop.finish();
  }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  ServerAddress address(bool web_socket, bool tls) {
    ServerAddress address;
    address.host = "localhost";
    address.port = listener.port();
    address.domain = "localhost";
    address.web_socket = web_socket;
    address.direct_tls = tls;
    return address;
  }
  // Who was bound, or the error.
  std::string log_in(ServerAddress to, const std::optional<net::TlsTrust>& trust) {
    to.security.trust = trust;
    boost::asio::co_spawn(loop.context(), serve_one(*this, to.web_socket, to.direct_tls), boost::asio::detached);
    Dialer dialer(loop.context(), loop.clock(), to, {});
    std::string said;
    loop.run(log_in_by(dialer, loop.clock(), said));
    return said;
  }
  static Task<void> serve_one(Stage& stage, bool web_socket, bool tls) {
    try {
      auto accepting = stage.listener.accept();
      auto wire = co_await std::move(accepting);
      if (tls) {
        auto securing = net::tls_server(std::move(wire), stage.identity, stage.loop.clock(), 5s);
        wire = co_await std::move(securing);
      }
      web_socket ? stage.server.serve_web_socket(std::move(wire)) : stage.server.serve(std::move(wire));
    } catch (const net::NetworkError&) {
    }
  }
  static Task<void> log_in_by(Dialer& dialer, Clock& clock, std::string& said) {
    try {
      auto dialing = dialer.dial();
      auto wire = co_await std::move(dialing);
      said = wire->is_encrypted() ? "encrypted " : "plain ";
      auto logging_in = stream::log_in(std::move(wire), clock, {"romeo", "localhost", "wherefore", "orchard"}, {}, 5s);
      const auto bound = co_await std::move(logging_in);
      said += bound.jid.to_string();
    } catch (const std::exception& error) {
      said = error.what();
    }
  }

  Loop loop{Loop::Time::real_time};
  server::Server server;
  net::TcpListener listener;
  net::TlsIdentity identity = net::TlsIdentity::make({.domains = {"localhost"}});
};

}  // namespace

TEST_CASE("A login works over TCP, WebSocket and each of them with TLS at once", "[rfc7395]") {
  const bool web_socket = GENERATE(false, true);
  const bool tls = GENERATE(false, true);
  Stage stage;
  CHECK(stage.log_in(stage.address(web_socket, tls), net::TlsTrust::of_pem(stage.identity.ca_pem()).value()) ==
        (tls ? "encrypted romeo@localhost/orchard" : "plain romeo@localhost/orchard"));
}

TEST_CASE("A WebSocket with TLS whose certificate is not believed is not used", "[rfc7395-3.9]") {
  Stage stage;
  const auto other = net::TlsIdentity::make({.domains = {"localhost"}});
  const auto said = stage.log_in(stage.address(true, true), net::TlsTrust::of_pem(other.ca_pem()).value());
  CHECK(said.find(net::certificate_refused) != std::string::npos);
}

TEST_CASE("A WebSocket at another path is refused and the sentence says how", "[rfc7395-3.1]") {
  Stage stage;
  auto address = stage.address(true, false);
  address.path = "/elsewhere";
  CHECK(stage.log_in(address, std::nullopt) == "127.0.0.1:" + std::to_string(stage.listener.port()) +
                                                   ": the server does not speak WebSocket at /elsewhere: "
                                                   "HTTP 404 Not Found");
}

}  // namespace conformance::run

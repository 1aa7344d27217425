// SPDX-License-Identifier: MIT
#include "cli/target_name.hpp"

#include <catch2/catch.hpp>

namespace conformance::cli {

TEST_CASE("A target is embedded, or a host with or without a port", "[cli]") {
  struct Row {
    const char* text;
    bool embedded;
    const char* host;
    std::optional<std::uint16_t> port;
  };
  const auto row = GENERATE(values<Row>({
      {"embedded", true, "", std::nullopt},
      {"localhost", false, "localhost", std::nullopt},
      {"localhost:xmpp-client", false, "localhost", 5222},
      {"[::1]:xmpp-client", false, "::1", 5222},
      {"127.0.0.1:15222", false, "127.0.0.1", 15222},
      {"montague.lit:1", false, "montague.lit", 1},
      {"montague.lit:65535", false, "montague.lit", 65535},
      {"[::1]", false, "::1", std::nullopt},
      {"[::1]:5269", false, "::1", 5269},
      {"embedded:5222", false, "embedded", 5222},
  }));
  INFO(row.text);
  const auto target = parse_target(row.text);
  REQUIRE(target.has_value());
  CHECK(target->embedded == row.embedded);
  CHECK(target->host == row.host);
  CHECK(target->port == row.port);
}

TEST_CASE("A target can be a WebSocket, with TLS and without", "[rfc7395]") {
  struct Row {
    const char* text;
    const char* host;
    std::uint16_t port;
    const char* path;
    bool tls;
  };
  const auto row = GENERATE(values<Row>({
      {"ws://localhost", "localhost", 80, "/", false},
      {"wss://localhost", "localhost", 443, "/", true},
      {"ws://localhost:5280/xmpp-websocket", "localhost", 5280, "/xmpp-websocket", false},
      {"wss://[::1]:5281/ws?x=1", "::1", 5281, "/ws?x=1", true},
      {"ws://montague.lit?x", "montague.lit", 80, "/?x", false},
  }));
  INFO(row.text);
  const auto target = parse_target(row.text);
  REQUIRE(target.has_value());
  CHECK(target->web_socket);
  CHECK(target->host == row.host);
  CHECK(target->port == row.port);
  CHECK(target->path == row.path);
  CHECK(target->tls_at_once == row.tls);
}

TEST_CASE("The path of a WebSocket may have 1024 bytes and no more", "[limits]") {
  const std::string longest = "ws://localhost/" + std::string(1'023, 'x');
  CHECK(parse_target(longest).has_value());
  CHECK(parse_target(longest + "x").has_error());
}

TEST_CASE("A driver is named by itself, or with its program", "[cli]") {
  const auto plain = parse_target("driver");
  REQUIRE(plain.has_value());
  CHECK(plain->driver);
  CHECK(plain->program.empty());
  const auto named = parse_target("driver:./my driver");
  REQUIRE(named.has_value());
  CHECK(named->driver);
  CHECK(named->program == "./my driver");
  CHECK_FALSE(parse_target("driver.example")->driver);
}

TEST_CASE("A client is waited for at a port, on loopback unless an address is given", "[cli]") {
  struct Row {
    const char* text;
    const char* host;
    std::uint16_t port;
  };
  const auto row = GENERATE(values<Row>({{"listen:5222", "127.0.0.1", 5222},
                                         {"listen:0", "127.0.0.1", 0},
                                         {"listen:[::1]:5222", "::1", 5222},
                                         {"listen:192.0.2.1:5222", "192.0.2.1", 5222}}));
  INFO(row.text);
  const auto target = parse_target(row.text);
  REQUIRE(target.has_value());
  CHECK(target->listen);
  CHECK(target->host == row.host);
  CHECK(target->port == row.port);
}

TEST_CASE("What has an @ is a client that is logged in elsewhere", "[cli]") {
  for (const char* text : {"juliet@capulet.lit", "juliet@capulet.lit/balcony", "ws@capulet.lit"}) {
    const auto target = parse_target(text);
    REQUIRE(target.has_value());
    CHECK(target->address == text);
    CHECK(target->host.empty());
  }
}

TEST_CASE("Another target is refused with what is wrong with it", "[cli]") {
  const std::string known =
      "this version knows embedded, driver, listen:PORT, USER@DOMAIN, HOST, HOST:PORT, [IPV6]:PORT, ws://HOST and "
      "wss://HOST";
  const auto port = [](const std::string& text) {
    return "\"" + text + "\" is not a port, expected a number from 1 to 65535 or the name of a service: xmpp-client";
  };
  struct Row {
    const char* text;
    std::string reason;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"", "\"\" is empty, " + known},
      {"driver:", "\"driver:\" names no program, expected driver:PROGRAM"},
      {"listen:", "\"listen:\" is no place to listen at, expected listen:PORT or listen:ADDRESS:PORT"},
      {"listen:a:b:c", "\"listen:a:b:c\" is no place to listen at, expected listen:PORT or listen:ADDRESS:PORT"},
      {"ws://", "\"ws://\" has no host"},
      {"ws://localhost:x", port("x")},
      {"ws://localhost/a b",
       "\"ws://localhost/a b\" has a path with something else than the printable characters of a URL"},
      {"wss://localhost/#a",
       "\"wss://localhost/#a\" has a path with something else than the printable characters of a URL"},
      {"::1", "\"::1\" has several colons, put an IPv6 address in brackets"},
      {":5222", "\":5222\" has no host"},
      {"[]", "\"[]\" has no host"},
      {"[::1", "\"[::1\" has no \"]\""},
      {"[::1]5222", "\"[::1]5222\" has something behind the address, expected :PORT"},
      {"localhost:", port("")},
      {"localhost:0", port("0")},
      {"localhost:65536", port("65536")},
      {"localhost:-1", port("-1")},
      {"localhost:5222x", port("5222x")},
      {"localhost: 5222", port(" 5222")},
      {"[::1]:wherefore", port("wherefore")},
  }));
  INFO(row.text);
  const auto target = parse_target(row.text);
  REQUIRE(target.has_error());
  CHECK(target.error().place == "--target");
  CHECK(target.error().reason == row.reason);
}

}  // namespace conformance::cli

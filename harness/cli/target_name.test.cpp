// SPDX-License-Identifier: MIT
#include "cli/target_name.hpp"

#include <catch2/catch.hpp>

namespace conformance::cli {

TEST_CASE("A target is embedded, or a host with or without a port", "[cli]") {
  struct Row {
    const char* text;
    bool embedded;
    const char* host;
    std::uint16_t port;
  };
  const auto row = GENERATE(values<Row>({
      {"embedded", true, "", 5222},
      {"localhost", false, "localhost", 5222},
      {"127.0.0.1:15222", false, "127.0.0.1", 15222},
      {"montague.lit:1", false, "montague.lit", 1},
      {"montague.lit:65535", false, "montague.lit", 65535},
      {"[::1]", false, "::1", 5222},
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

TEST_CASE("Another target is refused with what is wrong with it", "[cli]") {
  const std::string known = "this version knows embedded, HOST, HOST:PORT and [IPV6]:PORT";
  const auto port = [](const std::string& text) {
    return "\"" + text + "\" is not a port, expected a number from 1 to 65535";
  };
  struct Row {
    const char* text;
    std::string reason;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"", "\"\" is empty, " + known},
      {"romeo@montague.lit", "\"romeo@montague.lit\" is not available yet, " + known},
      {"driver", "\"driver\" is not available yet, " + known},
      {"listen:5222", "\"listen:5222\" is not available yet, " + known},
      {"ws://localhost", "\"ws://localhost\" is not available yet, " + known},
      {"wss://localhost", "\"wss://localhost\" is not available yet, " + known},
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
      {"[::1]:xmpp", port("xmpp")},
  }));
  INFO(row.text);
  const auto target = parse_target(row.text);
  REQUIRE(target.has_error());
  CHECK(target.error().place == "--target");
  CHECK(target.error().reason == row.reason);
}

}  // namespace conformance::cli

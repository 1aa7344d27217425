// SPDX-License-Identifier: MIT
#include "driver/driver_side.hpp"

#include <catch2/catch.hpp>

namespace conformance::driver {

using scenario::Answer;

TEST_CASE("What one side writes the other side reads", "[driver]") {
  const auto asked = read_request(Request("act")
                                      .with("action", "type")
                                      .with("text", "Soft, what \"light\"\nthrough \xc3\xa9")
                                      .with("key_ms", std::int64_t{80})
                                      .with("new", true)
                                      .to_json(3))
                         .value();
  CHECK(asked.seq == 3);
  CHECK(asked.command == "act");
  CHECK(asked.text("action") == "type");
  CHECK(asked.text("text") == "Soft, what \"light\"\nthrough \xc3\xa9");
  CHECK(asked.number("key_ms") == 80);
  CHECK(asked.truth("new"));
  CHECK(asked.text("to").empty());

  using Kind = Answer::Kind;
  for (const auto kind : {Kind::ok, Kind::unsupported_by_client, Kind::unsupported_by_driver, Kind::error}) {
    const auto reply = std::get<Reply>(read_line(answer_line(7, {kind, "", "why not"}), true).value());
    CHECK(reply.seq == 7);
    CHECK(reply.answer.kind == kind);
    CHECK(reply.answer.reason == (kind == Kind::ok ? "" : "why not"));
  }
  const auto value = [](const std::string& line) {
    return read_value(std::get<Reply>(read_line(line, true).value()).ok, true).value();
  };
  CHECK(value(value_line(1, std::string("composing"))) == "composing");
  CHECK(value(value_line(1, std::uint64_t{2})) == "2");
  CHECK(value(value_line(1, std::vector<std::string>{"one", "two"})) == "one\ntwo\n");
  CHECK(std::get<DriverEvent>(read_line(alert_line("romeo@montague.lit"), true).value()).from == "romeo@montague.lit");

  const Hello hello{"toy", "1", {{"open"}, {"alerts"}, {"attention", "chat_states"}, true}, {"attention"}, true, false};
  const auto read = read_hello(std::get<Reply>(read_line(hello_line(1, hello), true).value()).ok, true).value();
  CHECK(read.name == hello.name);
  CHECK(read.abilities.actions == hello.abilities.actions);
  CHECK(read.abilities.queries == hello.abilities.queries);
  CHECK(read.abilities.settings == hello.abilities.settings);
  CHECK(read.abilities.sync == hello.abilities.sync);
  CHECK(read.restarting == hello.restarting);
  CHECK(read.virtual_clock == hello.virtual_clock);
}

TEST_CASE("A request that is none is refused without giving it back", "[driver]") {
  for (const std::string line : {"nightingale", "[\"nightingale\"]", R"({"seq":0,"cmd":"nightingale"})",
                                 R"({"seq":"nightingale","cmd":"hello"})", R"({"seq":1,"cmd":["nightingale"]})"}) {
    const auto read = read_request(line);
    INFO(line);
    REQUIRE(read.has_error());
    CHECK(read.error().message().find("nightingale") == std::string::npos);
  }
}

}  // namespace conformance::driver

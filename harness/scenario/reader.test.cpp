// SPDX-License-Identifier: MIT
#include "scenario/reader.hpp"

#include <catch2/catch.hpp>

#include "scenario/loader.hpp"

namespace conformance::scenario {

using namespace std::chrono_literals;

TEST_CASE("A time is a whole number with its unit, at most two days", "[scenario]") {
  struct Row {
    const char* text;
    std::optional<Duration> time;
  };
  const auto row = GENERATE(values<Row>({
      {"0s", 0ms},
      {"1ms", 1ms},
      {"100ms", 100ms},
      {"5s", 5s},
      {"2m", 2min},
      {"24h", 24h},
      {"48h", 48h},
      {"172800000ms", std::nullopt},  // nine digits
      {"17280000ms", 17'280s},
      {"49h", std::nullopt},
      {"2881m", std::nullopt},
      {"99999999h", std::nullopt},
      {"", std::nullopt},
      {"5", std::nullopt},
      {"s", std::nullopt},
      {"5 s", std::nullopt},
      {" 5s", std::nullopt},
      {"5s ", std::nullopt},
      {"-5s", std::nullopt},
      {"1.5s", std::nullopt},
      {"5d", std::nullopt},
      {"5S", std::nullopt},
      {"5min", std::nullopt},
      {"99999999999999999999s", std::nullopt},
  }));
  INFO(row.text);
  const auto time = parse_duration(row.text);
  REQUIRE(time.has_value() == row.time.has_value());
  if (row.time) CHECK(*time == *row.time);
}

TEST_CASE("A time that is none is said with what was expected", "[scenario]") {
  CHECK(parse_duration("soon").error().message() ==
        "found \"soon\", expected a time such as \"100ms\", \"5s\", \"2m\" or \"1h\"");
  CHECK(parse_duration("49h").error().message() == "a time is longer than 48 hours");
}

TEST_CASE("A value is described by its type and its first bytes", "[scenario]") {
  CHECK(describe(nlohmann::ordered_json::parse("3")) == "number 3");
  CHECK(describe(nlohmann::ordered_json::parse("null")) == "null null");
  CHECK(describe(nlohmann::ordered_json(std::string(100, 'x'))) == "string \"" + std::string(39, 'x') + "...");
  CHECK(describe(nlohmann::ordered_json("\xff\n")) == "string \"\\ufffd\\n\"");
}

}  // namespace conformance::scenario

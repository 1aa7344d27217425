// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "reports/sample_report.hpp"
#include "reports/writers.hpp"
#include "trace/test_play.hpp"

namespace conformance::reports {

namespace {

using namespace std::chrono_literals;
using namespace trace::testing;

// A client that pauses after 30 seconds, then after 40, and is inactive after two minutes.
Report timed() {
  auto report = sample::empty();
  report.plays.front().trace = trace::testing::Play()
                                   .contact("romeo")
                                   .comes("romeo/orchard")
                                   .act("type", "x")
                                   .iut_sends(composing)
                                   .passes(30s)
                                   .iut_sends(paused)
                                   .passes(90s)
                                   .iut_sends(inactive)
                                   .act("type", "y")
                                   .iut_sends(composing)
                                   .passes(40s)
                                   .iut_sends(paused)
                                   .trace();
  return report;
}

}  // namespace

TEST_CASE("Measured times stand beside what the versions suggest, and nothing where there are none", "[reports]") {
  const auto catalogue = sample::catalogue();
  ConsoleOptions wide;
  wide.columns = 400;
  CHECK(to_console(timed(), catalogue, wide).find("paused after 30 s to 40 s (suggested: 5 s in 1.2, 30 s in 2.1)") !=
        std::string::npos);
  CHECK(to_console(timed(), catalogue, wide).find("inactive after 2 min (suggested: 30 s in 1.2, 2 min in 2.1)") !=
        std::string::npos);
  CHECK(to_console(sample::empty(), catalogue, wide).find("timings") == std::string::npos);
  const auto json = nlohmann::json::parse(to_json(timed(), catalogue, Traces::of_findings));
  const auto& timings = json["plays"][0]["timings"];
  REQUIRE(timings.size() == 2);
  CHECK(timings[0]["state"] == "paused");
  CHECK(timings[0]["count"] == 2);
  CHECK(timings[0]["shortest"].get<int>() / 1000 == 30);
  CHECK(timings[0]["longest"].get<int>() / 1000 == 40);
  CHECK(timings[0]["suggested"] == nlohmann::json{{"1.2", 5000}, {"2.1", 30000}});
  CHECK(timings[1]["state"] == "inactive");
  const auto none = nlohmann::json::parse(to_json(sample::empty(), catalogue, Traces::of_findings));
  CHECK_FALSE(none["plays"][0].contains("timings"));
}

}  // namespace conformance::reports

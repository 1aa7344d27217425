// SPDX-License-Identifier: MIT
#include "rules/timings.hpp"

#include <catch2/catch.hpp>

#include "trace/test_play.hpp"

namespace conformance::rules {

using namespace trace::testing;
using namespace std::chrono_literals;

namespace {

Play typed() {
  return Play().contact("romeo").comes("romeo/orchard").romeo_sends(active).act("type", "x").iut_sends(composing);
}
std::string measured(const Play& play) {
  std::string text;
  for (const auto& timing : measured_timings(play.trace())) {
    const auto whole = [](Duration time) { return std::to_string(time / 1s); };
    text += timing.state + " " + std::to_string(timing.count) + ": " + whole(timing.shortest) + " to " +
            whole(timing.longest) + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("The time is taken from the last thing that was done to a state that comes by itself", "[xep0085-2]") {
  CHECK(measured(typed()).empty());
  CHECK(measured(typed().passes(30s).iut_sends(paused)) == "paused 1: 30 to 30\n");
  CHECK(measured(typed().passes(30s).iut_sends(paused).passes(90s).iut_sends(inactive).passes(8min).iut_sends(gone)) ==
        "paused 1: 30 to 30\ninactive 1: 120 to 120\ngone 1: 600 to 600\n");
  CHECK(measured(
            typed().passes(5s).iut_sends(paused).act("type", "y").iut_sends(composing).passes(7s).iut_sends(paused)) ==
        "paused 2: 5 to 7\n");
  CHECK(measured(typed().passes(5s).romeo_sends(body("Oh")).passes(30s).iut_sends(paused)) == "paused 1: 35 to 35\n");
  CHECK(measured(typed().passes(5s).romeo_sends(body("Oh")).passes(30s).iut_sends(inactive)) ==
        "inactive 1: 30 to 30\n");
  CHECK(measured(typed().passes(5s).act("close").iut_sends(gone)).empty());
  CHECK(measured(typed().passes(5s).act_phase("close", "begin").iut_sends(gone).act_phase("close", "done")).empty());
  CHECK(measured(typed().passes(5s).act("blur").iut_sends(inactive)).empty());
  CHECK(measured(Play().contact("romeo").passes(5s).iut_sends(paused)).empty());
  CHECK(measured(typed().passes(5s).iut_sends(paused).undriven()).empty());
}

TEST_CASE("Beside what was measured stands what the versions suggest", "[xep0085-2]") {
  const auto timings = measured_timings(typed().passes(30s).iut_sends(paused).trace());
  REQUIRE(timings.size() == 1);
  CHECK(timings.front().suggested == std::map<std::string, Duration>{{"1.2", 5s}, {"2.1", 30s}});
}

}  // namespace conformance::rules

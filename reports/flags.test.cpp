// SPDX-License-Identifier: MIT
#include "reports/flags.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "reports/sample_report.hpp"
#include "reports/writers.hpp"

/// Flags and grades, of rules that passed as of those that failed, stand in every report.
namespace conformance::reports {

namespace {

// One rule passed, and a step graded what it saw; another failed with a flag of its monitor's.
Report flagged() {
  auto report = sample::failing();
  auto& results = report.plays.front().results;
  results[0].flags = {"bounced", "settled"};
  results[0].grades = {{"bounced", "info"}};
  results[0].findings.front().flags = results[0].flags;
  results[0].findings.front().grades = results[0].grades;
  results[2].flags = {"settled"};
  results[2].findings.front().flags = results[2].flags;
  return report;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("Flags are told once, with the grade that a step gave and the rules that have them", "[reports]") {
  const auto flags = flags_of(flagged());
  REQUIRE(flags.size() == 2);
  CHECK(flags[0].title() == "bounced (info)");
  CHECK(flags[0].rules == std::vector<std::string>{sample::initial_state});
  CHECK(flags[1].title() == "settled");
  CHECK(flags[1].rules == std::vector<std::string>{sample::initial_state, sample::one_state});
  CHECK(flags_of(sample::failing()).empty());
}

TEST_CASE("Every report shows the grade that was seen, by its flag", "[reports]") {
  const auto report = flagged();
  const auto catalogue = sample::catalogue();
  const auto console = to_console(report, catalogue, {});
  CHECK(has(console, "flags       0085/5.1/initial-state (bounced (info), settled),"));
  CHECK(has(console, " (settled)\n"));
  const auto markdown = to_markdown(report, catalogue);
  CHECK(has(markdown, "### Flags\n\n- `bounced (info)`: `0085/5.1/initial-state`\n"));
  CHECK_FALSE(has(to_markdown(sample::failing(), catalogue), "### Flags"));
  CHECK(has(to_junit(report, catalogue), "<property name=\"flag bounced (info)\" value=\"0085/5.1/initial-state\"/>"));
  const auto json = nlohmann::json::parse(to_json(report, catalogue, Traces::of_findings));
  const auto& result = json["plays"][0]["results"][0];
  CHECK(result["grades"] == nlohmann::json{{"bounced", "info"}});
  CHECK(result["evidence"][0]["grades"] == nlohmann::json{{"bounced", "info"}});
  CHECK_FALSE(json["plays"][0]["results"][2].contains("grades"));
}

}  // namespace conformance::reports

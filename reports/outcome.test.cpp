// SPDX-License-Identifier: MIT
#include "reports/outcome.hpp"

#include <catch2/catch.hpp>

#include "reports/sample_report.hpp"

namespace conformance::reports {

namespace {

using rules::Level;
using rules::Verdict;

Report with(int exit_code, const std::vector<std::pair<Level, Verdict>>& verdicts, const char* error = "") {
  auto report = sample::empty();
  report.exit_code = exit_code;
  report.error = error;
  for (const auto& [level, verdict] : verdicts) {
    report.plays.front().results.push_back(
        verdict == Verdict::none
            ? sample::unjudged(sample::one_state, level)
            : sample::result(sample::one_state, level, sample::finding(sample::one_state, verdict, "the reason")));
  }
  return report;
}

}  // namespace

TEST_CASE("The outcome tells in words what the exit code means", "[reports]") {
  struct Row {
    Report report;
    const char* text;
  };
  const auto row = GENERATE(values<Row>({
      {with(0, {{Level::must, Verdict::pass}, {Level::must_not, Verdict::pass}}),
       "PASS: 2 deciding rules passed (exit 0)"},
      {with(0, {{Level::must, Verdict::pass}, {Level::should, Verdict::fail}}),
       "PASS: 1 deciding rule passed (exit 0)"},
      {with(0, {{Level::must, Verdict::pass}, {Level::must, Verdict::inconclusive}}),
       "PASS: 1 deciding rule passed, 1 inconclusive (exit 0)"},
      {with(0, {{Level::should, Verdict::pass}}), "NOTHING DECIDED: no deciding rule passed or failed (exit 0)"},
      {with(0, {{Level::must, Verdict::not_applicable}}),
       "NOTHING DECIDED: no deciding rule passed or failed (exit 0)"},
      {with(0, {{Level::must, Verdict::none}}), "NOTHING JUDGED: no rule got a verdict (exit 0)"},
      {with(0, {}), "NOTHING JUDGED: no rule got a verdict (exit 0)"},
      {with(0, {{Level::must, Verdict::pass}, {Level::must, Verdict::fail}}),
       "KNOWN FAILURES: 1 deciding rule failed as expected, 1 passed (exit 0)"},
      {with(1, {{Level::must, Verdict::fail}, {Level::must, Verdict::pass}}),
       "FAIL: 1 deciding rule failed, 1 passed (exit 1)"},
      {with(1, {{Level::must, Verdict::pass}}),
       "FAIL: what was expected with --expect did not come about, 1 passed (exit 1)"},
      {with(2, {}, "--seed: not a number"), "USAGE: --seed: not a number (exit 2)"},
      {with(3, {{Level::must, Verdict::inconclusive}}), "INCONCLUSIVE: 1 deciding rule could not be decided (exit 3)"},
      {with(3, {{Level::must, Verdict::pass}}),
       "INCONCLUSIVE: fewer rules were judged than asked for, 1 passed (exit 3)"},
      {with(3, {{Level::must, Verdict::none}}), "INCONCLUSIVE: no rule got a verdict (exit 3)"},
      {with(4, {}, "the target refused the login"), "ERROR: the target refused the login (exit 4)"},
      {with(4, {{Level::should, Verdict::error}}), "ERROR: the reason (exit 4)"},
      {with(0, {{Level::must, Verdict::pass}}, "the stream was lost"), "ERROR: the stream was lost (exit 0)"},
  }));
  const auto outcome = outcome_of(row.report);
  CHECK(outcome.word + ": " + outcome.sentence == row.text);
}

TEST_CASE("The outcome counts a rule once for each play and says so", "[reports]") {
  auto report = with(0, {{Level::must, Verdict::pass}});
  report.plays.push_back(report.plays.front());
  CHECK(outcome_of(report).sentence == "2 deciding rules passed in 2 plays (exit 0)");
}

}  // namespace conformance::reports

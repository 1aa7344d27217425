// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "reports/failures.hpp"
#include "reports/outcome.hpp"
#include "reports/sample_report.hpp"
#include "reports/writers.hpp"

/// What every writer says of expectations (--expect), of what is owed and of rules that are newer.
namespace conformance::reports {

namespace {

using Catch::Matchers::Contains;
using rules::Announced;
using rules::Verdict;

// The failing sample, its failure announced, with what became of that.
Report announced(Announced announced, Verdict verdict, int exit_code) {
  auto report = sample::failing();
  auto& result = report.plays.front().results.back();
  result.announced = announced;
  result.expectation =
      rules::Expectation{sample::one_state, "", "", Verdict::fail, "our bug 7", "https://localhost/7", "2026-01-31"};
  result.verdict = verdict;
  result.findings.front().verdict = verdict;
  report.exit_code = exit_code;
  return report;
}

std::string console(const Report& report) { return to_console(report, sample::catalogue(), {}); }

}  // namespace

TEST_CASE("A failure that was announced is shown as known and decides nothing", "[reports]") {
  const auto report = announced(Announced::met, Verdict::fail, 0);
  const auto text = console(report);
  CHECK_THAT(text, Contains("fail  0085/5.6/one-state (MUST NOT, expected) in 0085 2.1"));
  CHECK_THAT(text, Contains("  known     fail as expected until 2026-01-31: our bug 7"));
  CHECK_THAT(text, Contains("KNOWN FAILURES: 1 deciding rule failed as expected, 1 passed (exit 0)"));
  CHECK_FALSE(outcome_of(report).must_broken);
  CHECK_THAT(to_junit(report, sample::catalogue()),
             Contains("failures=\"0\" errors=\"0\" skipped=\"2\"") && Contains("<skipped message=\"fail as expected"));
  CHECK_THAT(to_markdown(report, sample::catalogue()), Contains("(MUST NOT, expected)"));
  CHECK_THAT(to_json(report, sample::catalogue(), Traces::of_findings),
             Contains("\"became\": \"met\"") && Contains("\"reason\": \"our bug 7\""));
}

TEST_CASE("What was announced and passed is said to be wrong in every report", "[reports]") {
  const auto report = announced(Announced::passed, Verdict::pass, 1);
  CHECK_THAT(console(report), Contains("EXPECTED  0085/5.6/one-state in client-0085@2.1") &&
                                  Contains("FAIL: 1 rule expected to fail passed, 2 passed (exit 1)"));
  CHECK_THAT(to_console(report, sample::catalogue(), {false, 80, true}), Contains("EXPECTED  0085/5.6/one-state"));
  CHECK_THAT(to_junit(report, sample::catalogue()),
             Contains("failures=\"1\"") && Contains("it was expected to fail, and passed"));
  CHECK_THAT(to_markdown(report, sample::catalogue()), Contains("### Expectations that do not hold"));
  CHECK_THAT(to_json(report, sample::catalogue(), Traces::of_findings), Contains("\"became\": \"passed\""));
}

TEST_CASE("What ran out is said with its last day", "[reports]") {
  const auto report = announced(Announced::ran_out, Verdict::fail, 1);
  CHECK_THAT(console(report), Contains("was expected until 2026-01-31, which is over") &&
                                  Contains("FAIL: 1 deciding rule failed, 1 expectation ran out, 1 passed (exit 1)"));
  CHECK_THAT(to_junit(report, sample::catalogue()), Contains("failures=\"1\""));
}

TEST_CASE("Fewer rules than are owed are told with both numbers", "[reports]") {
  auto report = sample::failing();
  report.plays.front().results.pop_back();
  report.owed = 5;
  report.exit_code = 3;
  CHECK(outcome_of(report).sentence == "1 deciding rule judged, 5 are owed (exit 3)");
  CHECK_THAT(to_json(report, sample::catalogue(), Traces::of_findings), Contains("\"owed\": 5"));
}

TEST_CASE("A rule that is newer than those asked for is marked", "[reports]") {
  auto report = sample::failing();
  report.rules_as_of = "0.0.9";
  report.exit_code = 0;
  auto& result = report.plays.front().results.back();
  result.newer = true;
  result.deciding = false;
  CHECK_THAT(console(report), Contains("rules as of 0.0.9") && Contains("(MUST NOT, newer, does not decide)"));
  CHECK_THAT(to_json(report, sample::catalogue(), Traces::of_findings),
             Contains("\"newer\": true") && Contains("\"rules_as_of\": \"0.0.9\""));
  CHECK_THAT(to_markdown(report, sample::catalogue()), Contains("rules as of `0.0.9`"));
}

}  // namespace conformance::reports

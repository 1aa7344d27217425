// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>
#include <sstream>

#include "reports/sample_report.hpp"
#include "reports/writers.hpp"

namespace conformance::reports {

namespace {

using Catch::Matchers::Contains;
using rules::Level;
using rules::Verdict;

std::string shown(const Report& report, ConsoleOptions options = {}) {
  return to_console(report, sample::catalogue(), options);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

Report with_one(const char* rule, Level level, rules::Finding finding, int exit_code) {
  auto report = sample::failing();
  report.exit_code = exit_code;
  report.plays.front().results = {sample::result(rule, level, std::move(finding))};
  return report;
}

}  // namespace

TEST_CASE("A failure speaks to the author of the implementation", "[reports]") {
  CHECK(shown(sample::failing()) ==
        R"(conformance 0.1.0: embedded, modern profile, seed 7, fault two-states
played      client 0085@2.1

FAIL  0085/5.6/one-state (MUST NOT) in 0085 2.1
      A message holds one state
  required  A message holds no more than one chat state.
  expected  one chat state
  actual    2 of them: active, paused
  stanza    event 2 at 1.500 s, written by the target
            <message to='romeo@montague.lit' type='chat'>
              <body>Wherefore?</body>
              <active xmlns='http://jabber.org/protocol/chatstates'/>
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              <paused xmlns='http://jabber.org/protocol/chatstates'/>
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            </message>
  where     client/0085/5.6/one-state, event 2, client-0085@2.1
  link      https://xmpp.org/extensions/xep-0085.html#bizrules-syntax
  again     conformance --seed 7 client/0085/5.6/one-state

pass        0085/5.1 initial-state
            in client-0085@2.1

                   client-0085@2.1
                  deciding   other
pass                     1       0
fail                     1       0
inconclusive             0       0
error                    0       0
not applicable           0       0
not judged               0       1

not judged  no scenario yet 1 rule (conformance list rules)

FAIL: 1 deciding rule failed, 1 passed (exit 1)
)");
}

TEST_CASE("A quiet report has the failures and the outcome alone", "[reports]") {
  const auto lines = lines_of(shown(sample::failing(), {false, 80, true}));
  CHECK(lines.front() == "FAIL  0085/5.6/one-state (MUST NOT) in 0085 2.1");
  CHECK(lines.back() == "FAIL: 1 deciding rule failed, 1 passed (exit 1)");
  CHECK(lines.size() == 18);
}

TEST_CASE("Warnings are said in a quiet report, too", "[reports]") {
  auto report = sample::failing();
  report.warnings = {"--insecure: certificates were not verified"};
  CHECK_THAT(shown(report, {false, 80, true}), Contains("WARNING  --insecure: certificates were not verified"));
}

TEST_CASE("A finding that does not decide is shown after those that do and is marked", "[reports]") {
  auto report = sample::failing();
  auto& results = report.plays.front().results;
  results.insert(results.begin(), sample::result(sample::initial_active, Level::should,
                                                 sample::finding(sample::initial_active, Verdict::fail, "paused")));
  const auto text = shown(report);
  const auto other = text.find("fail  0085/5.1/initial-active (SHOULD, does not decide) in 0085 2.1");
  REQUIRE(other != std::string::npos);
  CHECK(text.find("FAIL  0085/5.6/one-state") < other);
}

TEST_CASE("A rule that fails several times is shown once with a list of the others", "[reports]") {
  auto report = sample::failing();
  report.plays.push_back(report.plays.front());
  report.plays.back().name = "client-0085@1.2";
  auto& findings = report.plays.front().results.back().findings;
  findings.push_back(findings.front());
  findings.back().scenario = "client/0085/5.6/other";
  const auto text = shown(report);
  CHECK(text.find("FAIL  0085/5.6/one-state") == text.rfind("FAIL  0085/5.6/one-state"));
  CHECK_THAT(text, Contains("  also      client/0085/5.6/other, client/0085/5.6/one-state in client-0085@1.2\n"));
}

TEST_CASE("The stanzas beside the offending one are shown short", "[reports]") {
  auto report = sample::failing();
  auto& play = report.plays.front();
  play.trace.events.push_back(sample::event(3, sample::stanza("<presence/>", false, "romeo@montague.lit/home")));
  play.results.back().findings.front().evidence = {2, 3, 1, 99};
  CHECK_THAT(shown(report), Contains("  beside    event 3 at 2.250 s, received by romeo@montague.lit/home\n"
                                     "            <presence/>\n"
                                     "  beside    event 1 at 0.750 s: act verb=send to=romeo@montague.lit\n"
                                     "            text=Wherefore? phase=begin\n"
                                     "  where "));
}

TEST_CASE("What kept a deciding rule from a verdict is shown with its reason and a command", "[reports]") {
  const auto report = with_one(sample::initial_state, Level::must,
                               sample::finding(sample::initial_state, Verdict::inconclusive, "a fence was lost"), 3);
  CHECK_THAT(shown(report), Contains("INCONCLUSIVE  a fence was lost\n"
                                     "  rule      0085/5.1/initial-state\n"
                                     "  where     client/0085/5.6/one-state in client-0085@2.1\n"
                                     "  again     conformance --seed 7 client/0085/5.6/one-state\n"));
}

TEST_CASE("What is inconclusive without deciding is counted and named", "[reports]") {
  auto report = with_one(sample::initial_active, Level::should,
                         sample::finding(sample::initial_active, Verdict::inconclusive, "a fence was lost"), 0);
  CHECK_THAT(shown(report), Contains("inconclusive, not deciding: 1  0085/5.1/initial-active\n"));
  report.plays.front().results.front().deciding = true;
  report.plays.front().results.front().bounded = true;
  CHECK_THAT(shown(report), Contains("inconclusive, not deciding: 1  0085/5.1/initial-active\n"));
}

TEST_CASE("Flags are named with their rules", "[reports]") {
  auto finding = sample::finding(sample::initial_state, Verdict::pass, "");
  finding.flags = {"settled"};
  CHECK_THAT(shown(with_one(sample::initial_state, Level::must, finding, 0)),
             Contains("flags       0085/5.1/initial-state (settled)\n"));
}

TEST_CASE("A report in which nothing was judged does not speak of a pass", "[reports]") {
  auto report = sample::empty();
  report.plays.front().results = {sample::unjudged(sample::one_state, Level::must_not)};
  for (const auto& text : {shown(report), shown({})}) {
    CHECK(text.find("PASS") == std::string::npos);
    CHECK(lines_of(text).back() == "NOTHING JUDGED: no rule got a verdict (exit 0)");
  }
}

TEST_CASE("Every counter is shown whatever happened", "[reports]") {
  const auto report = GENERATE(values<Report>({Report{}, sample::empty(), sample::failing()}));
  const auto text = shown(report);
  for (const char* name : {"pass ", "fail ", "inconclusive ", "error ", "not applicable ", "not judged "}) {
    CHECK_THAT(text, Contains(std::string("\n") + name));
  }
  CHECK_THAT(text, Contains("deciding   other"));
}

TEST_CASE("Why a run ended early is told even where its failures come first", "[reports]") {
  auto report = sample::failing();
  report.error = "the target closed the stream";
  CHECK_THAT(shown(report), Contains("ERROR: the target closed the stream\nFAIL: "));
}

}  // namespace conformance::reports

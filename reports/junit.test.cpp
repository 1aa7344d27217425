// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "reports/sample_report.hpp"
#include "reports/writers.hpp"

namespace conformance::reports {

namespace {

using Catch::Matchers::Contains;
using rules::Level;
using rules::Verdict;

std::string written(const Report& report) { return to_junit(report, sample::catalogue()); }

// The sample with one result in it.
Report with(rules::RuleResult result) {
  auto report = sample::empty();
  report.plays.front().results = {std::move(result)};
  return report;
}

Report with(Level level, Verdict verdict) {
  return with(sample::result(sample::one_state, level, sample::finding(sample::one_state, verdict, "the reason")));
}

}  // namespace

TEST_CASE("A JUnit report holds each rule of each play as a testcase", "[reports]") {
  auto report = sample::failing();
  report.environment.emplace_back("milliseconds", "1234");
  CHECK(written(report) == R"xml(<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="conformance embedded" tests="3" failures="1" errors="0" skipped="1" time="1.234">
    <properties>
      <property name="outcome" value="FAIL: 1 deciding rule failed, 1 passed (exit 1)"/>
      <property name="target" value="embedded"/>
      <property name="profile" value="modern"/>
      <property name="seed" value="7"/>
      <property name="strict" value="no"/>
      <property name="command" value="conformance --seed 7"/>
      <property name="fault" value="two-states"/>
    </properties>
    <testcase classname="conformance.client-0085@2_1" name="0085/5.1/initial-state" time="0">
    </testcase>
    <testcase classname="conformance.client-0085@2_1" name="0085/5.1/initial-active" time="0">
      <skipped message="not judged: no scenario yet"/>
    </testcase>
    <testcase classname="conformance.client-0085@2_1" name="0085/5.6/one-state" time="0">
      <failure type="MUST NOT" message="2 of them: active, paused">FAIL  0085/5.6/one-state (MUST NOT) in 0085 2.1
      A message holds one state
  required  A message holds no more than one chat state.
  expected  one chat state
  actual    2 of them: active, paused
  stanza    event 2 at 1.500 s, written by the target
            &lt;message to='romeo@montague.lit' type='chat'&gt;
              &lt;body&gt;Wherefore?&lt;/body&gt;
              &lt;active xmlns='http://jabber.org/protocol/chatstates'/&gt;
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              &lt;paused xmlns='http://jabber.org/protocol/chatstates'/&gt;
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            &lt;/message&gt;
  where     client/0085/5.6/one-state, event 2, client-0085@2.1
  link      https://xmpp.org/extensions/xep-0085.html#bizrules-syntax
  again     conformance --seed 7 client/0085/5.6/one-state
</failure>
    </testcase>
</testsuite>
)xml");
}

TEST_CASE("Each verdict is to a build service what it is to the exit code", "[reports]") {
  struct Row {
    Level level;
    Verdict verdict;
    const char* numbers;
    const char* content;
  };
  const auto row = GENERATE(values<Row>({
      {Level::must, Verdict::pass, "failures=\"0\" errors=\"0\" skipped=\"0\"", "time=\"0\">\n    </testcase>"},
      {Level::must, Verdict::fail, "failures=\"1\" errors=\"0\" skipped=\"0\"", "<failure type=\"MUST\""},
      {Level::should, Verdict::fail, "failures=\"0\" errors=\"0\" skipped=\"0\"", "<system-out>fail  0085/5.6/one-"},
      {Level::must, Verdict::inconclusive, "failures=\"0\" errors=\"1\" skipped=\"0\"",
       "<error type=\"inconclusive\" message=\"the reason\">INCONCLUSIVE  the reason"},
      {Level::should, Verdict::inconclusive, "failures=\"0\" errors=\"0\" skipped=\"1\"",
       "<skipped message=\"inconclusive, not deciding: the reason\"/>"},
      {Level::should, Verdict::error, "failures=\"0\" errors=\"1\" skipped=\"0\"",
       "<error type=\"error\" message=\"the reason\">ERROR  the reason"},
      {Level::must, Verdict::not_applicable, "failures=\"0\" errors=\"0\" skipped=\"1\"",
       "<skipped message=\"not applicable: the reason\"/>"},
      {Level::must, Verdict::none, "failures=\"0\" errors=\"0\" skipped=\"1\"",
       "<skipped message=\"not judged: the reason\"/>"},
  }));
  const auto text = written(with(row.level, row.verdict));
  INFO(rules::to_string(row.level) << " " << rules::to_string(row.verdict));
  CHECK_THAT(text, Contains(row.numbers));
  CHECK_THAT(text, Contains(row.content));
}

TEST_CASE("What is bounded does not decide in a JUnit report either", "[reports]") {
  auto report = with(Level::must, Verdict::inconclusive);
  report.plays.front().results.front().bounded = true;
  CHECK_THAT(written(report), Contains("errors=\"0\" skipped=\"1\""));
}

TEST_CASE("A failure that does not decide is told as a property, too", "[reports]") {
  const std::string property =
      "<property name=\"failed without deciding\" value=\"0085/5.6/one-state (SHOULD) in client-0085@2.1\"/>";
  CHECK_THAT(written(with(Level::should, Verdict::fail)), Contains(property));
  auto strict = with(Level::should, Verdict::fail);
  strict.plays.front().results.front().deciding = true;
  CHECK_THAT(written(strict), Contains("failures=\"1\"") && !Contains("without deciding"));
}

TEST_CASE("A run that could not be made is an error in its JUnit report", "[reports]") {
  auto report = sample::empty();
  report.error = "the target refused the login";
  CHECK_THAT(written(report),
             Contains("tests=\"1\" failures=\"0\" errors=\"1\"") &&
                 Contains("<error type=\"error\" message=\"the target refused the login\">the target refused"));
}

}  // namespace conformance::reports

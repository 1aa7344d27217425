// SPDX-License-Identifier: MIT
#include "rules/summary.hpp"

#include <algorithm>
#include <map>

#include "rules/test_trace.hpp"

namespace conformance::rules {

namespace {

using namespace testing;

constexpr const char* must_not = "0085/5.6/one-state";
constexpr const char* should = "0085/5.1/active-in-content";
constexpr const char* advice = "0030/3.1/identity";

Finding found(const std::string& rule, Verdict verdict, const std::string& scenario = "client/a") {
  Finding finding;
  finding.rule = rule;
  finding.verdict = verdict;
  finding.scenario = scenario;
  finding.reason = scenario;
  return finding;
}

std::vector<RuleResult> results_of(const std::vector<Finding>& findings, const SummaryOptions& options = {},
                                   const std::string& role = "client") {
  return summarize(Play("2.1", "modern", role).trace().header, findings, catalogue(), options);
}

RuleResult result_on(const std::string& rule, const std::vector<Finding>& findings,
                     const SummaryOptions& options = {}) {
  for (const auto& result : results_of(findings, options)) {
    if (result.rule == rule) return result;
  }
  throw std::logic_error("no result on " + rule);
}

SummaryOptions only(const std::string& selected) {
  SummaryOptions options;
  options.selected = [selected](const std::string& rule) { return rule == selected; };
  return options;
}

}  // namespace

TEST_CASE("Of the verdicts of several scenarios the heaviest is the rule's", "[summary]") {
  struct Row {
    std::vector<Verdict> scenarios;
    Verdict verdict;
  };
  const auto row = GENERATE(values<Row>({
      {{Verdict::pass}, Verdict::pass},
      {{Verdict::pass, Verdict::not_applicable}, Verdict::pass},
      {{Verdict::not_applicable, Verdict::not_applicable}, Verdict::not_applicable},
      {{Verdict::pass, Verdict::inconclusive, Verdict::not_applicable}, Verdict::inconclusive},
      {{Verdict::inconclusive, Verdict::error, Verdict::pass}, Verdict::error},
      {{Verdict::error, Verdict::pass, Verdict::fail, Verdict::inconclusive}, Verdict::fail},
  }));
  std::vector<Finding> findings;
  for (const auto verdict : row.scenarios)
    findings.push_back(found(must_not, verdict, std::string(to_string(verdict))));
  const auto result = result_on(must_not, findings);
  CHECK(to_string(result.verdict) == to_string(row.verdict));
  CHECK(result.reason == std::string(to_string(row.verdict)));
  CHECK(result.findings.size() == row.scenarios.size());
}

TEST_CASE("The first of equal findings gives the reason, all give flags", "[summary]") {
  auto first = found(must_not, Verdict::pass, "client/a");
  auto second = found(must_not, Verdict::pass, "client/b");
  first.flags = {"settled"};
  second.flags = {"child-thread"};
  const auto result = result_on(must_not, {first, second});
  CHECK(result.reason == "client/a");
  CHECK(result.flags == std::set<std::string>{"settled", "child-thread"});
}

TEST_CASE("A rule without a finding is not judged, and says why", "[summary]") {
  const auto rule = [](const std::string& id, const std::string& found, const std::string& more) {
    return R"({"id": ")" + id +
           R"(", "title": "t", "sides": ["client"], "in": {"2.1": {"level": "MUST"}}, "sentence": "s",
               "unseen": "it is a choice", "found": [)" +
           found + "]" + more + "}";
  };
  const auto text =
      R"({"specifications": [{"id": "0085", "title": "t", "versions": {"2.1": {"url": "u"}}}], "rules": [)" +
      rule(must_not, R"("monitor")", "") + "," + rule("0085/0/new", R"("scenario")", "") + "," +
      rule("0085/0/free", R"("scenario")", R"(, "testable": false)") + "," + rule("0085/0/same", "", "") + "," +
      rule("0085/0/left-out", R"("monitor")", "") + "]}";
  SummaryOptions options;
  options.selected = [](const std::string& id) { return id != "0085/0/left-out"; };
  const auto results = summarize(Play().trace().header, {}, Catalogue::load({{"rules.json", text}}).value(), options);
  std::map<std::string, std::string> reasons;
  for (const auto& result : results) {
    CHECK(result.verdict == Verdict::none);
    reasons[result.rule] = result.reason;
  }
  CHECK(reasons == std::map<std::string, std::string>{
                       {must_not, "no scenario that was played judges it"},
                       {"0085/0/new", "no scenario yet"},
                       {"0085/0/free", "cannot be tested: it is a choice"},
                       {"0085/0/same", "decided by another rule: it is a choice"},
                       {"0085/0/left-out", "not selected"},
                   });
}

TEST_CASE("What was not selected is told only where it was broken", "[summary]") {
  const auto options = only(should);
  CHECK(result_on(must_not, {found(must_not, Verdict::pass)}, options).verdict == Verdict::none);
  CHECK(result_on(must_not, {found(must_not, Verdict::inconclusive)}, options).verdict == Verdict::none);
  const auto broken = result_on(must_not, {found(must_not, Verdict::fail), found(must_not, Verdict::pass)}, options);
  CHECK(broken.verdict == Verdict::fail);
  CHECK(broken.deciding);
  REQUIRE(broken.findings.size() == 1);
  CHECK(broken.findings.front().incidental);
}

TEST_CASE("Results are of the play's role and versions", "[summary]") {
  const auto has = [](const std::vector<RuleResult>& results, const std::string& rule) {
    return std::any_of(results.begin(), results.end(), [&](const RuleResult& result) { return result.rule == rule; });
  };
  CHECK(has(results_of({}), "0085/5.1/early-standalone"));
  CHECK_FALSE(has(results_of({}), "0085/5.1/quiet-until-reply"));
  const auto old = summarize(Play("1.2").trace().header, {}, catalogue(), {});
  CHECK(has(old, "0085/5.1/quiet-until-reply"));
  CHECK_FALSE(has(old, "0085/5.1/early-standalone"));
  CHECK(has(results_of({}, {}, "server"), "0085/5.8/no-generation"));
  CHECK_FALSE(has(results_of({}), "0085/5.8/no-generation"));
  CHECK(result_on(must_not, {}).version == "0085@2.1");
  CHECK(result_on(advice, {}).rule_version == "2.5.0");
}

TEST_CASE("The exit code is the first that applies", "[summary]") {
  struct Row {
    const char* when;
    std::vector<Finding> findings;
    bool strict;
    ExitCode code;
  };
  const std::vector<Row> rows = {
      {"nothing was judged", {}, false, ExitCode::ok},
      {"a MUST NOT passed", {found(must_not, Verdict::pass)}, false, ExitCode::ok},
      {"a MUST NOT failed", {found(must_not, Verdict::fail)}, false, ExitCode::failed},
      {"a MUST NOT failed, and there was an error",
       {found(must_not, Verdict::fail), found(should, Verdict::error)},
       false,
       ExitCode::failed},
      {"there was an error, and a MUST NOT is open",
       {found(must_not, Verdict::inconclusive), found(should, Verdict::error)},
       false,
       ExitCode::error},
      {"a MUST NOT is open", {found(must_not, Verdict::inconclusive)}, false, ExitCode::inconclusive},
      {"a MUST NOT is not applicable", {found(must_not, Verdict::not_applicable)}, false, ExitCode::ok},
      {"a SHOULD failed", {found(should, Verdict::fail)}, false, ExitCode::ok},
      {"a SHOULD failed, strictly", {found(should, Verdict::fail)}, true, ExitCode::failed},
      {"a SHOULD is open", {found(should, Verdict::inconclusive)}, false, ExitCode::ok},
      {"a SHOULD is open, strictly", {found(should, Verdict::inconclusive)}, true, ExitCode::inconclusive},
      {"a schema was broken", {found("0085/schema/known", Verdict::fail)}, false, ExitCode::ok},
      {"a schema was broken, strictly", {found("0085/schema/known", Verdict::fail)}, true, ExitCode::failed},
      {"advice was not followed, strictly", {found(advice, Verdict::fail)}, true, ExitCode::ok},
      {"a MAY was not used, strictly", {found("0085/5.5/groupchat", Verdict::fail)}, true, ExitCode::ok},
  };
  for (const auto& row : rows) {
    INFO(row.when);
    SummaryOptions options;
    options.strict = row.strict;
    CHECK(static_cast<int>(exit_code(results_of(row.findings, options))) == static_cast<int>(row.code));
  }
}

TEST_CASE("What the longest wait did not show decides nothing", "[summary]") {
  auto results = results_of({found(must_not, Verdict::inconclusive)});
  for (auto& result : results) result.bounded = true;
  CHECK(exit_code(results) == ExitCode::ok);
}

}  // namespace conformance::rules

// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "reports/writers.hpp"
#include "run/test_plays.hpp"
#include "trace/json.hpp"

namespace conformance::run::test {

namespace {

// For none, and for every fourth fault: the plays of everything.
std::vector<std::string> faults_and_none() {
  std::vector<std::string> names = {""};
  for (std::size_t i = 0; i < data().faults.all().size(); i += 4) names.push_back(data().faults.all()[i].name);
  return names;
}

reports::Report report_of(const std::string& fault) {
  reports::Report report;
  report.tool_version = "test";
  report.target = "embedded";
  for (const auto& order : all_plays()) {
    auto played = play(order, everything(), fault);
    auto judged = results(played);
    report.plays.push_back({order.name(), std::move(played.trace), std::move(judged)});
  }
  return report;
}

}  // namespace

TEST_CASE("A saved trace judged again gives the findings of the run, with a fault and without", "[trace]") {
  for (const auto& fault : faults_and_none()) {
    for (const auto& order : all_plays()) {
      // The server has its own faults; a client's are played in the newest version, the reference in all.
      const auto* known = data().faults.find(fault);
      const bool newest = order.versions.front().second == "2.1";
      if (known != nullptr && (!newest || (known->side != order.role && known->side != "both"))) continue;
      INFO(fault << " in " << order.name());
      const auto trace = play(order, everything(), fault).trace;
      const auto again = trace::parse_json_lines(to_json_lines(trace));
      REQUIRE(again.has_value());
      CHECK(rules::judge(*again, data().catalogue) == rules::judge(trace, data().catalogue));
    }
  }
}

TEST_CASE("Two runs with one seed give the same report and the same trace", "[determinism]") {
  for (const std::string fault : {"", "late", "composing-repeated"}) {
    INFO(fault);
    CHECK(to_json(report_of(fault), data().catalogue, reports::Traces::all) ==
          to_json(report_of(fault), data().catalogue, reports::Traces::all));
  }
}

TEST_CASE("A reference that has not been asked for a fault has none", "[reference]") {
  for (const auto& order : all_plays()) {
    const auto played = play(order, everything(), "");
    CHECK(played.error.empty());
    CHECK(failed(results(played)).empty());
  }
}

TEST_CASE("What a scenario does not owe is failed by the way and never passed", "[judge]") {
  // Everything is played, one rule is selected: the fault of another rule is told, and no pass but the selected one's.
  const auto selection = select({"0085/5.6/one-state"}, data().scenarios, data().catalogue).value();
  const auto played = play(order("client", "2.1"), selection, "composing-repeated");
  rules::SummaryOptions options;
  options.selected = [&](const std::string& rule) { return selection.rules.contains(rule); };
  const auto findings = rules::judge(played.trace, data().catalogue);
  for (const auto& result : rules::summarize(played.trace.header, findings, data().catalogue, options)) {
    INFO(result.rule);
    const bool by_the_way = result.rule == "0085/5.3/composing-once" || result.rule == "0085/5.3/no-repeat";
    const auto expected = result.rule == "0085/5.6/one-state" ? rules::Verdict::pass
                          : by_the_way                        ? rules::Verdict::fail
                                                              : rules::Verdict::none;
    CHECK(result.verdict == expected);
    if (by_the_way) CHECK(result.findings.front().incidental);
  }
}

}  // namespace conformance::run::test

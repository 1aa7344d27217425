// SPDX-License-Identifier: MIT
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "run/fault_matrix.hpp"
#include "run/test_plays.hpp"

namespace conformance::run::test {

namespace {

using rules::Verdict;

// Everything with every fault, played once: all tests look at it.
const FaultPlays& plays() {
  static const FaultPlays played(data(), {});
  return played;
}

const FaultMatrix& matrix() {
  static const FaultMatrix compared = compare(plays(), data());
  return compared;
}

Verdict verdict_among(const std::vector<rules::Finding>& findings, const scenario::Scenario& scenario,
                      const std::string& rule) {
  for (const auto& finding : findings) {
    if (finding.rule == rule && finding.scenario == scenario.id) return finding.verdict;
  }
  return Verdict::none;
}

// In a run of everything.
Verdict verdict_in(const scenario::Scenario& scenario, const std::string& rule, const PlayOrder& order,
                   const std::string& fault) {
  return verdict_among(plays().at(order, fault).findings, scenario, rule);
}

// Of a scenario that is none of ours, alone.
Verdict verdict_alone(const scenario::Scenario& scenario, const std::string& rule, const PlayOrder& order,
                      const std::string& fault) {
  const Selection selection{{scenario}, {scenario.rules.begin(), scenario.rules.end()}, false};
  return verdict_among(rules::judge(play(order, selection, fault).trace, data().catalogue), scenario, rule);
}

// What proves an absence: fences, what the driver reports, and what arrives as a positive control. An observation after
// which the scenario goes on, whatever is seen, is what is judged, and proves nothing.
bool is_fence(const scenario::Step& step) {
  const bool looks = step.otherwise == scenario::Otherwise::go_on;
  return std::holds_alternative<scenario::Fence>(step.what) ||
         (std::holds_alternative<scenario::Observes>(step.what) && !looks) ||
         std::holds_alternative<scenario::Receives>(step.what);
}

// Later steps need what it captures: without it there is no scenario.
bool captures(const scenario::Step& step) {
  const auto* receives = std::get_if<scenario::Receives>(&step.what);
  return receives != nullptr &&
         std::any_of(receives->one_of.begin(), receives->one_of.end(), [](const scenario::Alternative& alternative) {
           return alternative.pattern.text().find(":any}") != std::string::npos;
         });
}

bool is_send(const scenario::Step& step) {
  const auto* act = std::get_if<scenario::Acts>(&step.what);
  return act != nullptr && act->verb == "send";
}

// Support is asked for, not absent: discovery has no fences on a route of the user interface.
bool is_about_absence(const scenario::Scenario& scenario) { return scenario.id.find("/0085/4/") == std::string::npos; }

struct Case {
  const scenario::Scenario* scenario;
  std::string rule;
  std::string fault;
  PlayOrder order;
};

std::vector<Case> absence_cases() {
  std::vector<Case> cases;
  for (const auto& order : all_plays()) {
    for (const auto& scenario : data().scenarios) {
      if (scenario.role != order.role || !is_about_absence(scenario)) continue;
      for (const auto& fault : data().faults.all()) {
        for (const auto& rule : listed_for(fault, order)) {
          const bool owed = std::find(scenario.rules.begin(), scenario.rules.end(), rule) != scenario.rules.end();
          // A scenario that shows the legal behaviour nearest to a fault may well not show the fault.
          if (owed && verdict_in(scenario, rule, order, fault.name) == Verdict::fail) {
            cases.push_back({&scenario, rule, fault.name, order});
          }
        }
      }
    }
  }
  return cases;
}

}  // namespace

TEST_CASE("Every fault fails exactly the rules that are listed for it, late or not", "[faults]") {
  CHECK(matrix().faults.size() == data().faults.all().size());
  for (const auto& row : matrix().faults) {
    for (const auto& trip : row.trips) {
      INFO(row.fault->name << (trip.late ? "+late" : "") << " in " << trip.play);
      CHECK(trip.failed == trip.listed);
    }
    INFO(row.fault->name);
    CHECK_FALSE(row.empty());
  }
}

TEST_CASE("Every fault ends a run with the exit code that is listed for it", "[faults]") {
  for (const auto& row : matrix().faults) {
    INFO(row.fault->name);
    CHECK(row.exit == row.fault->exit);
    CHECK(row.exit_strict == row.fault->exit_strict);
  }
}

TEST_CASE("Every rule that a scenario owes passes on the reference", "[faults]") {
  for (const auto& problem : matrix().reference)
    FAIL_CHECK(problem.rule << " in " << problem.play << ": " << problem.reason);
  CHECK(matrix().passed > 60);
}

TEST_CASE("Every rule that can fail is tripped by a fault that fails it and what it implies alone", "[faults]") {
  CHECK(matrix().rules.size() > 50);
  for (const auto& row : matrix().rules) {
    INFO(row.rule << " in " << row.play);
    CHECK(row.proved());
  }
  CHECK(matrix().holds());
}

TEST_CASE("A dead stream gives no pass at all", "[faults]") {
  for (const auto& order : all_plays()) {
    for (const auto& result : plays().at(order, "dead-stream").results(data().catalogue)) {
      INFO(result.rule << " in " << order.name());
      CHECK((result.verdict == Verdict::inconclusive || result.verdict == Verdict::none));
    }
  }
}

TEST_CASE("In every scenario about absence a late fault of its rules fails", "[faults]") {
  const auto cases = absence_cases();
  CHECK(cases.size() > 30);
  for (const auto& one : cases) {
    INFO(one.scenario->id << ", " << one.rule << ", " << one.fault << "+late, " << one.order.name());
    CHECK(verdict_in(*one.scenario, one.rule, one.order, one.fault + "+late") == Verdict::fail);
  }
}

TEST_CASE("Each scenario shows some fault of each of its rules, or is the near miss of one", "[faults]") {
  // Scenario and rule, and what it shows instead.
  const std::map<std::pair<std::string, std::string>, std::string> near_misses = {
      {{"client/0224/4/confirmed-by-caps", "0224/4/confirm-support"}, "the contact's caps list it"},
      {{"client/0085/5.1/negotiated-on", "0085/5.1/discover-first"}, "a session with states was negotiated"},
      {{"client/0085/4/caps-wrong", "0085/5.1/discover-first"}, "the contact supports states, however it is found out"},
      {{"client/0085/5.1/standalone-enables", "0085/5.1/standalone-enables"}, "a message that asks has a state, too"},
      {{"client/0085/5.6/taken-back", "0085/5.6/standalone-not-active"}, "active takes another state back"},
  };
  for (const auto& order : all_plays()) {
    for (const auto& scenario : data().scenarios) {
      if (scenario.role != order.role) continue;
      for (const auto& rule : scenario.rules) {
        const auto shows = [&](const faults::Fault& fault) {
          return listed_for(fault, order).contains(rule) &&
                 verdict_in(scenario, rule, order, fault.name) == Verdict::fail;
        };
        const auto& all = data().faults.all();
        INFO(scenario.id << ", " << rule << " in " << order.name());
        CHECK((!can_fail(rule, order, data().catalogue) || near_misses.contains({scenario.id, rule})) !=
              std::any_of(all.begin(), all.end(), shows));
      }
    }
  }
}

TEST_CASE("With any one fence step removed a late fault does not pass", "[faults]") {
  for (const auto& one : absence_cases()) {
    for (std::size_t i = 0; i < one.scenario->steps.size(); ++i) {
      if (!is_fence(one.scenario->steps[i]) && !is_send(one.scenario->steps[i])) continue;
      if (captures(one.scenario->steps[i])) continue;
      auto shorter = *one.scenario;
      shorter.steps.erase(shorter.steps.begin() + static_cast<std::ptrdiff_t>(i));
      INFO(one.scenario->id << " without " << one.scenario->steps[i].pointer << " (" << one.scenario->steps[i].says
                            << "), " << one.fault << "+late, " << one.order.name());
      // Where a rule asks for something, what is removed may be what triggers the fault: it shows without late, too.
      // … or is what keeps an act of before apart from the one that is asked about.
      if (one.rule == "0085/5.1/send-standalone" || one.rule == "6121/5.1/lock") continue;
      const bool forbids = rules::decides(rule_in(one.rule, one.order, data().catalogue)->level, false);
      if (!forbids && verdict_alone(shorter, one.rule, one.order, one.fault) != Verdict::fail) continue;
      CHECK(verdict_alone(shorter, one.rule, one.order, one.fault + "+late") != Verdict::pass);
    }
  }
}

}  // namespace conformance::run::test

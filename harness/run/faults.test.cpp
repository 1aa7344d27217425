// SPDX-License-Identifier: MIT
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "run/test_plays.hpp"

namespace conformance::run::test {

namespace {

using rules::Verdict;

bool concerns(const faults::Fault& fault, const std::string& role) {
  return fault.side == role || fault.side == "both";
}

std::set<std::string> tripped_by(const faults::Fault& fault, const PlayOrder& order) {
  const auto version = order.versions.front().second;
  if (!concerns(fault, order.role) || !fault.trips.contains(version)) return {};
  return fault.trips.at(version);
}

// A run of everything with a fault, as it was judged. A play that the fault does not concern is the reference's.
struct Judged {
  trace::Header header;
  std::vector<rules::Finding> findings;

  [[nodiscard]] std::vector<rules::RuleResult> results(bool strict = false) const {
    rules::SummaryOptions options;
    options.strict = strict;
    return rules::summarize(header, findings, data().catalogue, options);
  }
};
// Played once: several tests look at it.
const Judged& judged(const PlayOrder& order, const std::string& fault) {
  static std::map<std::pair<std::string, std::string>, Judged> plays;
  const auto* known = data().faults.find(fault.substr(0, fault.find('+')));
  const auto key = std::pair{order.name(), known == nullptr || concerns(*known, order.role) ? fault : std::string()};
  const auto found = plays.find(key);
  if (found != plays.end()) return found->second;
  const auto played = play(order, everything(), key.second);
  return plays[key] = {played.trace.header, rules::judge(played.trace, data().catalogue)};
}

int exit_of_all_plays(const std::string& fault, bool strict) {
  std::vector<rules::RuleResult> all;
  for (const auto& order : all_plays()) {
    const auto some = judged(order, fault).results(strict);
    all.insert(all.end(), some.begin(), some.end());
  }
  return static_cast<int>(rules::exit_code(all));
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
  return verdict_among(judged(order, fault).findings, scenario, rule);
}

// Of a scenario that is none of ours, alone.
Verdict verdict_alone(const scenario::Scenario& scenario, const std::string& rule, const PlayOrder& order,
                      const std::string& fault) {
  const Selection selection{{scenario}, {scenario.rules.begin(), scenario.rules.end()}, false};
  return verdict_among(rules::judge(play(order, selection, fault).trace, data().catalogue), scenario, rule);
}

// What proves an absence: fences, what the driver reports, and what arrives as a positive control.
bool is_fence(const scenario::Step& step) {
  return std::holds_alternative<scenario::Fence>(step.what) || std::holds_alternative<scenario::Observes>(step.what) ||
         std::holds_alternative<scenario::Receives>(step.what);
}

bool is_send(const scenario::Step& step) {
  const auto* act = std::get_if<scenario::Acts>(&step.what);
  return act != nullptr && act->verb == "send";
}

// Support is asked for, not absent: discovery has no fences on a route of the user interface.
bool is_about_absence(const scenario::Scenario& scenario) { return scenario.id.find("/0085/4/") == std::string::npos; }

// What the rule is in the versions of a play; nothing where they do not have it.
const rules::RuleVersion* rule_in(const std::string& rule, const PlayOrder& order) {
  const auto* found = data().catalogue.find(rule);
  return found->in_version(data().catalogue.version_for(*found, order.versions));
}

// A permission and an information have nothing to fail by.
bool can_fail(const std::string& rule, const PlayOrder& order) {
  const auto* version = rule_in(rule, order);
  return version != nullptr && version->level != rules::Level::may && version->level != rules::Level::info;
}

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
        for (const auto& rule : tripped_by(fault, order)) {
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
  for (const auto& fault : data().faults.all()) {
    for (const std::string late : {"", "+late"}) {
      for (const auto& order : all_plays()) {
        INFO(fault.name << late << " in " << order.name());
        CHECK(failed(judged(order, fault.name + late).results()) == tripped_by(fault, order));
      }
    }
  }
}

TEST_CASE("Every fault ends a run with the exit code that is listed for it", "[faults]") {
  for (const auto& fault : data().faults.all()) {
    INFO(fault.name);
    CHECK(exit_of_all_plays(fault.name, false) == fault.exit);
    CHECK(exit_of_all_plays(fault.name, true) == fault.exit_strict);
  }
}

TEST_CASE("Every rule that a scenario owes passes on the reference and fails by some fault", "[faults]") {
  for (const auto& order : all_plays()) {
    std::set<std::string> owed;
    for (const auto& scenario : data().scenarios) {
      if (scenario.role == order.role) owed.insert(scenario.rules.begin(), scenario.rules.end());
    }
    std::set<std::string> tripped;
    for (const auto& fault : data().faults.all()) tripped.merge(tripped_by(fault, order));
    for (const auto& result : judged(order, "").results()) {
      INFO(result.rule << " in " << order.name() << ": " << result.reason);
      CHECK(result.verdict == (owed.contains(result.rule) ? Verdict::pass : Verdict::none));
      CHECK(tripped.contains(result.rule) == (owed.contains(result.rule) && can_fail(result.rule, order)));
      CHECK_FALSE(result.reason.empty());
    }
  }
}

TEST_CASE("A dead stream gives no pass at all", "[faults]") {
  for (const auto& order : all_plays()) {
    for (const auto& result : judged(order, "dead-stream").results()) {
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
      {{"client/0085/5.7/close-after-gone", "0085/5.7/gone-on-close"},
       "gone has gone by timer: none is due on closing"},
  };
  for (const auto& order : all_plays()) {
    for (const auto& scenario : data().scenarios) {
      if (scenario.role != order.role) continue;
      for (const auto& rule : scenario.rules) {
        const auto shows = [&](const faults::Fault& fault) {
          return tripped_by(fault, order).contains(rule) &&
                 verdict_in(scenario, rule, order, fault.name) == Verdict::fail;
        };
        const auto& all = data().faults.all();
        INFO(scenario.id << ", " << rule << " in " << order.name());
        CHECK((!can_fail(rule, order) || near_misses.contains({scenario.id, rule})) !=
              std::any_of(all.begin(), all.end(), shows));
      }
    }
  }
}

TEST_CASE("With any one fence step removed a late fault does not pass", "[faults]") {
  for (const auto& one : absence_cases()) {
    for (std::size_t i = 0; i < one.scenario->steps.size(); ++i) {
      if (!is_fence(one.scenario->steps[i]) && !is_send(one.scenario->steps[i])) continue;
      auto shorter = *one.scenario;
      shorter.steps.erase(shorter.steps.begin() + static_cast<std::ptrdiff_t>(i));
      INFO(one.scenario->id << " without " << one.scenario->steps[i].pointer << " (" << one.scenario->steps[i].says
                            << "), " << one.fault << "+late, " << one.order.name());
      // Where a rule asks for something, what is removed may be what triggers the fault: it shows without late, too.
      const bool forbids = rules::decides(rule_in(one.rule, one.order)->level, false);
      if (!forbids && verdict_alone(shorter, one.rule, one.order, one.fault) != Verdict::fail) continue;
      CHECK(verdict_alone(shorter, one.rule, one.order, one.fault + "+late") != Verdict::pass);
    }
  }
}

}  // namespace conformance::run::test

// SPDX-License-Identifier: MIT
#include "run/fault_matrix.hpp"

#include <algorithm>

namespace conformance::run {

namespace {

using rules::Verdict;

std::set<std::string> failed(const std::vector<rules::RuleResult>& results) {
  std::set<std::string> ids;
  for (const auto& result : results) {
    if (result.verdict == Verdict::fail) ids.insert(result.rule);
  }
  return ids;
}

// Of a run of everything, as the command line tells it.
int exit_of(const std::string& fault, bool strict, const FaultPlays& plays, const Data& data) {
  std::vector<rules::RuleResult> all;
  bool error = false;
  for (const auto& order : plays.orders()) {
    const auto& play = plays.at(order, fault);
    error = error || !play.error.empty();
    const auto some = play.results(data.catalogue, strict);
    all.insert(all.end(), some.begin(), some.end());
  }
  const auto code = rules::exit_code(all);
  return static_cast<int>(error && code != rules::ExitCode::failed ? rules::ExitCode::error : code);
}

void look_at_reference(const PlayOrder& order, const FaultPlays& plays, const Data& data, FaultMatrix& matrix) {
  const auto owed = owed_in(order, data);
  const auto& play = plays.at(order, "");
  if (!play.error.empty()) matrix.reference.push_back({order.name(), "", play.error});
  for (const auto& result : play.results(data.catalogue)) {
    if (result.verdict == Verdict::pass) ++matrix.passed;
    if (result.verdict == (owed.contains(result.rule) ? Verdict::pass : Verdict::none)) continue;
    matrix.reference.push_back(
        {order.name(), result.rule, std::string(rules::to_string(result.verdict)) + ": " + result.reason});
  }
}

FaultRow row_of(const faults::Fault& fault, const FaultPlays& plays, const Data& data) {
  FaultRow row;
  row.fault = &fault;
  for (const auto& order : plays.orders()) {
    if (!concerns(fault, order)) continue;
    const auto add = [&](const std::string& name, bool late) {
      row.trips.push_back(
          {order.name(), late, listed_for(fault, order), failed(plays.at(order, name).results(data.catalogue))});
    };
    add(fault.name, false);
    if (const auto late = late_name(fault); !late.empty()) add(late, true);
  }
  row.exit = exit_of(fault.name, false, plays, data);
  row.exit_strict = exit_of(fault.name, true, plays, data);
  return row;
}

// The rule and all that fails with it, of what is owed in the play.
std::set<std::string> with_implied(const std::string& rule, const std::set<std::string>& owed,
                                   const rules::Catalogue& catalogue) {
  std::set<std::string> all = {rule};
  std::vector<std::string> open = {rule};
  while (!open.empty()) {
    const auto* next = catalogue.find(open.back());
    open.pop_back();
    for (const auto& implied : next->implies) {
      if (all.insert(implied).second) open.push_back(implied);
    }
  }
  std::erase_if(all, [&](const std::string& id) { return !owed.contains(id); });
  return all;
}

}  // namespace

std::set<std::string> owed_in(const PlayOrder& order, const Data& data) {
  std::set<std::string> owed;
  for (const auto& scenario : data.scenarios) {
    if (scenario.role != order.role || !scenario.suits(order.versions)) continue;
    for (const auto& rule : scenario.rules) {
      if (rule_in(rule, order, data.catalogue) != nullptr) owed.insert(rule);
    }
  }
  return owed;
}

const rules::RuleVersion* rule_in(const std::string& rule, const PlayOrder& order, const rules::Catalogue& catalogue) {
  const auto* found = catalogue.find(rule);
  return found->in_version(catalogue.version_for(*found, order.versions));
}

bool can_fail(const std::string& rule, const PlayOrder& order, const rules::Catalogue& catalogue) {
  const auto* version = rule_in(rule, order, catalogue);
  return version != nullptr && version->level != rules::Level::may && version->level != rules::Level::info;
}

bool FaultRow::empty() const {
  const bool caught =
      std::any_of(fault->trips.begin(), fault->trips.end(), [](const auto& entry) { return !entry.second.empty(); });
  return !fault->legal && !caught && fault->exit == 0;
}

bool FaultRow::holds() const {
  return !empty() && exit == fault->exit && exit_strict == fault->exit_strict &&
         std::all_of(trips.begin(), trips.end(), [](const Trip& trip) { return trip.as_listed(); });
}

bool FaultMatrix::holds() const {
  return reference.empty() && std::all_of(faults.begin(), faults.end(), [](const auto& row) { return row.holds(); }) &&
         (!whole || std::all_of(rules.begin(), rules.end(), [](const auto& row) { return row.proved(); }));
}

FaultMatrix compare(const FaultPlays& plays, const Data& data) {
  FaultMatrix matrix;
  matrix.whole = plays.options().names.empty();
  for (const auto& order : plays.orders()) {
    matrix.plays.push_back(order.name());
    look_at_reference(order, plays, data, matrix);
  }
  for (const auto& fault : data.faults.all()) {
    if (plays.has(fault)) matrix.faults.push_back(row_of(fault, plays, data));
  }
  for (const auto& order : plays.orders()) {
    const auto owed = owed_in(order, data);
    for (const auto& rule : data.catalogue.rules()) {
      if (!owed.contains(rule.id) || !can_fail(rule.id, order, data.catalogue)) continue;
      RuleRow row{rule.id, order.name(), rule_in(rule.id, order, data.catalogue)->level, {}};
      const auto wanted = with_implied(rule.id, owed, data.catalogue);
      for (const auto& fault : matrix.faults) {
        const auto shows = [&](const Trip& trip) {
          return trip.play == row.play && !trip.late && trip.failed == wanted;
        };
        if (std::any_of(fault.trips.begin(), fault.trips.end(), shows)) row.faults.push_back(fault.fault->name);
      }
      matrix.rules.push_back(std::move(row));
    }
  }
  return matrix;
}

}  // namespace conformance::run

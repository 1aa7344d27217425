// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "rules/judge.hpp"
#include "rules/summary.hpp"
#include "run/runner.hpp"
#include "scenario/library.hpp"

/// For tests that play on the embedded target.
namespace conformance::run::test {

struct Data {
  rules::Catalogue catalogue;
  std::vector<scenario::Scenario> scenarios;
  faults::FaultList faults;
};

/// The scenarios, rules and faults that are compiled in, read once.
inline const Data& data() {
  static const Data loaded = [] {
    const auto files = scenario::data_files("").value();
    auto catalogue = load_catalogue(files).value();
    auto scenarios = load_scenarios(files, catalogue).value();
    std::set<std::string> ids;
    for (const auto& rule : catalogue.rules()) ids.insert(rule.id);
    for (const auto& [path, text] : files) {
      if (path == "faults.json") {
        return Data{std::move(catalogue), std::move(scenarios), faults::FaultList::load(text, ids).value()};
      }
    }
    throw std::runtime_error("there is no faults.json");
  }();
  return loaded;
}

inline PlayOrder order(const std::string& role, const std::string& version) {
  return {role, {{"0085", version}, {"0224", "1.0"}}};
}

/// The plays of a run of everything.
inline std::vector<PlayOrder> all_plays() {
  return {order("client", "1.2"), order("client", "2.1"), order("server", "2.1")};
}

inline Selection everything() { return select({}, data().scenarios, data().catalogue).value(); }

inline PlayResult play(const PlayOrder& order, const Selection& selection, const std::string& fault) {
  RunOptions options;
  options.target_name = "embedded";
  options.tool = "test";
  if (!fault.empty()) options.faults = faults::FaultSet::parse(fault, data().faults).value();
  return play_embedded(order, selection, options);
}

inline std::vector<rules::RuleResult> results(const PlayResult& played, bool strict = false) {
  rules::SummaryOptions options;
  options.strict = strict;
  return rules::summarize(played.trace.header, rules::judge(played.trace, data().catalogue), data().catalogue, options);
}

inline std::set<std::string> failed(const std::vector<rules::RuleResult>& results) {
  std::set<std::string> ids;
  for (const auto& result : results) {
    if (result.verdict == rules::Verdict::fail) ids.insert(result.rule);
  }
  return ids;
}

}  // namespace conformance::run::test

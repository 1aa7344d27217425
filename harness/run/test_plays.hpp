// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "rules/judge.hpp"
#include "rules/summary.hpp"
#include "run/data.hpp"
#include "run/embedded_plays.hpp"
#include "run/runner.hpp"

/// For tests that play on the embedded target.
namespace conformance::run::test {

/// The scenarios, rules and faults that are compiled in, read once.
inline const Data& data() {
  static const Data loaded = load_data("").value();
  return loaded;
}

inline PlayOrder order(const std::string& role, const std::string& version) {
  return {role, {{"0085", version}, {"0224", "1.0"}}};
}

/// The plays of a run of everything.
inline std::vector<PlayOrder> all_plays() { return embedded_plays(data().catalogue); }

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

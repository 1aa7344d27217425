// SPDX-License-Identifier: MIT
#include "reports/counters.hpp"

namespace conformance::reports {

void Counters::add(const std::vector<rules::RuleResult>& results) {
  for (const auto& result : results) ++(result.deciding ? deciding_ : other_)[index(result.verdict)];
}

Counters count(const Report& report) {
  Counters counters;
  for (const auto& play : report.plays) counters.add(play.results);
  return counters;
}

}  // namespace conformance::reports

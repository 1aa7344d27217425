// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "reports/report.hpp"

namespace conformance::reports {

/// All verdicts, in the order in which counters are shown.
inline constexpr std::array<rules::Verdict, 6> all_verdicts = {rules::Verdict::pass,           rules::Verdict::fail,
                                                               rules::Verdict::inconclusive,   rules::Verdict::error,
                                                               rules::Verdict::not_applicable, rules::Verdict::none};

/// How many rules got which verdict; those that decide the run apart from the others.
class Counters {
 public:
  void add(const std::vector<rules::RuleResult>& results);

  [[nodiscard]] std::size_t deciding(rules::Verdict verdict) const { return deciding_[index(verdict)]; }
  [[nodiscard]] std::size_t other(rules::Verdict verdict) const { return other_[index(verdict)]; }
  [[nodiscard]] std::size_t both(rules::Verdict verdict) const { return deciding(verdict) + other(verdict); }

 private:
  static std::size_t index(rules::Verdict verdict) { return static_cast<std::size_t>(verdict); }

  std::array<std::size_t, all_verdicts.size()> deciding_{};
  std::array<std::size_t, all_verdicts.size()> other_{};
};

/// Of all plays together: a rule counts once for each.
Counters count(const Report& report);

}  // namespace conformance::reports

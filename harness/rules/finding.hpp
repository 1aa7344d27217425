// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::rules {

/// The verdicts of ISO/IEC 9646 and TTCN-3. `none` is shown as "not judged".
enum class Verdict { pass, fail, inconclusive, error, not_applicable, none };

std::string_view to_string(Verdict verdict);

/// What was decided about one rule, from one scenario or from what belongs to none.
struct Finding {
  std::string rule;
  /// The scenario of the event that caused it; nothing for what belongs to no scenario.
  std::optional<std::string> scenario;
  Verdict verdict = Verdict::none;
  std::string reason;    ///< a sentence
  std::string expected;  ///< of a failure
  std::string actual;
  std::vector<std::uint64_t> evidence;  ///< events of the trace, the offending one first
  std::set<std::string> flags;
  /// Of flags that a step of the scenario gave: what it graded the outcome as, info or should-fail.
  std::map<std::string, std::string> grades;
  /// Seen by the way: the scenario did not owe a verdict on this rule.
  bool incidental = false;

  friend bool operator==(const Finding&, const Finding&) = default;
};

}  // namespace conformance::rules

// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "reports/report.hpp"

namespace conformance::reports {

/// What was seen on the way to a verdict, by name: what a profile let pass, or which of several outcomes came.
struct Flag {
  std::string name;
  std::string grade;               ///< info or should-fail, where a step graded it; "" otherwise
  std::vector<std::string> rules;  ///< in the order of the plays, each once

  /// "states-bounced (info)"
  [[nodiscard]] std::string title() const { return grade.empty() ? name : name + " (" + grade + ")"; }
};

/// All flags of a report, by name.
std::vector<Flag> flags_of(const Report& report);

}  // namespace conformance::reports

// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "reports/report.hpp"

namespace conformance::reports {

/// What became of a run, in one word and one sentence.
struct Outcome {
  /// PASS, FAIL, INCONCLUSIVE, ERROR, USAGE, KNOWN FAILURES, NOTHING DECIDED, NOTHING JUDGED. PASS only where a
  /// deciding rule passed and the run was made.
  std::string word;
  std::string sentence;  ///< ends in the exit code
  /// A MUST or MUST NOT is broken.
  bool must_broken = false;
  /// The sentence tells `Report::error`.
  bool tells_error = false;
};

Outcome outcome_of(const Report& report);

}  // namespace conformance::reports

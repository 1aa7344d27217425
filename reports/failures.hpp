// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "reports/report.hpp"

namespace conformance::reports {

/// One finding, with the row and the play it belongs to. They live as long as the report.
struct Seen {
  const Play* play = nullptr;
  const rules::RuleResult* result = nullptr;
  const rules::Finding* finding = nullptr;
};

/// A rule that failed, and each time it did: in one play after the other, the deciding ones first.
using Failure = std::vector<Seen>;

/// Every rule that failed, once: broken MUST and MUST NOT first, then what else decides, then the rest.
std::vector<Failure> failures_of(const Report& report);

/// What became of the announcement on a rule (--expect), in a sentence; "" where there was none.
std::string announcement_of(const rules::RuleResult& result);
/// What was announced did not come about, or ran out.
bool breaks_expectation(const rules::RuleResult& result);

/// What kept rules from a verdict, and each finding that says so.
struct Obstacle {
  rules::Verdict verdict = rules::Verdict::inconclusive;
  std::string reason;
  std::vector<Seen> seen;
};

/// Errors, which always decide, then what is inconclusive and decides; one for each reason.
std::vector<Obstacle> obstacles_of(const Report& report);

/// Of the event with that number; nothing if the trace does not have it.
const trace::Event* event_of(const Play& play, std::uint64_t number);

}  // namespace conformance::reports

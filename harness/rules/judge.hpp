// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "rules/catalogue.hpp"
#include "rules/finding.hpp"
#include "trace/event.hpp"

namespace conformance::rules {

/// Every finding that a trace gives: the whole judgement, from the trace and the catalogue alone.
///
/// There is one finding for each rule that a scenario owes, one for each failure seen by the way, and, of a trace
/// without scenarios, one for each rule that had an opportunity or a failure. In the order of the catalogue, then of
/// the scenarios.
std::vector<Finding> judge(const trace::Trace& trace, const Catalogue& catalogue);

/// The ids of the rules that something in this version of the product judges.
std::vector<std::string> judged_rules(const std::string& role);

}  // namespace conformance::rules

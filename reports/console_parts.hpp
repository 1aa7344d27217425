// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "reports/failures.hpp"
#include "reports/page.hpp"
#include "reports/report.hpp"
#include "rules/catalogue.hpp"

/// The parts of the console report, in the order in which they stand.
namespace conformance::reports {

void print_head(const Report& report, Page& page);
void print_warnings(const Report& report, Page& page);
void print_failure(const Failure& failure, const Report& report, const rules::Catalogue& catalogue, Page& page);
/// What was announced with --expect and did not come about, or ran out.
void print_broken_expectations(const Report& report, Page& page);
/// One that kept rules from a verdict.
void print_obstacle(const Obstacle& obstacle, const Report& report, Page& page);
void print_obstacles(const Report& report, Page& page);
void print_passes(const Report& report, Page& page);
void print_counters(const Report& report, Page& page);
/// How long chat states took, beside what is suggested.
void print_timings(const Report& report, Page& page);
void print_remarks(const Report& report, Page& page);
void print_unjudged(const Report& report, Page& page);
void print_outcome(const Report& report, Page& page);

/// The first few of them, then how many there are more: "a, b and 3 more".
std::string few(const std::vector<std::string>& items, std::size_t most);
/// The command that plays just this again: its scenario, or its rule where it has none.
std::string again(const Report& report, const Seen& seen);

}  // namespace conformance::reports

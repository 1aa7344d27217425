// SPDX-License-Identifier: MIT
#include "reports/console_parts.hpp"
#include "reports/writers.hpp"

namespace conformance::reports {

std::string to_console(const Report& report, const rules::Catalogue& catalogue, const ConsoleOptions& options) {
  Page page(options.colour, options.columns);
  if (!options.quiet) print_head(report, page);
  // What makes verdicts worth less is said in every report, a quiet one too.
  print_warnings(report, page);
  print_broken_expectations(report, page);
  for (const auto& failure : failures_of(report)) {
    print_failure(failure, report, catalogue, page);
    page.blank();
  }
  if (!options.quiet) {
    print_obstacles(report, page);
    print_passes(report, page);
    print_counters(report, page);
    print_timings(report, page);
    print_remarks(report, page);
    print_unjudged(report, page);
  }
  print_outcome(report, page);
  return page.take();
}

}  // namespace conformance::reports

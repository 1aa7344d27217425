// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include "reports/report.hpp"

namespace conformance::reports {

struct ConsoleOptions {
  bool colour = false;  ///< only where the output is a terminal
  std::size_t columns = 80;
  bool quiet = false;  ///< -q: failures and the summary line only
};

/// One screen for a person: failures first, then what is inconclusive or in error, the counters, one line of outcome.
/// Everything that came from the target is escaped.
std::string to_console(const Report& report, const rules::Catalogue& catalogue, const ConsoleOptions& options);

enum class Traces {
  of_findings,  ///< events of every scenario with a finding other than pass
  all           ///< `-o json+traces`
};

/// The report for machines (scenarios/schema/report.schema.json): UTF-8, keys in a fixed order, ends in a newline. Two
/// equal runs give the same text but for what stands under "environment".
std::string to_json(const Report& report, const rules::Catalogue& catalogue, Traces traces);

/// The report for build services: one `testsuite` in which each rule of each play is a `testcase`, valid against the
/// schemas of Surefire and of Jenkins' xUnit plugin (.ci/schemas).
///
/// fail is a failure; what is inconclusive and decides, and error, are errors; not applicable and not judged are
/// skipped, and so is what is inconclusive without deciding. A failure that does not decide is passed, and told in
/// system-out and as a property.
std::string to_junit(const Report& report, const rules::Catalogue& catalogue);

/// The report for a job's summary page: GitHub flavoured Markdown. What came from the target stands in fences and code
/// spans only.
std::string to_markdown(const Report& report, const rules::Catalogue& catalogue);

}  // namespace conformance::reports

// SPDX-License-Identifier: MIT
#include "reports/console_parts.hpp"

namespace conformance::reports {

void print_broken_expectations(const Report& report, Page& page) {
  bool any = false;
  for (const auto& play : report.plays) {
    for (const auto& result : play.results) {
      if (!breaks_expectation(result)) continue;
      page.paragraph("EXPECTED  ", Tone::yellow, result.rule + " in " + play.name, Tone::bold);
      page.paragraph("          ", Tone::plain, announcement_of(result));
      any = true;
    }
  }
  if (any) page.blank();
}

}  // namespace conformance::reports

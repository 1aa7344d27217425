// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "cli/commands.hpp"
#include "rules/expectation.hpp"

namespace conformance::cli {

/// What --expect, --owed and --rules-as-of ask for. Errors name the option or the file, with the place in it.
struct Demands {
  std::optional<rules::Expectations> expected;
};
Result<Demands> read_demands(const Options& options, const Data& data);

/// Applies them to a report and gives it its exit code (docs/ARCHITECTURE.md, "Exit codes"). With --update-expect the
/// file is written before, and the report is that of the new one.
void settle(reports::Report& report, const Options& options, const Demands& demands);

}  // namespace conformance::cli

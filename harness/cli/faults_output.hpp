// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "reports/writers.hpp"
#include "run/fault_matrix.hpp"

namespace conformance::cli {

/// What a matrix of faults was played with.
struct MatrixHead {
  std::string tool_version;
  std::uint64_t seed = 0;
  std::vector<std::pair<std::string, std::string>> environment;  ///< what differs between two equal runs
};

/// One paragraph for each fault: what it trips, or where that differs from what is listed. Ends in the outcome.
std::string to_console(const run::FaultMatrix& matrix, const MatrixHead& head, const reports::ConsoleOptions& options);
/// For machines (scenarios/schema/matrix.schema.json).
std::string to_json(const run::FaultMatrix& matrix, const MatrixHead& head);
/// 0 if everything is as it is listed, and caught; else 1.
int exit_code(const run::FaultMatrix& matrix);

}  // namespace conformance::cli

// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "cli/options.hpp"
#include "reports/writers.hpp"

namespace conformance::cli {

/// Writes to where the options say, and returns the code, or 4 if a file could not be written. A person always gets the
/// console's text: beside another one on standard output, on standard error.
int write_outputs(const Options& options, int code,
                  const std::function<std::string(const Output& output, const reports::ConsoleOptions& console)>& text);

/// What differs between two equal runs: when it began, how long it took, and the process.
std::vector<std::pair<std::string, std::string>> environment_since(std::chrono::system_clock::time_point began);

}  // namespace conformance::cli

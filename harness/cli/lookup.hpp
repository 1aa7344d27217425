// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "cli/commands.hpp"

namespace conformance::cli {

/// The scenarios that owe a verdict on the rule.
std::vector<std::string> scenarios_of(const rules::Rule& rule, const Data& data);
/// The faults that the rule catches.
std::vector<std::string> faults_of(const rules::Rule& rule, const Data& data);
/// Why a rule is not judged, or nothing if it is.
std::string why_not(const rules::Rule& rule, const Data& data);

/// The error about a file, with the name in its folder that was probably meant, where there is no such file.
InputError with_file_hint(InputError error, const std::string& path);

}  // namespace conformance::cli

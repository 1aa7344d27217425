// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "base/result.hpp"

namespace conformance::cli {

/// What is wrong with a report (scenarios/schema/report.schema.json): a JSON pointer, what was found and what was
/// expected. Its traces are read as saved traces are.
std::optional<InputError> check_report(const nlohmann::ordered_json& report);

}  // namespace conformance::cli

// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace conformance::reports {

/// JSON for machines that a person can read, too: what fits into a line stands in one, and events always do. ASCII
/// only, all else is escaped; bytes that are not UTF-8 are replaced by U+FFFD. Ends in a newline.
std::string laid_out(const nlohmann::ordered_json& json);

}  // namespace conformance::reports

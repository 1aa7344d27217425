// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "scenario/client_under_test.hpp"
#include "scenario/scenario.hpp"

namespace conformance::scenario {

/// What a scenario needs that a client, or its driver, does not have: the first such thing, in words; nothing if all is
/// there.
std::optional<std::string> lacking(const Needs& needs, const Abilities& abilities);

}  // namespace conformance::scenario

// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>

#include "base/result.hpp"
#include "scenario/scenario.hpp"

namespace conformance::scenario {

/// Reads one scenario (scenarios/schema/scenario.schema.json).
///
/// `rules` are the ids that exist. Everything that could go wrong later is refused here, with file, JSON pointer and
/// what was expected: an unknown key, a wrong type, an unknown rule, a name that is not declared or that no
/// step before has captured for certain, XML that is not well-formed, an actor that is not in the cast, `receives no
/// more` without `judges` or without a fence on its route before it.
Result<Scenario> load(const std::string& file, std::string_view json, const std::set<std::string>& rules);

/// "100ms", "5s", "2m", "24h".
Result<Duration> parse_duration(std::string_view text);

}  // namespace conformance::scenario

// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "scenario/scenario.hpp"

namespace conformance::cli {

/// A cast member in a sentence: "Romeo (orchard), whom the client has in its roster; …". Not escaped.
std::string in_prose(const scenario::CastMember& member);
std::string in_prose(const scenario::Room& room);
/// A step of a scenario in a sentence: who says what to whom. Not escaped; made-up words stand in angle brackets.
std::string in_prose(const scenario::Step& step, const scenario::Scenario& scenario);

}  // namespace conformance::cli

// SPDX-License-Identifier: MIT
#pragma once

#include <ctime>

#include "base/clock.hpp"

namespace conformance {

/// The time of day of a clock, in seconds since 1970 (UTC): of a virtual one its time since 2001-09-09T01:46:40Z, the
/// same on every run; of a real one the machine's, since a client compares it with its own.
std::time_t unix_time(const Clock& clock);

}  // namespace conformance

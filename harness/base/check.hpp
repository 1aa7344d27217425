// SPDX-License-Identifier: MIT
#pragma once

#include <source_location>
#include <string_view>

namespace conformance {

/// Ends the program with a message: the harness itself is wrong, and no verdict of it can be trusted.
[[noreturn]] void check_failed(std::string_view what, const std::source_location& where);

/// A check of our own logic that stays on in release builds. What a target does is data and never checked by this.
inline void check(bool holds, std::string_view what,
                  const std::source_location& where = std::source_location::current()) {
  if (!holds) check_failed(what, where);
}

}  // namespace conformance

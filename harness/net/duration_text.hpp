// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "base/clock.hpp"

namespace conformance::net {

/// A duration for people: "10 s", "1500 ms".
inline std::string duration_text(Duration duration) {
  const auto milliseconds = duration.count();
  if (milliseconds % 1000 == 0) return std::to_string(milliseconds / 1000) + " s";
  return std::to_string(milliseconds) + " ms";
}

}  // namespace conformance::net

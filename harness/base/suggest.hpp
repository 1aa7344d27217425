// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace conformance {

/// The candidate that was probably meant: the nearest by edit distance, "" if none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);
/// ", did you mean \"X\"?", or "" if nothing is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace conformance

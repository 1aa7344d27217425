// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::reports {

/// Breaks escaped text at spaces into lines of `width` columns; the lines after the first are indented by `hanging`.
/// A longer word stands alone and stays whole. Each line is fit for a build service's log. Never empty.
std::vector<std::string> wrap(std::string_view text, std::size_t width, std::size_t hanging = 0);

}  // namespace conformance::reports

// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/seed.hpp"
#include "rules/catalogue.hpp"

namespace conformance::fuzz {

/// Cuts the input into slices of up to `bytes_max` bytes. What is cut depends on the input alone, so that a corpus file
/// holds nothing but what a peer would send.
inline std::vector<std::string_view> slices(std::string_view input, std::size_t bytes_max) {
  std::uint64_t state = Seed(input.size()).number(input.substr(0, 256));
  std::vector<std::string_view> all;
  while (!input.empty()) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;  // Knuth, MMIX
    const std::size_t size = std::min(input.size(), 1 + static_cast<std::size_t>(state >> 33U) % bytes_max);
    all.push_back(input.substr(0, size));
    input.remove_prefix(size);
  }
  return all;
}

/// One of the input's own bits of chance, for a choice that a target has beside its input.
inline bool coin(std::string_view input) { return (Seed(1).number(input.substr(0, 256)) & 1U) != 0; }

/// The catalogue that is compiled in, read once.
const rules::Catalogue& catalogue();

}  // namespace conformance::fuzz

// SPDX-License-Identifier: MIT
#include "base/seed.hpp"

#include <random>

namespace conformance {

std::uint64_t Seed::number(std::string_view name) const {
  // FNV-1a over the name, started at the seed, then the finaliser of SplitMix64.
  std::uint64_t hash = 0xcbf29ce484222325ULL ^ value_;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  hash = (hash ^ (hash >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  hash = (hash ^ (hash >> 27U)) * 0x94d049bb133111ebULL;
  return hash ^ (hash >> 31U);
}

std::string Seed::word(std::string_view name, std::size_t length) const {
  std::string word;
  for (std::uint64_t bits = number(name); word.size() < length; bits /= 26) {
    word.push_back(static_cast<char>('a' + bits % 26));
  }
  return word;
}

Seed Seed::random() {
  std::random_device device;
  return Seed((static_cast<std::uint64_t>(device()) << 32U) | device());
}

}  // namespace conformance

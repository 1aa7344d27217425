// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace conformance {

/// The run's source of chance: the same seed and name give the same words on every machine.
class Seed {
 public:
  explicit constexpr Seed(std::uint64_t value) : value_(value) {}
  [[nodiscard]] constexpr std::uint64_t value() const { return value_; }

  /// 64 bits that depend on the seed and `name` only.
  [[nodiscard]] std::uint64_t number(std::string_view name) const;
  /// A word of `length` letters a to z (at most 13) that depends on the seed and `name` only.
  [[nodiscard]] std::string word(std::string_view name, std::size_t length = 8) const;
  /// A seed from the operating system's entropy.
  static Seed random();

 private:
  std::uint64_t value_;
};

}  // namespace conformance

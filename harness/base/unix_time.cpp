// SPDX-License-Identifier: MIT
#include "base/unix_time.hpp"

namespace conformance {

std::time_t unix_time(const Clock& clock) {
  constexpr std::time_t virtual_epoch = 1'000'000'000;
  if (!clock.is_virtual()) return std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return virtual_epoch + std::chrono::duration_cast<std::chrono::seconds>(clock.now()).count();
}

}  // namespace conformance

// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>

#include "base/clock.hpp"

namespace conformance::peer {

/// Polite: at most so many stanzas a second and session on a target that is not loopback (docs/SAFETY.md).
inline constexpr std::size_t polite_stanzas_max = 5;
inline constexpr Duration polite_window = std::chrono::seconds(1);
/// Stanzas that wait for their turn: a target that asks for more answers than that is not answered any more.
inline constexpr std::size_t paced_stanzas_max = 1'000;

/// How many stanzas have gone of late.
class Pace {
 public:
  explicit Pace(Clock& clock) : clock_(clock) {}
  /// How long the next one has to wait; zero if it may go now.
  [[nodiscard]] Duration wait() const {
    if (gone_.size() < polite_stanzas_max) return Duration::zero();
    const Duration free_at = gone_.front() + polite_window;
    return free_at > clock_.now() ? free_at - clock_.now() : Duration::zero();
  }
  /// One goes now.
  void count() {
    gone_.push_back(clock_.now());
    if (gone_.size() > polite_stanzas_max) gone_.pop_front();
  }

 private:
  Clock& clock_;
  std::deque<Duration> gone_;  ///< when the last ones went
};

}  // namespace conformance::peer

// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "base/check.hpp"
#include "fuzz/input.hpp"
#include "net/test_loop.hpp"
#include "net/wire.hpp"

/// For targets that talk over a memory wire on the virtual clock.
namespace conformance::fuzz {

inline constexpr Duration step_longest{std::chrono::seconds(10)};
/// A negotiation has at most so many waits; every one of them ends within `step_longest`.
inline constexpr Duration negotiation_longest = 64 * step_longest;

/// What the other side does when it has said everything.
enum class Ending { closes, stays };

/// Says `input` in slices, each in its own turn of the loop, then closes or waits until the other side has closed.
inline Task<void> talk(std::unique_ptr<net::Wire> wire, std::string input, Ending ending) {
  try {
    const auto all = slices(input, 200);
    for (const auto slice : all) {
      auto writing = wire->write(std::string(slice));
      co_await std::move(writing);
    }
    if (ending == Ending::closes) wire->close();
    while (true) {
      auto reading = wire->read();
      const auto heard = co_await std::move(reading);
      if (heard.empty()) break;
    }
  } catch (const net::NetworkError&) {
    // The other side has closed: that is an end like any other.
  }
}

/// Runs to the end; a hang throws out of the loop.
template <class T>
T run_to_end(net::TestLoop& loop, Task<T> task) {
  T value = loop.run(std::move(task));
  check(loop.clock().now() <= negotiation_longest, "the negotiation takes longer than all its waits");
  return value;
}

}  // namespace conformance::fuzz

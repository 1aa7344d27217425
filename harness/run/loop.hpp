// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>

#include "base/clock.hpp"
#include "base/wait.hpp"

namespace conformance::run {

/// One io_context on one thread, with the clock of a play. Made first and destroyed last of all that a play is made of.
class Loop {
 public:
  enum class Time { virtual_time, real_time };
  explicit Loop(Time time);
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop();

  [[nodiscard]] Clock& clock() { return *clock_; }
  [[nodiscard]] boost::asio::io_context& context() { return context_; }
  /// Runs until the task is done; what it throws comes out here. In virtual time everything that is ready runs before
  /// the clock moves to the earliest timer.
  void run(Task<void> task);
  /// Lets the coroutines that are still waiting be destroyed, while everything they look at is alive.
  void finish();

 private:
  std::unique_ptr<Clock> clock_;
  VirtualClock* virtual_ = nullptr;
  boost::asio::io_context context_;
};

}  // namespace conformance::run

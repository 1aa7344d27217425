// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace boost::asio {
class io_context;
}

namespace conformance {

using Duration = std::chrono::milliseconds;

/// Time as an argument. A run has a run clock and an IUT clock; for the embedded target they are one VirtualClock.
class Clock {
 public:
  using TimerId = std::uint64_t;

  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  /// Time since the clock was made; never goes back.
  [[nodiscard]] virtual Duration now() const = 0;
  /// Calls `call` once when `delay` has passed (never from inside this function), unless cancelled before.
  virtual TimerId call_after(Duration delay, std::function<void()> call) = 0;
  /// Forgets a timer. An id that has fired, was cancelled, or is 0 is ignored.
  virtual void cancel(TimerId timer) = 0;
  /// Drops every timer, and with it the coroutine that waits for it, and takes no more. Called while the io_context and
  /// all that coroutines look at are still there.
  virtual void stop() = 0;
  /// Whether time passes only when the runner moves it.
  [[nodiscard]] virtual bool is_virtual() const = 0;
};

/// A clock that the runner moves: from one timer to the next, the same on every run.
class VirtualClock final : public Clock {
 public:
  VirtualClock() = default;
  ~VirtualClock() override { VirtualClock::stop(); }
  [[nodiscard]] Duration now() const override { return now_; }
  TimerId call_after(Duration delay, std::function<void()> call) override;
  void cancel(TimerId timer) override;
  void stop() override;
  [[nodiscard]] bool is_virtual() const override { return true; }

  /// When the earliest timer is due; nothing if there is none.
  [[nodiscard]] std::optional<Duration> earliest() const;
  /// Moves to the earliest timer and fires it alone. False if there is none.
  bool fire_earliest();

 private:
  // Ordered by due time, then by order of registration: equal times fire first come, first served.
  std::map<std::pair<Duration, TimerId>, std::function<void()>> timers_;
  std::map<TimerId, Duration> due_;
  Duration now_{0};
  TimerId last_ = 0;
  bool stopped_ = false;
};

/// The wall's steady time, on an io_context.
class RealClock final : public Clock {
 public:
  explicit RealClock(boost::asio::io_context& context);
  ~RealClock() override;
  [[nodiscard]] Duration now() const override;
  TimerId call_after(Duration delay, std::function<void()> call) override;
  void cancel(TimerId timer) override;
  void stop() override;
  [[nodiscard]] bool is_virtual() const override { return false; }

 private:
  struct Timers;
  std::unique_ptr<Timers> timers_;
};

/// A timer that is cancelled when it goes out of scope or is started again.
class Timer {
 public:
  explicit Timer(Clock& clock) : clock_(&clock) {}
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() { stop(); }

  void start(Duration delay, std::function<void()> call) {
    stop();
    id_ = clock_->call_after(delay, std::move(call));
  }
  void stop() {
    clock_->cancel(id_);
    id_ = 0;
  }

 private:
  Clock* clock_;
  Clock::TimerId id_ = 0;
};

}  // namespace conformance

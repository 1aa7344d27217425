// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "base/clock.hpp"
#include "base/wait.hpp"

namespace conformance::net {

/// Runs coroutines in tests on a virtual clock: polls until nothing is ready, then moves to the earliest timer.
class TestLoop {
 public:
  TestLoop() = default;
  TestLoop(const TestLoop&) = delete;
  TestLoop& operator=(const TestLoop&) = delete;
  // Who still waits for a timer goes while the context is there.
  ~TestLoop() { clock_.stop(); }

  [[nodiscard]] VirtualClock& clock() { return clock_; }
  [[nodiscard]] boost::asio::io_context& context() { return context_; }

  /// Runs `task` to its end and gives its value or throws its exception. Throws std::logic_error when it hangs: nothing
  /// is ready and no timer is left.
  template <class T>
  T run(Task<T> task) {
    auto outcome = start(std::move(task));
    while (!outcome->done) {
      if (!step()) throw std::logic_error("the coroutine hangs: nothing is ready and no timer is left");
    }
    return outcome->take();
  }

  template <class T>
  struct Outcome {
    using Value = std::conditional_t<std::is_void_v<T>, bool, T>;
    bool done = false;
    std::exception_ptr failure;
    std::optional<Value> value;

    T take() {
      if (failure) std::rethrow_exception(failure);
      if constexpr (!std::is_void_v<T>) return std::move(*value);
    }
  };

  /// Starts `task`; it goes on whenever the loop runs.
  template <class T>
  std::shared_ptr<Outcome<T>> start(Task<T> task) {
    auto outcome = std::make_shared<Outcome<T>>();
    if constexpr (std::is_void_v<T>) {
      boost::asio::co_spawn(context_, std::move(task), [outcome](std::exception_ptr failure) {
        outcome->failure = std::move(failure);
        outcome->done = true;
      });
    } else {
      boost::asio::co_spawn(context_, keep(std::move(task), outcome), [outcome](std::exception_ptr failure) {
        outcome->failure = std::move(failure);
        outcome->done = true;
      });
    }
    return outcome;
  }

  /// Lets everything happen that happens without time passing.
  void settle() {
    context_.restart();
    while (context_.poll() > 0) {
    }
  }

 private:
  // co_spawn would need a default constructor of T, which not every value has.
  template <class T>
  static Task<void> keep(Task<T> task, std::shared_ptr<Outcome<T>> outcome) {
    outcome->value.emplace(co_await std::move(task));
  }

  bool step() {
    context_.restart();
    return context_.poll() > 0 || clock_.fire_earliest();
  }

  // In this order: what is left in the context at the end may still hold timers of the clock.
  VirtualClock clock_;
  boost::asio::io_context context_;
};

}  // namespace conformance::net

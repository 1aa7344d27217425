// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "base/clock.hpp"

/// Waiting in coroutines, on whatever clock the run has.
namespace conformance {

template <class T>
using Task = boost::asio::awaitable<T>;

/// Wakes one waiting coroutine, at once or when a delay has passed. Not thread-safe: one io_context, one thread.
class Signal {
 public:
  explicit Signal(Clock& clock) : timer_(clock) {}

  /// Waits until `notify` or until `longest` has passed. A notification that nobody waited for is kept.
  Task<void> wait(Duration longest) {
    if (notified_) {
      notified_ = false;
      co_return;
    }
    co_await suspend(longest);
    timer_.stop();
    notified_ = false;
  }

  /// Waits until `notify`, without a timer: for a wait that a deadline somewhere above bounds (a read on a wire). A
  /// timer here would make a virtual clock run on although nothing is left to do.
  Task<void> wait() {
    if (!notified_) co_await suspend(std::nullopt);
    notified_ = false;
  }

  void notify() {
    notified_ = true;
    wake();
  }

 private:
  using Resume = std::function<void()>;

  // A signal mostly lives in the frame of the coroutine that waits. So the timer owns the handler, and with it the
  // frame: who stops the clock destroys those who still wait. Without a timer the signal does, and lives elsewhere.
  Task<void> suspend(std::optional<Duration> longest) {
    auto token = boost::asio::use_awaitable;
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
        [this, longest](auto handler) {
          auto shared = std::make_shared<decltype(handler)>(std::move(handler));
          auto resume = std::make_shared<Resume>([shared] {
            const auto executor = boost::asio::get_associated_executor(*shared);
            boost::asio::post(executor, [shared] { std::move (*shared)(); });
          });
          waiting_ = resume;
          if (longest) {
            timer_.start(*longest, [this, resume] { wake(); });
          } else {
            held_ = std::move(resume);
          }
        },
        token);
  }
  void wake() {
    const auto resume = waiting_.lock();
    waiting_.reset();
    held_.reset();
    if (resume) (*resume)();
  }

  Timer timer_;
  std::weak_ptr<Resume> waiting_;
  std::shared_ptr<Resume> held_;
  bool notified_ = false;
};

/// Lets `delay` pass on `clock`.
inline Task<void> pause(Clock& clock, Duration delay) {
  Signal signal(clock);
  co_await signal.wait(delay);
}

/// A queue with one reader, who waits with a deadline.
template <class T>
class Mailbox {
 public:
  explicit Mailbox(Clock& clock) : clock_(&clock), signal_(clock) {}

  void push(T value) {
    values_.push_back(std::move(value));
    signal_.notify();
  }
  /// The next value, or nothing when `longest` has passed.
  Task<std::optional<T>> pop(Duration longest) {
    const Duration deadline = clock_->now() + longest;
    while (values_.empty()) {
      const Duration left = deadline - clock_->now();
      if (left <= Duration::zero()) co_return std::nullopt;
      co_await signal_.wait(left);
    }
    std::optional<T> value(std::move(values_.front()));
    values_.pop_front();
    co_return value;
  }

 private:
  Clock* clock_;
  Signal signal_;
  std::deque<T> values_;
};

}  // namespace conformance

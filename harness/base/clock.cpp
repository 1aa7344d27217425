// SPDX-License-Identifier: MIT
#include "base/clock.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "base/check.hpp"

namespace conformance {

Clock::TimerId VirtualClock::call_after(Duration delay, std::function<void()> call) {
  check(delay >= Duration::zero(), "a timer lies in the past");
  if (stopped_) return 0;
  const TimerId id = ++last_;
  const Duration due = now_ + delay;
  timers_.emplace(std::pair{due, id}, std::move(call));
  due_.emplace(id, due);
  return id;
}

void VirtualClock::cancel(TimerId timer) {
  const auto found = due_.find(timer);
  if (found == due_.end()) return;
  timers_.erase({found->second, timer});
  due_.erase(found);
}

void VirtualClock::stop() {
  stopped_ = true;
  due_.clear();
  // Timers own who waits for them, and who goes may cancel others.
  const auto gone = std::exchange(timers_, {});
}

std::optional<Duration> VirtualClock::earliest() const {
  if (timers_.empty()) return std::nullopt;
  return timers_.begin()->first.first;
}

bool VirtualClock::fire_earliest() {
  if (timers_.empty()) return false;
  auto node = timers_.extract(timers_.begin());
  now_ = node.key().first;
  due_.erase(node.key().second);
  node.mapped()();
  return true;
}

struct RealClock::Timers {
  explicit Timers(boost::asio::io_context& io) : context(io), start(std::chrono::steady_clock::now()) {}
  boost::asio::io_context& context;
  std::chrono::steady_clock::time_point start;
  std::map<TimerId, std::unique_ptr<boost::asio::steady_timer>> pending;
  TimerId last = 0;
  bool stopped = false;
};

RealClock::RealClock(boost::asio::io_context& context) : timers_(std::make_unique<Timers>(context)) {}
RealClock::~RealClock() = default;

Duration RealClock::now() const {
  return std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - timers_->start);
}

Clock::TimerId RealClock::call_after(Duration delay, std::function<void()> call) {
  if (timers_->stopped) return 0;
  const TimerId id = ++timers_->last;
  auto timer = std::make_unique<boost::asio::steady_timer>(timers_->context, delay);
  timer->async_wait([this, id, call = std::move(call)](const boost::system::error_code& error) {
    // Cancelled timers complete after their clock may be gone: only an expired one may look at it. One that expired and
    // was cancelled before its handler ran is no longer pending.
    if (error || timers_->pending.erase(id) == 0) return;
    call();
  });
  timers_->pending.emplace(id, std::move(timer));
  return id;
}

void RealClock::cancel(TimerId timer) { timers_->pending.erase(timer); }

void RealClock::stop() {
  timers_->stopped = true;
  const auto gone = std::exchange(timers_->pending, {});
}

}  // namespace conformance

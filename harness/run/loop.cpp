// SPDX-License-Identifier: MIT
#include "run/loop.hpp"

#include <boost/asio/co_spawn.hpp>
#include <exception>

#include "base/check.hpp"

namespace conformance::run {

Loop::Loop(Time time) {
  if (time == Time::virtual_time) {
    auto clock = std::make_unique<VirtualClock>();
    virtual_ = clock.get();
    clock_ = std::move(clock);
  } else {
    clock_ = std::make_unique<RealClock>(context_);
  }
}

Loop::~Loop() { clock_->stop(); }

void Loop::run(Task<void> task) {
  bool done = false;
  std::exception_ptr thrown;
  boost::asio::co_spawn(context_, std::move(task), [&](std::exception_ptr error) {
    done = true;
    thrown = std::move(error);
  });
  while (!done) {
    context_.restart();
    if (virtual_ == nullptr) {
      check(context_.run_one() > 0 || done, "a run waits for nothing");
      continue;
    }
    while (context_.poll() > 0) {
    }
    if (!done) check(virtual_->fire_earliest(), "a run waits for nothing");
  }
  if (thrown) std::rethrow_exception(thrown);
}

void Loop::finish() {
  clock_->stop();
  context_.restart();
  context_.poll();
}

}  // namespace conformance::run

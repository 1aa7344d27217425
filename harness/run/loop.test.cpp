// SPDX-License-Identifier: MIT
#include "run/loop.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <catch2/catch.hpp>
#include <stdexcept>

namespace conformance::run {

namespace {

using namespace std::chrono_literals;

Task<void> pauses(Clock& clock, Duration time, std::vector<std::string>& log, std::string name) {
  auto wait = pause(clock, time);
  co_await std::move(wait);
  log.push_back(name);
}

Task<void> fails(Clock& clock) {
  auto wait = pause(clock, 1ms);
  co_await std::move(wait);
  throw std::runtime_error("it went wrong");
}

// Tells that its frame is gone.
struct Witness {
  bool& gone;
  ~Witness() { gone = true; }
};

Task<void> waits(std::shared_ptr<Signal> signal, bool& gone) {
  const Witness witness{gone};
  co_await signal->wait();
}

}  // namespace

TEST_CASE("A run lasts until its task is done, and virtual time is that of the timers", "[loop]") {
  Loop loop(Loop::Time::virtual_time);
  std::vector<std::string> log;
  loop.run(pauses(loop.clock(), 24h, log, "a day"));
  CHECK(log == std::vector<std::string>{"a day"});
  CHECK(loop.clock().now() == 24h);
  CHECK(loop.clock().is_virtual());
}

TEST_CASE("What is ready runs before time passes, and timers in their order", "[loop]") {
  Loop loop(Loop::Time::virtual_time);
  std::vector<std::string> log;
  boost::asio::co_spawn(loop.context(), pauses(loop.clock(), 2s, log, "two"), boost::asio::detached);
  boost::asio::co_spawn(loop.context(), pauses(loop.clock(), 1s, log, "one"), boost::asio::detached);
  boost::asio::co_spawn(loop.context(), pauses(loop.clock(), 3s, log, "three"), boost::asio::detached);
  loop.run(pauses(loop.clock(), 2500ms, log, "main"));
  CHECK(log == std::vector<std::string>{"one", "two", "main"});
}

TEST_CASE("What a task throws comes out of its run, and another can follow", "[loop]") {
  const auto time = GENERATE(Loop::Time::virtual_time, Loop::Time::real_time);
  Loop loop(time);
  CHECK_THROWS_WITH(loop.run(fails(loop.clock())), "it went wrong");
  std::vector<std::string> log;
  loop.run(pauses(loop.clock(), 1ms, log, "after"));
  CHECK(log == std::vector<std::string>{"after"});
}

TEST_CASE("On the real clock a run takes its time", "[loop]") {
  Loop loop(Loop::Time::real_time);
  std::vector<std::string> log;
  loop.run(pauses(loop.clock(), 5ms, log, "done"));
  CHECK(loop.clock().now() >= 5ms);
  CHECK_FALSE(loop.clock().is_virtual());
}

TEST_CASE("To finish lets those end that were woken, while what they look at is there", "[loop]") {
  Loop loop(Loop::Time::virtual_time);
  const auto signal = std::make_shared<Signal>(loop.clock());
  bool gone = false;
  boost::asio::co_spawn(loop.context(), waits(signal, gone), boost::asio::detached);
  std::vector<std::string> log;
  loop.run(pauses(loop.clock(), 1s, log, "done"));
  CHECK_FALSE(gone);
  signal->notify();
  loop.finish();
  CHECK(gone);
}

}  // namespace conformance::run

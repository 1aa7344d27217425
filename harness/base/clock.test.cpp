// SPDX-License-Identifier: MIT
#include "base/clock.hpp"

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <string>

namespace conformance {

namespace {

using namespace std::chrono_literals;

// Moves the clock until nothing is left.
void run_out(VirtualClock& clock) {
  while (clock.fire_earliest()) {
  }
}

}  // namespace

TEST_CASE("A virtual clock stands still until it is moved", "[clock]") {
  VirtualClock clock;
  CHECK(clock.is_virtual());
  CHECK(clock.now() == 0ms);
  CHECK_FALSE(clock.earliest().has_value());
  CHECK_FALSE(clock.fire_earliest());
  CHECK(clock.now() == 0ms);
}

TEST_CASE("A virtual clock fires its timers in order of time and at their time", "[clock]") {
  VirtualClock clock;
  std::string fired;
  const auto note = [&](char name) {
    return [&fired, &clock, name] { fired += name + std::to_string(clock.now().count()) + " "; };
  };
  clock.call_after(30ms, note('c'));
  clock.call_after(10ms, note('a'));
  clock.call_after(20ms, note('b'));
  CHECK(clock.earliest() == 10ms);
  CHECK(clock.fire_earliest());
  CHECK(fired == "a10 ");
  CHECK(clock.earliest() == 20ms);
  run_out(clock);
  CHECK(fired == "a10 b20 c30 ");
  CHECK(clock.now() == 30ms);
}

TEST_CASE("Timers of a virtual clock that are due together fire first come first served", "[clock]") {
  VirtualClock clock;
  std::string fired;
  clock.call_after(10ms, [&] { fired += 'a'; });
  clock.call_after(4ms, [&] { clock.call_after(6ms, [&] { fired += 'c'; }); });
  clock.call_after(10ms, [&] { fired += 'b'; });
  run_out(clock);
  CHECK(fired == "abc");
}

TEST_CASE("A timer of no delay is not called from inside call_after", "[clock]") {
  VirtualClock clock;
  bool fired = false;
  clock.call_after(0ms, [&] { fired = true; });
  CHECK_FALSE(fired);
  CHECK(clock.earliest() == 0ms);
  CHECK(clock.fire_earliest());
  CHECK(fired);
}

TEST_CASE("A callback of a virtual clock can cancel other timers and itself", "[clock]") {
  VirtualClock clock;
  std::string fired;
  Clock::TimerId own = 0;
  Clock::TimerId other = 0;
  own = clock.call_after(1ms, [&] {
    fired += 'a';
    clock.cancel(own);
    clock.cancel(other);
  });
  other = clock.call_after(1ms, [&] { fired += 'x'; });
  const auto last = clock.call_after(2ms, [&] { fired += 'b'; });
  run_out(clock);
  clock.cancel(last);
  clock.cancel(0);
  clock.cancel(99);
  CHECK(fired == "ab");
}

TEST_CASE("A stopped virtual clock drops its timers and takes no more", "[clock]") {
  VirtualClock clock;
  bool fired = false;
  const auto timer = clock.call_after(1ms, [&] { fired = true; });
  clock.stop();
  CHECK(clock.call_after(1ms, [&] { fired = true; }) == 0);
  clock.cancel(timer);
  CHECK_FALSE(clock.earliest().has_value());
  CHECK_FALSE(clock.fire_earliest());
  CHECK_FALSE(fired);
}

TEST_CASE("A Timer that is started again or goes out of scope does not fire for its first start", "[clock]") {
  VirtualClock clock;
  std::string fired;
  Timer kept(clock);
  {
    Timer lost(clock);
    lost.start(1ms, [&] { fired += 'x'; });
    kept.start(2ms, [&] { fired += 'y'; });
    kept.start(3ms, [&] { fired += 'a'; });
    Timer stopped(clock);
    stopped.start(1ms, [&] { fired += 'z'; });
    stopped.stop();
    CHECK(clock.earliest() == 1ms);
  }
  run_out(clock);
  CHECK(fired == "a");
}

TEST_CASE("A real clock fires its timers in order of time and not before it", "[clock]") {
  boost::asio::io_context context;
  RealClock clock(context);
  CHECK_FALSE(clock.is_virtual());
  std::string fired;
  Duration at{0};
  clock.call_after(20ms, [&] {
    fired += 'b';
    at = clock.now();
  });
  clock.call_after(1ms, [&] { fired += 'a'; });
  CHECK(fired.empty());
  context.run_for(10s);
  CHECK(fired == "ab");
  CHECK(at >= 20ms);
}

TEST_CASE("A real clock does not fire a timer that was cancelled, even one that is already due", "[clock]") {
  boost::asio::io_context context;
  RealClock clock(context);
  std::string fired;
  Clock::TimerId second = 0;
  const auto early = clock.call_after(0ms, [&] { fired += 'x'; });
  clock.cancel(early);
  clock.call_after(0ms, [&] {
    fired += 'a';
    clock.cancel(second);
  });
  second = clock.call_after(0ms, [&] { fired += 'y'; });
  context.run_for(10s);
  CHECK(fired == "a");
}

TEST_CASE("A stopped real clock drops its timers and takes no more", "[clock]") {
  boost::asio::io_context context;
  RealClock clock(context);
  bool fired = false;
  clock.call_after(0ms, [&] { fired = true; });
  clock.stop();
  CHECK(clock.call_after(0ms, [&] { fired = true; }) == 0);
  context.run_for(10s);
  CHECK_FALSE(fired);
}

TEST_CASE("A real clock that is gone before its timers are leaves the context in peace", "[clock]") {
  boost::asio::io_context context;
  bool fired = false;
  {
    RealClock clock(context);
    clock.call_after(0ms, [&] { fired = true; });
  }
  context.run_for(10s);
  CHECK_FALSE(fired);
}

}  // namespace conformance

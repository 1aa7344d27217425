// SPDX-License-Identifier: MIT
#include "base/wait.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <string>

namespace conformance {

namespace {

using namespace std::chrono_literals;

// Coroutines on a virtual clock: what is ready goes first, then time moves to the earliest timer.
struct Loop {
  VirtualClock clock;
  boost::asio::io_context context;

  Loop() = default;
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop() { clock.stop(); }

  void start(Task<void> task) { boost::asio::co_spawn(context, std::move(task), boost::asio::detached); }
  void settle() {
    context.restart();
    while (context.poll() > 0) {
    }
  }
  void run() {
    do {
      settle();
    } while (clock.fire_earliest());
  }
};

struct Log {
  explicit Log(Clock& of) : clock(of) {}
  void add(const std::string& what) { text += what + "@" + std::to_string(clock.now().count()) + " "; }
  Clock& clock;
  std::string text;
};

Task<void> wait_once(Signal& signal, Duration longest, Log& log, std::string name) {
  co_await signal.wait(longest);
  log.add(name);
}

Task<void> wait_without_timer(Signal& signal, Log& log) {
  co_await signal.wait();
  log.add("woken");
}

Task<void> pause_twice(Clock& clock, Log& log) {
  co_await pause(clock, 10ms);
  log.add("first");
  co_await pause(clock, 0ms);
  co_await pause(clock, 5ms);
  log.add("second");
}

Task<void> pop_one(Mailbox<std::string>& mailbox, Duration longest, Log& log) {
  const auto value = co_await mailbox.pop(longest);
  log.add(value.value_or("nothing"));
}

Task<void> pop_all(Mailbox<std::string>& mailbox, int count, Log& log) {
  for (int i = 0; i < count; ++i) {
    const auto value = co_await mailbox.pop(1s);
    log.add(value.value_or("nothing"));
  }
}

}  // namespace

TEST_CASE("A pause lasts its time on the clock it was given", "[wait]") {
  Loop loop;
  Log log(loop.clock);
  loop.start(pause_twice(loop.clock, log));
  loop.run();
  CHECK(log.text == "first@10 second@15 ");
}

TEST_CASE("A Signal wakes its waiter at once, and its timer is gone then", "[wait]") {
  Loop loop;
  Log log(loop.clock);
  Signal signal(loop.clock);
  loop.start(wait_once(signal, 1h, log, "woken"));
  loop.clock.call_after(10ms, [&] { signal.notify(); });
  loop.run();
  CHECK(log.text == "woken@10 ");
  CHECK(loop.clock.now() == 10ms);
}

TEST_CASE("A Signal that nobody gives wakes its waiter after the longest time", "[wait]") {
  Loop loop;
  Log log(loop.clock);
  Signal signal(loop.clock);
  loop.start(wait_once(signal, 30ms, log, "woken"));
  loop.run();
  CHECK(log.text == "woken@30 ");
}

TEST_CASE("A Signal that was given to nobody ends the next wait at once, and only that", "[wait]") {
  Loop loop;
  Log log(loop.clock);
  Signal signal(loop.clock);
  signal.notify();
  signal.notify();
  loop.start(wait_once(signal, 30ms, log, "first"));
  loop.run();
  loop.start(wait_once(signal, 30ms, log, "second"));
  loop.run();
  CHECK(log.text == "first@0 second@30 ");
}

TEST_CASE("A Signal that woke a waiter is not kept for the next", "[wait]") {
  Loop loop;
  Log log(loop.clock);
  Signal signal(loop.clock);
  loop.start(wait_once(signal, 30ms, log, "first"));
  loop.settle();
  signal.notify();
  loop.settle();
  loop.start(wait_once(signal, 30ms, log, "second"));
  loop.run();
  CHECK(log.text == "first@0 second@30 ");
}

TEST_CASE("A wait without a longest time makes no timer", "[wait]") {
  Loop loop;
  Log log(loop.clock);
  Signal signal(loop.clock);
  loop.start(wait_without_timer(signal, log));
  loop.run();
  CHECK(log.text.empty());
  CHECK_FALSE(loop.clock.earliest().has_value());
  signal.notify();
  loop.run();
  CHECK(log.text == "woken@0 ");
  signal.notify();
  loop.start(wait_without_timer(signal, log));
  loop.run();
  CHECK(log.text == "woken@0 woken@0 ");
}

TEST_CASE("A Mailbox gives its values in the order in which they came", "[wait]") {
  Loop loop;
  Log log(loop.clock);
  Mailbox<std::string> mailbox(loop.clock);
  mailbox.push("one");
  mailbox.push("two");
  loop.start(pop_all(mailbox, 3, log));
  loop.clock.call_after(10ms, [&] { mailbox.push("three"); });
  loop.run();
  CHECK(log.text == "one@0 two@0 three@10 ");
}

TEST_CASE("A Mailbox that stays empty gives nothing when the longest time has passed", "[wait]") {
  Loop loop;
  Log log(loop.clock);
  Mailbox<std::string> mailbox(loop.clock);
  const auto longest = GENERATE(values<Duration>({0ms, 1ms, 10min}));
  loop.start(pop_one(mailbox, longest, log));
  loop.run();
  CHECK(log.text == "nothing@" + std::to_string(longest.count()) + " ");
}

TEST_CASE("A Mailbox that was emptied keeps no signal that would cut the next wait short", "[wait]") {
  Loop loop;
  Log log(loop.clock);
  Mailbox<std::string> mailbox(loop.clock);
  mailbox.push("one");
  loop.start(pop_one(mailbox, 1s, log));
  loop.run();
  loop.start(pop_one(mailbox, 20ms, log));
  loop.run();
  CHECK(log.text == "one@0 nothing@20 ");
}

TEST_CASE("A value that reaches a Mailbox when the longest time is just over is still given", "[wait]") {
  Loop loop;
  Log log(loop.clock);
  Mailbox<std::string> mailbox(loop.clock);
  loop.clock.call_after(20ms, [&] { mailbox.push("just in time"); });
  loop.start(pop_one(mailbox, 20ms, log));
  loop.run();
  CHECK(log.text == "just in time@20 ");
}

TEST_CASE("Coroutines that still wait when the clock and the context go are dropped in peace", "[wait]") {
  std::string text;
  {
    Loop loop;
    Log log(loop.clock);
    Signal signal(loop.clock);
    loop.start(wait_once(signal, 1h, log, "woken"));
    loop.settle();
    loop.clock.stop();
    text = log.text;
  }
  CHECK(text.empty());
}

}  // namespace conformance

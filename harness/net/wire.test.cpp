// SPDX-License-Identifier: MIT
#include "net/wire.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <exception>
#include <functional>

#include "net/duration_text.hpp"
#include "net/test_loop.hpp"
#include "net/test_real_loop.hpp"

namespace conformance::net {

namespace {

using namespace std::chrono_literals;

Task<std::string> read_twice(Wire& wire) {
  std::string first = co_await wire.read();
  std::string second = co_await wire.read();
  co_return first + "|" + second;
}

// "ping" there, "pong" back, then the end.
Task<std::string> exchange(boost::asio::io_context& context, Clock& clock, TcpListener& listener) {
  auto connecting = connect_tcp(context, clock, "127.0.0.1", listener.port(), 5s, Reach::loopback_only);
  const auto near = co_await std::move(connecting);
  auto accepting = listener.accept();
  const auto far = co_await std::move(accepting);
  std::string ping = "ping";
  co_await near->write(ping);
  std::string heard = co_await far->read();
  std::string pong = "pong";
  co_await far->write(pong);
  far->close();
  heard += " " + co_await near->read();
  const std::string after_close = co_await near->read();
  co_return heard + (after_close.empty() ? " end" : " more") + " " + near->name();
}

Task<std::string> connect_only(boost::asio::io_context& context, Clock& clock, std::string host, std::uint16_t port,
                               Reach reach) {
  auto connecting = connect_tcp(context, clock, host, port, 5s, reach);
  const auto wire = co_await std::move(connecting);
  co_return wire->name();
}

Task<std::string> accept_only(TcpListener& listener) {
  auto accepting = listener.accept();
  const auto wire = co_await std::move(accepting);
  co_return wire->name();
}

// Says its last words and closes while it has bytes unread.
Task<std::string> last_words(boost::asio::io_context& context, Clock& clock, TcpListener& listener) {
  auto connecting = connect_tcp(context, clock, "127.0.0.1", listener.port(), 5s, Reach::loopback_only);
  const auto near = co_await std::move(connecting);
  auto accepting = listener.accept();
  const auto far = co_await std::move(accepting);
  std::string flood(10'000, 'x');
  co_await near->write(flood);
  std::string bye = "bye";
  co_await far->write(bye);
  far->close();
  const std::string heard = co_await near->read();
  const std::string end = co_await near->read();
  co_return heard + (end.empty() ? " end" : " more");
}

// Time passes as soon as someone waits for it.
class HastyClock final : public Clock {
 public:
  explicit HastyClock(boost::asio::io_context& context) : context_(context) {}
  [[nodiscard]] Duration now() const override { return now_; }
  TimerId call_after(Duration delay, std::function<void()> call) override {
    boost::asio::post(context_, [this, delay, call = std::move(call)] {
      now_ += delay;
      call();
    });
    return 1;
  }
  void cancel(TimerId /*timer*/) override {}
  void stop() override {}
  [[nodiscard]] bool is_virtual() const override { return false; }

 private:
  boost::asio::io_context& context_;
  Duration now_{0};
};

std::uint16_t unused_port(boost::asio::io_context& context) {
  const TcpListener listener(context, "127.0.0.1", 0);
  return listener.port();
}

}  // namespace

TEST_CASE("A memory pipe carries bytes both ways and in order", "[net]") {
  TestLoop loop;
  const auto [near, far] = memory_pipe(loop.clock());
  loop.run(near->write("one "));
  loop.run(near->write("two"));
  CHECK(loop.run(far->read()) == "one two");
  loop.run(far->write("three"));
  CHECK(loop.run(near->read()) == "three");
  CHECK(loop.clock().now() == 0ms);
}

TEST_CASE("A read of a memory pipe waits for bytes that are written later", "[net]") {
  TestLoop loop;
  const auto [near, far] = memory_pipe(loop.clock());
  const auto reading = loop.start(far->read());
  loop.settle();
  CHECK_FALSE(reading->done);
  loop.run(near->write("late"));
  loop.settle();
  REQUIRE(reading->done);
  CHECK(reading->take() == "late");
}

TEST_CASE("A closed memory pipe gives what was written before and then the end", "[net]") {
  TestLoop loop;
  const auto [near, far] = memory_pipe(loop.clock());
  loop.run(near->write("last words"));
  near->close();
  near->close();
  CHECK(loop.run(read_twice(*far)) == "last words|");
  CHECK(loop.run(near->read()).empty());
}

TEST_CASE("Closing a memory pipe ends the reads that are pending on both sides", "[net]") {
  TestLoop loop;
  const auto [near, far] = memory_pipe(loop.clock());
  const auto near_reading = loop.start(near->read());
  const auto far_reading = loop.start(far->read());
  loop.settle();
  near->close();
  loop.settle();
  REQUIRE(near_reading->done);
  REQUIRE(far_reading->done);
  CHECK(near_reading->take().empty());
  CHECK(far_reading->take().empty());
}

TEST_CASE("Writing to a memory pipe fails after either side has closed", "[net]") {
  TestLoop loop;
  const auto [near, far] = memory_pipe(loop.clock());
  far->close();
  CHECK(failure_of([&] { loop.run(near->write("x")); }) == "memory: the connection was closed by the other side");
  CHECK(failure_of([&] { loop.run(far->write("x")); }) == "memory: the connection was closed on this side");
}

TEST_CASE("A memory wire that is destroyed under a pending read ends that read", "[net]") {
  TestLoop loop;
  auto [near, far] = memory_pipe(loop.clock());
  const auto reading = loop.start(near->read());
  loop.settle();
  near.reset();
  loop.settle();
  REQUIRE(reading->done);
  CHECK(reading->take().empty());
  CHECK(loop.run(far->read()).empty());
}

TEST_CASE("A TCP listener and a connection on loopback exchange bytes", "[net]") {
  boost::asio::io_context context;
  RealClock clock(context);
  TcpListener listener(context, "127.0.0.1", 0);
  CHECK(run_for_real(context, exchange(context, clock, listener)) ==
        "ping pong end 127.0.0.1:" + std::to_string(listener.port()));
}

TEST_CASE("What a side said last arrives although it closes with bytes unread", "[net]") {
  boost::asio::io_context context;
  RealClock clock(context);
  TcpListener listener(context, "127.0.0.1", 0);
  CHECK(run_for_real(context, last_words(context, clock, listener)) == "bye end");
}

TEST_CASE("A connection that is not made in time is given up with a NetworkError", "[net]") {
  boost::asio::io_context context;
  HastyClock clock(context);
  const TcpListener listener(context, "127.0.0.1", 0);
  const auto connect = [&] {
    run_for_real(context, connect_only(context, clock, "127.0.0.1", listener.port(), Reach::loopback_only));
  };
  CHECK(failure_of(connect) == "127.0.0.1:" + std::to_string(listener.port()) + ": no answer within 5 s");
}

TEST_CASE("A port that nobody listens on is refused with a NetworkError", "[net]") {
  boost::asio::io_context context;
  RealClock clock(context);
  const auto port = unused_port(context);
  const auto connect = [&] { run_for_real(context, connect_only(context, clock, "127.0.0.1", port, Reach::anywhere)); };
  CHECK(failure_of(connect) == "127.0.0.1:" + std::to_string(port) + ": connection refused");
}

TEST_CASE("An address that is not loopback is refused without a connection", "[net]") {
  struct Row {
    const char* host;
    const char* message;
  };
  const auto row = GENERATE(values<Row>({
      {"192.0.2.1", "192.0.2.1:5222: 192.0.2.1 is not a loopback address, and only those may be connected to"},
      {"::ffff:192.0.2.1",
       "[::ffff:192.0.2.1]:5222: ::ffff:192.0.2.1 is not a loopback address, and only those may be connected to"},
      {"0.0.0.0", "0.0.0.0:5222: 0.0.0.0 is not a loopback address, and only those may be connected to"},
      {"2001:db8::1", "[2001:db8::1]:5222: 2001:db8::1 is not a loopback address, and only those may be connected to"},
  }));
  boost::asio::io_context context;
  RealClock clock(context);
  const auto connect = [&] {
    run_for_real(context, connect_only(context, clock, row.host, 5222, Reach::loopback_only));
  };
  CHECK(failure_of(connect) == row.message);
}

TEST_CASE("A name is resolved before it is connected to", "[net]") {
  boost::asio::io_context context;
  RealClock clock(context);
  const TcpListener listener(context, "127.0.0.1", 0);
  CHECK(run_for_real(context, connect_only(context, clock, "localhost", listener.port(), Reach::loopback_only)) ==
        "127.0.0.1:" + std::to_string(listener.port()));
}

TEST_CASE("A TCP listener takes loopback addresses only", "[net]") {
  boost::asio::io_context context;
  CHECK(failure_of([&] { TcpListener(context, "0.0.0.0", 0); }) == "0.0.0.0:0: cannot listen: not a loopback address");
  CHECK(failure_of([&] { TcpListener(context, "capulet.lit", 0); }) ==
        "capulet.lit:0: cannot listen: not an IP address");
}

TEST_CASE("Closing a TCP listener ends a pending accept with a NetworkError", "[net]") {
  boost::asio::io_context context;
  TcpListener listener(context, "127.0.0.1", 0);
  const auto accept = [&] {
    boost::asio::post(context, [&listener] { listener.close(); });
    run_for_real(context, accept_only(listener));
  };
  CHECK(failure_of(accept).find("cannot accept") != std::string::npos);
}

TEST_CASE("A duration is said in seconds where it is whole ones", "[net]") {
  CHECK(duration_text(10s) == "10 s");
  CHECK(duration_text(1500ms) == "1500 ms");
}

}  // namespace conformance::net

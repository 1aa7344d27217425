// SPDX-License-Identifier: MIT
#include "driver/child.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "driver/lines.hpp"
#include "net/test_real_loop.hpp"

namespace conformance::driver {

namespace {

constexpr Duration grace = std::chrono::milliseconds(100);
constexpr Duration long_grace = std::chrono::seconds(20);

struct Seen {
  std::vector<std::string> lines;
  std::vector<std::string> log;
  std::optional<std::string> ended;
};

std::vector<std::string> shell(const std::string& script) { return {"sh", "-c", script}; }

Task<Seen> talk(boost::asio::io_context& context, Clock& clock, std::vector<std::string> command, std::string said,
                Duration its_grace) {
  Seen seen;
  Child child(context, clock, std::move(command), [&seen](const std::string& line) { seen.log.push_back(line); });
  auto wire = child.take_wire();
  if (!said.empty()) {
    auto writing = wire->write(said);
    co_await std::move(writing);
  }
  LineReader lines(*wire);
  while (true) {
    auto next = lines.next();
    auto line = co_await std::move(next);
    if (!line) break;
    seen.lines.push_back(*line);
    if (*line == "last") break;
  }
  wire->close();
  auto ending = child.end(its_grace);
  co_await std::move(ending);
  seen.ended = child.ended();
  co_return seen;
}

Task<bool> write_after_end(boost::asio::io_context& context, Clock& clock) {
  Child child(context, clock, shell("exit 0"), [](const std::string&) {});
  auto wire = child.take_wire();
  auto ending = child.end(long_grace);
  co_await std::move(ending);
  auto writing = wire->write(std::string(1U << 20U, 'x'));
  co_await std::move(writing);
  co_return true;
}

Seen talk(std::vector<std::string> command, const std::string& said = "", Duration its_grace = long_grace) {
  boost::asio::io_context context;
  RealClock clock(context);
  return net::run_for_real(context, talk(context, clock, std::move(command), said, its_grace));
}

// What has ended and was not reaped yet by whoever has to is not alive.
bool alive(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  const std::string stat{std::istreambuf_iterator<char>(file), {}};
  const auto name_end = stat.rfind(')');
  return name_end != std::string::npos && stat.substr(name_end + 2, 1) != "Z";
}

}  // namespace

TEST_CASE("A program hears us on its standard input and answers on its standard output", "[driver]") {
  const auto seen = talk(shell("read one; echo \"heard $one\"; echo; echo last"), "romeo\n");
  CHECK(seen.lines == std::vector<std::string>{"heard romeo", "", "last"});
  CHECK(seen.ended == "exited with code 0");
}

TEST_CASE("How a program ended is told", "[driver]") {
  CHECK(talk(shell("exit 3")).ended == "exited with code 3");
  CHECK(talk(shell("kill -9 $$")).ended == "was ended by signal 9 (Killed)");
}

TEST_CASE("A program that is not there cannot be started, and it is said which", "[driver]") {
  CHECK_THROWS_WITH(talk({"/nowhere/juliet"}), "/nowhere/juliet: cannot be started: No such file or directory");
}

TEST_CASE("What a program says on its standard error goes to the log, cut where it is too long", "[driver]") {
  const auto seen =
      talk(shell("echo one >&2; head -c 5000 /dev/zero | tr '\\0' x >&2; echo >&2; printf end >&2; exec 2>&-;"
                 " echo last"));
  REQUIRE(seen.log.size() == 3);
  CHECK(seen.log[0] == "one");
  CHECK(seen.log[1] == std::string(stderr_line_bytes_max, 'x'));
  CHECK(seen.log[2] == "end");
}

TEST_CASE("A program that floods its standard error is not held up by it", "[driver]") {
  const auto seen = talk(shell("yes 'it is the east' | head -n 100000 >&2; exec 2>&-; echo last"));
  CHECK(seen.lines == std::vector<std::string>{"last"});
  CHECK(seen.log.size() <= stderr_lines_max);
}

TEST_CASE("A program that does not end by itself is ended with all that it has started in its group", "[driver]") {
  // Both close their ears to SIGTERM.
  const auto seen =
      talk(shell("trap '' TERM; sh -c \"trap '' TERM; while :; do sleep 0.01; done\" & echo $!; echo $$; echo last; "
                 "while :; do sleep 0.01; done"),
           "", grace);
  REQUIRE(seen.lines.size() == 3);
  CHECK(seen.ended == "was ended by signal 9 (Killed)");
  CHECK_FALSE(alive(std::stoi(seen.lines[0])));
  CHECK_FALSE(alive(std::stoi(seen.lines[1])));
}

TEST_CASE("Writing to a program that has ended is an error and ends nobody", "[driver]") {
  boost::asio::io_context context;
  RealClock clock(context);
  CHECK_THROWS_AS(net::run_for_real(context, write_after_end(context, clock)), net::NetworkError);
}

}  // namespace conformance::driver

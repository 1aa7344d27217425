// SPDX-License-Identifier: MIT
#include "driver/lines.hpp"

#include <catch2/catch.hpp>

#include "net/test_loop.hpp"

namespace conformance::driver {

namespace {

Task<void> collect(net::Wire& wire, std::size_t bytes_max, std::vector<std::string>& lines) {
  LineReader reader(wire, bytes_max);
  while (true) {
    auto next = reader.next();
    auto line = co_await std::move(next);
    if (!line) break;
    lines.push_back(*line);
  }
}

Task<void> say(std::unique_ptr<net::Wire> wire, std::vector<std::string> pieces) {
  for (auto& piece : pieces) {
    auto writing = wire->write(piece);
    co_await std::move(writing);
  }
  wire->close();
}

std::vector<std::string> lines_of(std::vector<std::string> pieces, std::size_t bytes_max = line_bytes_max) {
  net::TestLoop loop;
  auto [ours, theirs] = net::memory_pipe(loop.clock());
  std::vector<std::string> lines;
  const auto saying = loop.start(say(std::move(theirs), std::move(pieces)));
  loop.run(collect(*ours, bytes_max, lines));
  return lines;
}

}  // namespace

TEST_CASE("Lines are the same however they are cut into reads", "[driver]") {
  const std::string text = "one\n\ntwo\r\nthree \xc3\xa9\nleft over";
  const std::vector<std::string> lines = {"one", "", "two", "three \xc3\xa9"};
  CHECK(lines_of({text}) == lines);
  for (std::size_t cut = 1; cut < text.size(); ++cut) {
    INFO("cut at " << cut);
    CHECK(lines_of({text.substr(0, cut), text.substr(cut)}) == lines);
  }
}

TEST_CASE("A line may have so many bytes and not one more", "[driver]") {
  CHECK(lines_of({std::string(10, 'x') + "\n"}, 10).size() == 1);
  CHECK_THROWS_WITH(lines_of({std::string(11, 'x') + "\n"}, 10), "a line of more than 10 bytes");
  CHECK_THROWS_WITH(lines_of({std::string(11, 'x')}, 10), "a line of more than 10 bytes");
}

}  // namespace conformance::driver

// SPDX-License-Identifier: MIT
#include "net/wire_stream.hpp"

#include <array>
#include <boost/asio/error.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>

#include "net/test_loop.hpp"

namespace conformance::net {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

class BrokenWire final : public Wire {
 public:
  Task<std::string> read() override { return broken(); }
  Task<void> write(std::string /*bytes*/) override {
    auto breaking = broken();
    co_await std::move(breaking);
  }
  void close() override {}
  [[nodiscard]] std::string name() const override { return "broken"; }

 private:
  static Task<std::string> broken() {
    throw NetworkError("broken: the other side reset the connection");
    co_return std::string();
  }
};

struct Read {
  error_code error;
  std::string bytes;
};

Task<Read> read_some(WireStream& stream, std::size_t bytes_max) {
  std::string bytes(bytes_max, '\0');
  error_code error;
  const std::size_t count =
      co_await stream.async_read_some(asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
  co_return Read{error, bytes.substr(0, count)};
}

Task<Read> read_exactly(WireStream& stream, std::size_t count) {
  std::string bytes(count, '\0');
  error_code error;
  co_await asio::async_read(stream, asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
  co_return Read{error, bytes};
}

Task<error_code> write_two(WireStream& stream, std::string first, std::string second) {
  const std::array<asio::const_buffer, 2> buffers{asio::buffer(first), asio::buffer(second)};
  error_code error;
  co_await stream.async_write_some(buffers, asio::redirect_error(asio::use_awaitable, error));
  co_return error;
}

struct Stage {
  Stage() {
    auto [one, other] = memory_pipe(loop.clock());
    stream.emplace(std::move(one), loop.context().get_executor());
    far = std::move(other);
  }
  net::TestLoop loop;
  std::optional<WireStream> stream;
  std::unique_ptr<Wire> far;
};

}  // namespace

TEST_CASE("A wire as a stream gives the bytes in order, however few are asked for at a time", "[net]") {
  Stage stage;
  stage.loop.run(stage.far->write("wherefore"));
  CHECK(stage.loop.run(read_some(*stage.stream, 5)).bytes == "where");
  CHECK(stage.loop.run(read_some(*stage.stream, 0)).bytes.empty());
  CHECK(stage.loop.run(read_some(*stage.stream, 100)).bytes == "fore");
  stage.loop.run(stage.far->write("art "));
  const auto both = stage.loop.start(read_exactly(*stage.stream, 8));
  stage.loop.settle();
  CHECK_FALSE(both->done);
  stage.loop.run(stage.far->write("thou"));
  stage.loop.settle();
  REQUIRE(both->done);
  CHECK(both->take().bytes == "art thou");
}

TEST_CASE("A wire as a stream writes every buffer in one piece", "[net]") {
  Stage stage;
  CHECK_FALSE(stage.loop.run(write_two(*stage.stream, "Romeo, ", "Romeo")));
  CHECK(stage.loop.run(stage.far->read()) == "Romeo, Romeo");
  CHECK_FALSE(stage.loop.run(write_two(*stage.stream, "", "")));
}

TEST_CASE("A wire as a stream ends with eof when the other side closed and when this side did", "[net]") {
  const bool here = GENERATE(true, false);
  Stage stage;
  const auto pending = stage.loop.start(read_some(*stage.stream, 10));
  stage.loop.settle();
  if (here) {
    stage.stream->close();
  } else {
    stage.far->close();
  }
  stage.loop.settle();
  REQUIRE(pending->done);
  CHECK(pending->take().error == asio::error::eof);
  CHECK(stage.stream->failure().empty());
}

TEST_CASE("A wire as a stream says in words why it failed", "[net]") {
  net::TestLoop loop;
  WireStream stream(std::make_unique<BrokenWire>(), loop.context().get_executor());
  const bool reading = GENERATE(true, false);
  const auto error = reading ? loop.run(read_some(stream, 10)).error : loop.run(write_two(stream, "Romeo", ""));
  CHECK(error == asio::error::connection_aborted);
  CHECK(stream.failure() == "broken: the other side reset the connection");
}

TEST_CASE("A wire as a stream that is destroyed while it reads ends the read", "[net]") {
  net::TestLoop loop;
  auto [near, far] = memory_pipe(loop.clock());
  std::optional<error_code> ended;
  std::array<char, 10> bytes{};
  {
    WireStream stream(std::move(near), loop.context().get_executor());
    stream.async_read_some(asio::buffer(bytes), [&ended](error_code error, std::size_t /*count*/) { ended = error; });
    loop.settle();
    CHECK_FALSE(ended);
  }
  loop.settle();
  REQUIRE(ended);
  CHECK(*ended == asio::error::eof);
}

}  // namespace conformance::net

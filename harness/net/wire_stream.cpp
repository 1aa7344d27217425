// SPDX-License-Identifier: MIT
#include "net/wire_stream.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>

namespace conformance::net {

namespace asio = boost::asio;
using boost::system::error_code;

struct WireStream::State {
  explicit State(std::unique_ptr<Wire> its_wire) : wire(std::move(its_wire)) {}
  // A wire hands on what has come, however much the reader asked for: the rest waits here.
  std::size_t take(const asio::mutable_buffer& into) {
    const std::size_t count = asio::buffer_copy(into, asio::buffer(held));
    held.erase(0, count);
    return count;
  }
  std::unique_ptr<Wire> wire;
  std::string held;
  std::string failure;
  bool writing = false;
  bool closing = false;
};

WireStream::WireStream(std::unique_ptr<Wire> wire, executor_type executor)
    : state_(std::make_shared<State>(std::move(wire))), executor_(std::move(executor)) {}

WireStream::WireStream(WireStream&&) noexcept = default;

WireStream::~WireStream() {
  if (state_) state_->wire->close();
}

void WireStream::close() { state_->wire->close(); }

void WireStream::close_when_written() {
  state_->closing = true;
  if (!state_->writing) close();
}

const std::string& WireStream::failure() const { return state_->failure; }

Wire& WireStream::wire() { return *state_->wire; }

void WireStream::start_read(asio::mutable_buffer into, Completion done) {
  if (into.size() == 0 || !state_->held.empty()) {
    done(error_code(), state_->take(into));
    return;
  }
  asio::co_spawn(executor_, read(state_, into, std::move(done)), asio::detached);
}

void WireStream::start_write(std::string bytes, Completion done) {
  if (bytes.empty()) {
    done(error_code(), 0);
    return;
  }
  state_->writing = true;
  asio::co_spawn(executor_, write(state_, std::move(bytes), std::move(done)), asio::detached);
}

// Static functions with a share of the state: the stream may be gone when the wire answers. The buffer belongs to the
// operation that waits for `done`, and lives as long.
Task<void> WireStream::read(std::shared_ptr<State> state, asio::mutable_buffer into, Completion done) {
  error_code error;
  try {
    auto reading = state->wire->read();
    state->held = co_await std::move(reading);
    if (state->held.empty()) error = asio::error::eof;
  } catch (const NetworkError& failed) {
    state->failure = failed.what();
    error = asio::error::connection_aborted;
  }
  done(error, state->take(into));
}

Task<void> WireStream::write(std::shared_ptr<State> state, std::string bytes, Completion done) {
  error_code error;
  const std::size_t count = bytes.size();
  try {
    auto writing = state->wire->write(std::move(bytes));
    co_await std::move(writing);
  } catch (const NetworkError& failed) {
    state->failure = failed.what();
    error = asio::error::connection_aborted;
  }
  state->writing = false;
  if (state->closing) state->wire->close();
  done(error, error ? 0 : count);
}

void teardown(boost::beast::role_type /*role*/, WireStream& stream, error_code& error) {
  stream.close();
  error = {};
}

void beast_close_socket(WireStream& stream) { stream.close(); }

}  // namespace conformance::net

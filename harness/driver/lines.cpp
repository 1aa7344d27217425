// SPDX-License-Identifier: MIT
#include "driver/lines.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <deque>
#include <utility>

namespace conformance::driver {

Task<std::optional<std::string>> LineReader::next() {
  while (true) {
    const auto end = held_.find('\n', searched_);
    const auto length = end == std::string::npos ? held_.size() : end;
    if (length > bytes_max_) {
      throw net::NetworkError("a line of more than " + std::to_string(bytes_max_) + " bytes");
    }
    if (end != std::string::npos) {
      auto line = held_.substr(0, end);
      held_.erase(0, end + 1);
      searched_ = 0;
      if (line.ends_with('\r')) line.pop_back();
      co_return line;
    }
    searched_ = held_.size();
    auto reading = wire_.read();
    const auto bytes = co_await std::move(reading);
    if (bytes.empty()) co_return std::nullopt;
    held_ += bytes;
  }
}

struct LineWriter::State {
  State(Clock& clock, std::shared_ptr<net::Wire> its_wire) : wire(std::move(its_wire)), written(clock) {}
  std::shared_ptr<net::Wire> wire;
  std::deque<std::string> queued;
  bool writing = false;
  Signal written;
};

LineWriter::LineWriter(boost::asio::io_context& context, Clock& clock, std::shared_ptr<net::Wire> wire)
    : context_(context), state_(std::make_shared<State>(clock, std::move(wire))) {}

void LineWriter::write(std::string line) {
  state_->queued.push_back(std::move(line) + "\n");
  if (std::exchange(state_->writing, true)) return;
  boost::asio::co_spawn(context_, write_queued(state_), boost::asio::detached);
}

Task<void> LineWriter::write_queued(std::shared_ptr<State> state) {
  try {
    while (!state->queued.empty()) {
      auto writing = state->wire->write(state->queued.front());
      co_await std::move(writing);
      state->queued.pop_front();
    }
  } catch (const net::NetworkError&) {
    state->queued.clear();  // nobody reads any more: the reader of the wire will see its end
  }
  state->writing = false;
  state->written.notify();
}

Task<void> LineWriter::flush() {
  const auto state = state_;
  while (state->writing) {
    auto wait = state->written.wait();
    co_await std::move(wait);
  }
}

}  // namespace conformance::driver

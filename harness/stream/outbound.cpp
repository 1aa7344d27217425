// SPDX-License-Identifier: MIT
#include "stream/outbound.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <utility>

#include "base/check.hpp"

namespace conformance::stream {

Outbound::Outbound(std::shared_ptr<net::Wire> wire, Clock& clock, boost::asio::any_io_executor executor)
    : wire_(std::move(wire)), clock_(&clock), executor_(std::move(executor)), idle_(clock) {}

void Outbound::push(const std::string& bytes) {
  if (!open_ || bytes.empty()) return;
  if (queued_bytes_ + bytes.size() > queue_bytes_max) {
    stop();
    return;
  }
  queue_.push_back(bytes);
  queued_bytes_ += bytes.size();
  if (std::exchange(writing_, true)) return;
  boost::asio::co_spawn(executor_, write_queue(shared_from_this()), boost::asio::detached);
}

void Outbound::finish() {
  open_ = false;
  finishing_ = true;
  if (!writing_) wire_->close();
}

void Outbound::stop() {
  open_ = false;
  forget();
  wire_->close();
}

Task<void> Outbound::flush() {
  const auto self = shared_from_this();
  check(!std::exchange(flushing_, true), "two coroutines flush one stream");
  while (writing_) co_await idle_.wait();
  flushing_ = false;
}

// One message, or all the bytes that there are.
std::string Outbound::take() {
  std::string taken;
  do {
    taken += queue_.front();
    queue_.pop_front();
  } while (!queue_.empty() && !wire_->keeps_messages());
  queued_bytes_ -= taken.size();
  return taken;
}

void Outbound::forget() {
  queue_.clear();
  queued_bytes_ = 0;
}

Task<void> Outbound::write_queue(std::shared_ptr<Outbound> self) {
  Timer deadline(*self->clock_);
  try {
    while (!self->queue_.empty()) {
      deadline.start(write_longest, [raw = self.get()] { raw->stop(); });
      auto writing = self->wire_->write(self->take());
      co_await std::move(writing);
      deadline.stop();
    }
  } catch (const net::NetworkError&) {
    // The wire stays open for reading: what the other side said last (a stream error) comes before the loss.
    self->open_ = false;
    self->forget();
  }
  self->writing_ = false;
  if (self->finishing_) self->wire_->close();
  self->idle_.notify();
}

}  // namespace conformance::stream

// SPDX-License-Identifier: MIT
#include <utility>

#include "net/wire.hpp"

namespace conformance::net {

namespace {

// One direction of the pipe: what was written and not yet read.
struct Lane {
  explicit Lane(Clock& clock) : changed(clock) {}
  std::string bytes;
  bool writer_closed = false;
  bool reader_closed = false;
  Signal changed;
};

using SharedLane = std::shared_ptr<Lane>;

// Not a member function: a read that is pending when its wire is destroyed must not look at the wire again.
Task<std::string> take(SharedLane lane) {
  while (lane->bytes.empty() && !lane->writer_closed && !lane->reader_closed) co_await lane->changed.wait();
  if (lane->reader_closed) co_return std::string();
  co_return std::exchange(lane->bytes, {});
}

Task<void> put(SharedLane lane, std::string bytes) {
  if (lane->writer_closed) throw NetworkError("memory: the connection was closed on this side");
  if (lane->reader_closed) throw NetworkError("memory: the connection was closed by the other side");
  lane->bytes += bytes;
  lane->changed.notify();
  co_return;
}

class MemoryWire final : public Wire {
 public:
  MemoryWire(SharedLane in, SharedLane out) : in_(std::move(in)), out_(std::move(out)) {}
  ~MemoryWire() override { MemoryWire::close(); }

  Task<std::string> read() override { return take(in_); }
  Task<void> write(std::string bytes) override { return put(out_, std::move(bytes)); }
  void close() override {
    in_->reader_closed = true;
    in_->changed.notify();
    out_->writer_closed = true;
    out_->changed.notify();
  }
  [[nodiscard]] std::string name() const override { return "memory"; }
  [[nodiscard]] bool is_local() const override { return true; }

 private:
  SharedLane in_;
  SharedLane out_;
};

}  // namespace

std::pair<std::unique_ptr<Wire>, std::unique_ptr<Wire>> memory_pipe(Clock& clock) {
  const auto there = std::make_shared<Lane>(clock);
  const auto back = std::make_shared<Lane>(clock);
  return {std::make_unique<MemoryWire>(back, there), std::make_unique<MemoryWire>(there, back)};
}

}  // namespace conformance::net

// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "net/wire.hpp"

/// Wires for tests that do something to another wire.
namespace conformance::net {

/// Hands on what it reads in slices: never bytes from before and after `cut`, and never more than `bytes_max`.
class SlicedWire final : public Wire {
 public:
  SlicedWire(std::unique_ptr<Wire> inner, std::size_t bytes_max, std::size_t cut = 0)
      : inner_(std::move(inner)), bytes_max_(bytes_max), cut_(cut) {}
  Task<std::string> read() override {
    if (held_.empty()) held_ = co_await inner_->read();
    std::size_t size = std::min(bytes_max_, held_.size());
    if (offset_ < cut_) size = std::min(size, cut_ - offset_);
    std::string slice = held_.substr(0, size);
    held_.erase(0, size);
    offset_ += size;
    co_return slice;
  }
  Task<void> write(std::string bytes) override { return inner_->write(std::move(bytes)); }
  void close() override { inner_->close(); }
  [[nodiscard]] std::string name() const override { return inner_->name(); }
  [[nodiscard]] bool keeps_messages() const override { return inner_->keeps_messages(); }

 private:
  std::unique_ptr<Wire> inner_;
  std::size_t bytes_max_;
  std::size_t cut_;
  std::size_t offset_ = 0;
  std::string held_;
};

/// Is lost for its owner when it has read `bytes_max` bytes.
class CutWire final : public Wire {
 public:
  CutWire(std::unique_ptr<Wire> inner, std::size_t bytes_max) : inner_(std::move(inner)), bytes_left_(bytes_max) {}
  Task<std::string> read() override {
    std::string bytes;
    if (bytes_left_ > 0) bytes = co_await inner_->read();
    bytes.resize(std::min(bytes_left_, bytes.size()));
    bytes_left_ -= bytes.size();
    co_return bytes;
  }
  Task<void> write(std::string bytes) override { return inner_->write(std::move(bytes)); }
  void close() override { inner_->close(); }
  [[nodiscard]] std::string name() const override { return inner_->name(); }

 private:
  std::unique_ptr<Wire> inner_;
  std::size_t bytes_left_;
};

/// What crossed a wire, in order.
struct Crossing {
  bool read;  ///< by the side that records, else written by it
  std::string bytes;
};

/// Writes down what crosses.
class RecordingWire final : public Wire {
 public:
  RecordingWire(std::unique_ptr<Wire> inner, std::shared_ptr<std::vector<Crossing>> record)
      : inner_(std::move(inner)), record_(std::move(record)) {}
  Task<std::string> read() override {
    std::string bytes = co_await inner_->read();
    record_->push_back({true, bytes});
    co_return bytes;
  }
  Task<void> write(std::string bytes) override {
    record_->push_back({false, bytes});
    return inner_->write(std::move(bytes));
  }
  void close() override { inner_->close(); }
  [[nodiscard]] std::string name() const override { return inner_->name(); }
  [[nodiscard]] bool keeps_messages() const override { return inner_->keeps_messages(); }
  [[nodiscard]] bool is_local() const override { return inner_->is_local(); }
  [[nodiscard]] bool is_encrypted() const override { return inner_->is_encrypted(); }
  [[nodiscard]] std::string channel_binding() const override { return inner_->channel_binding(); }

 private:
  std::unique_ptr<Wire> inner_;
  std::shared_ptr<std::vector<Crossing>> record_;
};

/// The other side never says anything and takes nothing, until the wire is closed.
class StuckWire final : public Wire {
 public:
  explicit StuckWire(Clock& clock) : closed_(std::make_shared<Signal>(clock)) {}
  Task<std::string> read() override { return nothing(); }
  Task<void> write(std::string /*bytes*/) override { return until(closed_); }
  void close() override { closed_->notify(); }
  [[nodiscard]] std::string name() const override { return "stuck"; }

 private:
  static Task<std::string> nothing() { co_return std::string(); }
  static Task<void> until(std::shared_ptr<Signal> closed) {
    co_await closed->wait();
    throw NetworkError("stuck: closed");
  }

  std::shared_ptr<Signal> closed_;
};

/// Works for a number of reads and writes, then fails as a broken network does.
class FailingWire final : public Wire {
 public:
  FailingWire(std::unique_ptr<Wire> inner, int good_operations)
      : inner_(std::move(inner)), good_operations_(good_operations) {}
  Task<std::string> read() override {
    count();
    auto reading = inner_->read();
    co_return co_await std::move(reading);
  }
  Task<void> write(std::string bytes) override {
    count();
    auto writing = inner_->write(std::move(bytes));
    co_await std::move(writing);
  }
  void close() override { inner_->close(); }
  [[nodiscard]] std::string name() const override { return inner_->name(); }
  [[nodiscard]] bool keeps_messages() const override { return inner_->keeps_messages(); }
  [[nodiscard]] bool is_local() const override { return inner_->is_local(); }

 private:
  void count() {
    if (good_operations_-- <= 0) throw NetworkError("127.0.0.1:5222: the other side reset the connection");
  }

  std::unique_ptr<Wire> inner_;
  int good_operations_;
};

}  // namespace conformance::net

// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/wait.hpp"
#include "net/wire.hpp"

namespace conformance::stream {

/// How long the other side may take none of what we write.
inline constexpr Duration write_longest = std::chrono::seconds(30);
/// What may wait for a reader who is slower than we write: the largest stanza, many times.
inline constexpr std::size_t queue_bytes_max = 16U << 20U;

/// The writing half of a Connection: a queue, and one coroutine that writes while there are any.
class Outbound : public std::enable_shared_from_this<Outbound> {
 public:
  Outbound(std::shared_ptr<net::Wire> wire, Clock& clock, boost::asio::any_io_executor executor);

  /// Queues bytes, for a message pipe one message. After `finish`, `stop` or a failure they are forgotten. What goes
  /// beyond `queue_bytes_max` stops it.
  void push(const std::string& bytes);
  /// Closes the wire when everything is written.
  void finish();
  /// Forgets what is queued and closes the wire now.
  void stop();
  [[nodiscard]] bool is_idle() const { return !writing_; }
  /// Waits until nothing is queued any more.
  Task<void> flush();

 private:
  static Task<void> write_queue(std::shared_ptr<Outbound> self);
  std::string take();
  void forget();

  std::shared_ptr<net::Wire> wire_;
  Clock* clock_;
  boost::asio::any_io_executor executor_;
  Signal idle_;
  std::deque<std::string> queue_;
  std::size_t queued_bytes_ = 0;
  bool writing_ = false;
  bool open_ = true;  // more is taken
  bool finishing_ = false;
  bool flushing_ = false;
};

}  // namespace conformance::stream

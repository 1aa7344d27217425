// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/wait.hpp"
#include "net/wire.hpp"
#include "stream/framing.hpp"

namespace conformance::stream {

/// The other side's stream header, or an element of first level.
struct Received {
  bool is_header;
  xml::Element element;
};

/// The reading half of a Connection: asks the wire for bytes only while someone waits for what they say, so a sender
/// that floods fills no memory here.
class Inbound : public std::enable_shared_from_this<Inbound> {
 public:
  Inbound(std::shared_ptr<net::Wire> wire, std::shared_ptr<Framing> framing, Clock& clock,
          boost::asio::any_io_executor executor);

  /// The next header or element, within `longest` if there is one. Nothing when the other side ended the stream or this
  /// side stopped. Throws StreamError on time-out, loss, and bytes that cannot be read (it then has a condition).
  Task<std::optional<Received>> next(std::optional<Duration> longest, const char* awaited);
  /// A new stream on the same wire: bytes that have come behind the last element belong to it.
  void restart();
  /// This side receives nothing any more.
  void stop();
  [[nodiscard]] bool ended() const { return ended_; }
  /// Whether something has come behind what was taken last, or is being read.
  [[nodiscard]] bool holds_bytes() const { return framing_->has_unparsed() || !received_.empty() || reading_; }

 private:
  static Task<void> read_more(std::shared_ptr<Inbound> self);
  std::optional<Received> take();
  void parse_piece();
  [[noreturn]] void fail_at_the_end(const char* awaited) const;
  [[nodiscard]] bool over() const { return stopped_ || ended_; }

  std::shared_ptr<net::Wire> wire_;
  std::shared_ptr<Framing> framing_;
  Clock* clock_;
  boost::asio::any_io_executor executor_;
  Signal arrived_;
  std::deque<Received> received_;
  std::optional<InputError> unreadable_;
  std::string lost_because_;
  bool at_end_ = false;
  bool reading_ = false;
  bool waiting_ = false;
  bool end_parsed_ = false;  // but what came before is not taken yet
  bool ended_ = false;
  bool stopped_ = false;
};

}  // namespace conformance::stream

// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "base/wait.hpp"
#include "net/wire.hpp"

namespace conformance::driver {

/// Bytes of a line of the driver protocol, without its end.
inline constexpr std::size_t line_bytes_max = 1U << 20U;

/// The lines that come in over a wire.
class LineReader {
 public:
  explicit LineReader(net::Wire& wire, std::size_t bytes_max = line_bytes_max) : wire_(wire), bytes_max_(bytes_max) {}

  /// The next line without its end (LF, or CR LF); nothing when the other side has closed, and what it left without an
  /// end is no line. Throws NetworkError, also for a line that is too long.
  Task<std::optional<std::string>> next();

 private:
  net::Wire& wire_;
  std::size_t bytes_max_;
  std::string held_;
  std::size_t searched_ = 0;
};

/// Writes lines to a wire, in order, from wherever they come.
class LineWriter {
 public:
  LineWriter(boost::asio::io_context& context, Clock& clock, std::shared_ptr<net::Wire> wire);

  /// Queued, never blocks. What cannot be written any more is lost.
  void write(std::string line);
  /// Waits until all that was queued is written, or cannot be any more.
  Task<void> flush();

 private:
  struct State;
  static Task<void> write_queued(std::shared_ptr<State> state);
  boost::asio::io_context& context_;
  std::shared_ptr<State> state_;
};

}  // namespace conformance::driver

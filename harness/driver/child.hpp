// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/wait.hpp"
#include "net/wire.hpp"

namespace conformance::driver {

/// A line that a child process wrote to its standard error, without the line end and cut to `stderr_line_bytes_max`.
using LogSink = std::function<void(const std::string& line)>;

/// Bytes of a line of a driver's standard error; what is longer is cut.
inline constexpr std::size_t stderr_line_bytes_max = 2'048;
/// Lines of a driver's standard error that are handed on in a run; what comes after them is counted only.
inline constexpr std::size_t stderr_lines_max = 10'000;

/// A program that was started, in a process group of its own: its standard input and output are a Wire, its standard
/// error goes to a log. Only on a real clock.
class Child {
 public:
  /// Starts PROGRAM with arguments; a name without a slash is looked for in PATH. It gets no file of ours but the
  /// three. Throws NetworkError, which names the program and the reason.
  Child(boost::asio::io_context& context, Clock& clock, std::vector<std::string> command, LogSink log);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  /// What is still there of the process group is killed.
  ~Child();

  /// Standard input and output. Taken once.
  [[nodiscard]] std::unique_ptr<net::Wire> take_wire();
  /// Waits until the program has ended, `grace` at most; then its process group is asked to end (SIGTERM), and a second
  /// later killed. Nothing but that group is touched.
  Task<void> end(Duration grace);
  /// How it ended: "exited with code 3", "was ended by signal 9 (Killed)"; nothing while it runs.
  [[nodiscard]] std::optional<std::string> ended() const;
  [[nodiscard]] int pid() const;

 private:
  struct State;
  static Task<void> end_group(std::shared_ptr<State> state, Duration grace);
  std::shared_ptr<State> state_;
};

}  // namespace conformance::driver

// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "base/clock.hpp"
#include "base/wait.hpp"
#include "driver/protocol.hpp"
#include "net/wire.hpp"

namespace conformance::driver {

/// A driver broke the protocol, or is gone: it costs the scenario.
class DriverError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The longest wait for an answer, and for that to connect, within which a client starts and logs in.
inline constexpr Duration answer_longest = std::chrono::seconds(30);
inline constexpr Duration connect_longest = std::chrono::seconds(60);
/// Events of a driver within a second.
inline constexpr std::size_t events_a_second_max = 1'000;

/// The line with "…" for each secret in it.
std::string without(const std::string& secret, std::string line);

/// A conversation with a driver: each request gets one answer, in turn. After the first error it is over.
class Session {
 public:
  struct Options {
    bool strict = false;
    /// A password that the driver may say where it should not: it is taken out of every line, before that is read.
    std::string secret = {};
    /// The longest waits, for tests with less patience.
    Duration answer = answer_longest;
    Duration connect = connect_longest;
    std::function<void(const DriverEvent&)> on_event = {};
    /// Told of each line, `out` if it is ours, passwords taken out. For -v.
    std::function<void(bool out, const std::string& line)> on_line = {};
  };
  Session(boost::asio::io_context& context, Clock& clock, std::unique_ptr<net::Wire> wire, Options options);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  /// Asks and waits for the answer. Throws DriverError, which says what was asked and what came instead.
  Task<Reply> ask(Request request);
  /// What was said to `hello`. The driver is sounded with a verb that does not exist, too: it has to know its limits.
  Task<Hello> greet();
  [[nodiscard]] bool strict() const;
  /// Closes our side: the driver has to end.
  void close();
  /// Why the conversation is over; "" while it goes on.
  [[nodiscard]] const std::string& failure() const;

 private:
  struct State;
  static Task<void> read(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace conformance::driver

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "base/wait.hpp"

namespace boost::asio {
class io_context;
}

namespace conformance::net {

/// The network or the machine failed: refused, reset, timed out, no such host. Caught once, in the runner.
class NetworkError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A two-way pipe, for bytes or for messages.
class Wire {
 public:
  Wire() = default;
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;
  virtual ~Wire() = default;

  /// The bytes that have arrived, at least one; "" when the other side has closed. Throws NetworkError.
  virtual Task<std::string> read() = 0;
  /// Hands all bytes to the other side, in order. One writer at a time. Throws NetworkError.
  virtual Task<void> write(std::string bytes) = 0;
  /// Closes both directions; a pending read ends with "". May be called again.
  virtual void close() = 0;
  /// For messages to people: "127.0.0.1:5222", "memory".
  [[nodiscard]] virtual std::string name() const = 0;
  /// Whether this is a message pipe: one write is one message, and one read gives one message, whole (WebSocket).
  [[nodiscard]] virtual bool keeps_messages() const { return false; }

  /// Whether TLS protects what is written.
  [[nodiscard]] virtual bool is_encrypted() const { return false; }
  /// Whether what is written stays on this machine: memory, a loopback address.
  [[nodiscard]] virtual bool is_local() const { return false; }
  /// The channel binding tls-exporter of the TLS connection below (RFC 9266); "" where there is none.
  [[nodiscard]] virtual std::string channel_binding() const { return {}; }
};

/// Two ends of a pipe in memory. Everything happens on the io_context; no time passes.
std::pair<std::unique_ptr<Wire>, std::unique_ptr<Wire>> memory_pipe(Clock& clock);

/// Where a TCP connection may go.
enum class Reach { loopback_only, anywhere };

/// Resolves `host` and connects, trying each address, within `longest` altogether. Throws NetworkError, which names
/// host, port and reason. With Reach::loopback_only an address that is not loopback is refused before connecting.
Task<std::unique_ptr<Wire>> connect_tcp(boost::asio::io_context& context, Clock& clock, std::string host,
                                        std::uint16_t port, Duration longest, Reach reach);

/// A listening TCP socket.
class TcpListener {
 public:
  /// Throws NetworkError, with Reach::loopback_only also for an address that is not loopback. `port` 0 takes a free
  /// one.
  TcpListener(boost::asio::io_context& context, const std::string& address, std::uint16_t port,
              Reach reach = Reach::loopback_only);
  ~TcpListener();
  [[nodiscard]] std::uint16_t port() const;
  /// The next connection. Throws NetworkError when closed.
  Task<std::unique_ptr<Wire>> accept();
  void close();

 private:
  struct State;
  static Task<std::unique_ptr<Wire>> next_connection(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace conformance::net

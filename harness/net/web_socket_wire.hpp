// SPDX-License-Identifier: MIT
#pragma once

#include <boost/beast/websocket/stream.hpp>
#include <memory>
#include <string>

#include "net/wire_stream.hpp"

/// What both ends of a WebSocket have in common. Only .cpp files of this folder include it.
namespace conformance::net {

/// Bytes of the HTTP head that a handshake may have; browsers send about one thousand.
inline constexpr std::uint32_t handshake_bytes_max = 8'192;
/// How long the other side has for its part of the closing handshake (RFC 6455 7.1.1).
inline constexpr Duration web_socket_close_longest = std::chrono::seconds(2);

struct WebSocket {
  using Stream = boost::beast::websocket::stream<WireStream, false>;

  WebSocket(std::unique_ptr<Wire> wire, Clock& its_clock, const boost::asio::any_io_executor& executor);
  /// Why an operation failed, in words.
  [[nodiscard]] std::string why(const boost::system::error_code& error);
  [[nodiscard]] NetworkError failure(const std::string& what) const { return NetworkError(name + ": " + what); }

  std::string name;  ///< of the wire below
  Stream stream;
  Clock& clock;
  bool closed = false;
};

/// The message pipe over a socket whose handshake is done.
std::unique_ptr<Wire> web_socket_wire(std::shared_ptr<WebSocket> socket);

}  // namespace conformance::net

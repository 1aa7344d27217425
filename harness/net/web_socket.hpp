// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "net/wire.hpp"

namespace conformance::net {

/// Where servers commonly have XMPP over WebSocket (XEP-0156 shows it).
inline constexpr const char* web_socket_path = "/xmpp-websocket";

/// Bytes of the HTTP head that a handshake may have; browsers send about one thousand.
inline constexpr std::uint32_t handshake_bytes_max = 8'192;
/// Bytes that a server may answer a handshake with; a refusal has a page for people to read.
inline constexpr std::size_t handshake_answer_bytes_max = 65'536;
/// How long the other side has for its part of the closing handshake (RFC 6455 7.1.1).
inline constexpr Duration web_socket_close_longest = std::chrono::seconds(2);

/// What the client asks for in its handshake.
struct WebSocketAddress {
  std::string host;  ///< for the Host header: "capulet.lit", "127.0.0.1:5280", "[::1]:5280"
  std::string path = web_socket_path;
};

/// The client's end of a WebSocket (RFC 6455) with the subprotocol "xmpp" (RFC 7395 3.1) over a wire that is connected:
/// a message pipe. Pings are answered while someone reads. Throws NetworkError, within `longest`: no answer, another
/// HTTP status than 101, a server that does not choose the subprotocol. Reading throws NetworkError for a message that
/// is longer than `limits::stanza_bytes_max`, empty or binary, and for another close code than 1000 and 1001.
Task<std::unique_ptr<Wire>> connect_web_socket(std::unique_ptr<Wire> wire, Clock& clock, WebSocketAddress address,
                                               Duration longest);

/// The server's end. What is not a WebSocket handshake for `path` with the subprotocol "xmpp" is answered by an HTTP
/// error (404, 426, 400) and ends in NetworkError, as silence does after `longest`.
Task<std::unique_ptr<Wire>> accept_web_socket(std::unique_ptr<Wire> wire, Clock& clock, std::string path,
                                              Duration longest);

}  // namespace conformance::net

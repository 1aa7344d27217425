// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace conformance::cli {

/// What `--target` names.
struct TargetName {
  bool embedded = false;
  bool driver = false;
  std::string program;  ///< of driver:PROGRAM
  bool listen = false;  ///< listen:[ADDRESS:]PORT; address and port are host and port
  std::string address;  ///< of a client that is logged in elsewhere: user@domain[/resource]
  std::string host;
  /// None: where the SRV records of the host say. A WebSocket has one always.
  std::optional<std::uint16_t> port;
  bool web_socket = false;   ///< ws: or wss:
  bool tls_at_once = false;  ///< wss:
  std::string path;          ///< of a WebSocket, "/" at least
};

/// "embedded", "driver", "driver:PROGRAM", "listen:5222", "listen:ADDRESS:PORT", "user@domain", "host", "host:port",
/// "host:NAME" (a service of /etc/services), "[::1]",
/// "[::1]:port", "ws://host[:port][/path]", "wss://…". Errors: another form, with what this version knows.
Result<TargetName> parse_target(const std::string& text);

/// Where to listen: "127.0.0.1:0", "[::1]:5222", or a port alone, on loopback; port 0 for a free one, and where none is
/// given.
Result<TargetName> parse_listen(const std::string& text);
/// A server to go to: "host", "host:port", "[::1]:port".
Result<TargetName> parse_upstream(const std::string& text);

}  // namespace conformance::cli

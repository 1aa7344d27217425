// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "net/connect.hpp"
#include "net/web_socket.hpp"
#include "stream/client.hpp"

namespace conformance::run {

/// Where a server under test is, and by which way it is reached.
struct ServerAddress {
  std::string host;
  /// None: where the SRV records of the host say. A WebSocket always has one.
  std::optional<std::uint16_t> port = std::nullopt;
  std::string domain = {};
  /// RFC 7395, at this path; else TCP.
  bool web_socket = false;
  std::string path = net::web_socket_path;
  /// TLS comes first, before any stream: --tls direct, wss.
  bool direct_tls = false;
  stream::Security security = {};
};

struct DialOptions {
  Seed seed{0};
  /// Of one connection, until it stands.
  Duration longest{std::chrono::seconds(10)};
  net::Reach reach = net::Reach::loopback_only;
  /// The user says that the target is his own: load and hostile may go beyond loopback, too (--i-own-this-target).
  bool own_target = false;
};

/// Where connections with these manners may go.
net::Reach reach_for(const std::string& manners, const DialOptions& options);

/// Makes connections to a server under test, each with the manners of the scenario that it is for. Has to outlive what
/// it dials.
class Dialer {
 public:
  Dialer(boost::asio::io_context& context, Clock& clock, ServerAddress address, DialOptions options);

  /// The manners of the connections to come: polite, load or hostile. Whether others than polite ones are made is asked
  /// of the resolved address of each (docs/SAFETY.md).
  void behave(const std::string& manners);
  /// Throws net::OutOfReach, where no address may be connected to, and NetworkError.
  Task<std::unique_ptr<net::Wire>> dial();

 private:
  Task<std::unique_ptr<net::Wire>> begin_tls(std::unique_ptr<net::Wire> wire, Duration longest);

  Clock& clock_;
  ServerAddress address_;
  DialOptions options_;
  net::Reach reach_;
  std::unique_ptr<net::Resolver> resolver_;
  net::Connector connector_;
};

}  // namespace conformance::run

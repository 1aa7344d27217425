// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "net/places.hpp"

namespace conformance::net {

/// Places of a domain that are tried; and addresses of one place.
inline constexpr std::size_t places_tried_max = 16;
inline constexpr std::size_t addresses_tried_max = 8;

/// Every address that there is lies beyond the reach that was allowed: nothing was sent to any.
class OutOfReach : public NetworkError {
 public:
  using NetworkError::NetworkError;
};

/// Where a connection is to go: a port as given, or none, and then where the SRV records of the host say.
struct Destination {
  std::string host;
  std::optional<std::uint16_t> port = std::nullopt;
  /// With a port: TLS begins at once there.
  bool direct_tls = false;
};

/// Begins TLS on a wire that is connected, within a time. Throws what ends the attempt: NetworkError, and the next
/// place is tried.
using BeginTls = std::function<Task<std::unique_ptr<Wire>>(std::unique_ptr<Wire>, Duration)>;

struct Connected {
  std::unique_ptr<Wire> wire;
  /// The wire is encrypted: TLS was begun at once.
  bool direct_tls = false;
};

/// Resolves and connects. One object serves a whole run; what it uses has to outlive it and its connections.
class Connector {
 public:
  /// Without `begin_tls` no place is tried where TLS begins at once.
  Connector(boost::asio::io_context& context, Clock& clock, Resolver& resolver, Seed seed, BeginTls begin_tls = {});

  /// Tries each place and each of its addresses in order, each with an equal part of what is left of `longest`, so that
  /// one that swallows everything does not starve the others. The reach is asked of each *resolved* address. Throws
  /// OutOfReach, or NetworkError, which names each address that was tried and why not.
  Task<Connected> connect(Destination destination, Duration longest, Reach reach);

 private:
  struct Attempts;
  Task<std::optional<Connected>> try_place(Place place, Duration longest, Reach reach, Attempts& attempts);
  Task<std::optional<Connected>> try_address(Place place, boost::asio::ip::address address, Duration longest,
                                             Attempts& attempts);

  boost::asio::io_context& context_;
  Clock& clock_;
  Resolver& resolver_;
  Seed seed_;
  BeginTls begin_tls_;
};

}  // namespace conformance::net

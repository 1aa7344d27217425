// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/wait.hpp"
#include "net/wire.hpp"

namespace conformance::net {

/// SRV records of one answer that are looked at; a large service has about ten.
inline constexpr std::size_t srv_records_max = 64;
/// Addresses of one host that are looked at.
inline constexpr std::size_t host_addresses_max = 32;

/// Where a service is (RFC 2782).
struct SrvRecord {
  std::string target;  ///< "" or "." where the service is decidedly not offered
  std::uint16_t port = 0;
  std::uint16_t priority = 0;
  std::uint16_t weight = 0;
};

using Addresses = std::vector<boost::asio::ip::address>;

/// Asks DNS. An object, so that a test can answer in its place.
class Resolver {
 public:
  Resolver() = default;
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;
  virtual ~Resolver() = default;

  /// The SRV records of `name` ("_xmpp-client._tcp.capulet.lit"), as they came, 64 at most; none where there are none.
  /// Throws NetworkError if DNS did not say, after `longest` at the latest.
  virtual Task<std::vector<SrvRecord>> services(std::string name, Duration longest) = 0;
  /// The addresses of `host`, IPv6 and IPv4 in the order to try them (RFC 6724), 32 at most; none where there are none.
  /// An address in words is its own answer. Throws NetworkError if DNS did not say.
  virtual Task<Addresses> addresses(std::string host, Duration longest) = 0;
};

struct DnsOptions {
  /// Whom to ask: "127.0.0.1:5353", several with commas; "" asks those of the system.
  std::string servers = {};
  /// With loopback_only no DNS server is asked that is not on loopback: then the hosts file alone answers.
  Reach reach = Reach::loopback_only;
};

/// The resolver of c-ares, on the real clock. Throws NetworkError if `servers` cannot be read.
std::unique_ptr<Resolver> dns_resolver(boost::asio::io_context& context, Clock& clock, const DnsOptions& options);

}  // namespace conformance::net

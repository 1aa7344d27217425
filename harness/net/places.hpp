// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/seed.hpp"
#include "net/resolver.hpp"

namespace conformance::net {

/// RFC 6120 14.7.
inline constexpr std::uint16_t xmpp_client_port = 5222;

/// A host to connect to, and whether TLS begins at once there (XEP-0368).
struct Place {
  std::string host;
  std::uint16_t port = xmpp_client_port;
  bool direct_tls = false;
  friend bool operator==(const Place&, const Place&) = default;
};

/// What DNS said of a domain: the records of `_xmpp-client._tcp` and of `_xmpps-client._tcp`.
struct ServiceRecords {
  std::vector<SrvRecord> xmpp;
  std::vector<SrvRecord> xmpps;
};

/// Where to try, in order: both sets together by priority, within one priority drawn by weight (RFC 2782, XEP-0368 3).
/// Records with the target "." are left out. The same seed draws the same order.
std::vector<Place> in_order(const ServiceRecords& records, Seed seed);

/// Asks for the places of a domain. Where there is no SRV record it is the domain itself, port 5222; without
/// `direct_tls` the records of `_xmpps-client._tcp` are not asked for. An address in words and `localhost` are not
/// looked up (RFC 6761 6.3). Throws NetworkError, also where the records say that the service is not offered.
Task<std::vector<Place>> find_places(Resolver& resolver, Clock& clock, std::string domain, bool direct_tls, Seed seed,
                                     Duration longest);

}  // namespace conformance::net

// SPDX-License-Identifier: MIT
#include "run/dial.hpp"

namespace conformance::run {

namespace {

// For the Host header: RFC 9110 7.2.
std::string host_header(const ServerAddress& address) {
  const bool bare_ipv6 = address.host.find(':') != std::string::npos;
  return (bare_ipv6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port.value_or(0));
}

net::BeginTls nothing_to_begin() { return {}; }

// Whether a record of _xmpps-client may be followed, and TLS come first.
bool speaks_tls(const ServerAddress& address) {
  const bool wanted = address.direct_tls || address.security.start_tls != stream::StartTls::off;
  return wanted && address.security.trust.has_value();
}

}  // namespace

Dialer::Dialer(boost::asio::io_context& context, Clock& clock, ServerAddress address, DialOptions options)
    : clock_(clock),
      address_(std::move(address)),
      options_(options),
      reach_(options_.reach),
      resolver_(net::dns_resolver(context, clock, {.servers = "", .reach = options_.reach})),
      connector_(context, clock, *resolver_, options_.seed,
                 speaks_tls(address_) ? net::BeginTls([this](std::unique_ptr<net::Wire> wire, Duration longest) {
                   return begin_tls(std::move(wire), longest);
                 })
                                      : nothing_to_begin()) {}

net::Reach reach_for(const std::string& manners, const DialOptions& options) {
  const bool allowed = manners == "polite" || options.own_target;
  return allowed ? options.reach : net::Reach::loopback_only;
}

void Dialer::behave(const std::string& manners) { reach_ = reach_for(manners, options_); }

// The certificate is that of the domain (RFC 6120 13.7.2), or over WebSocket that of the host (RFC 7395 3.9).
Task<std::unique_ptr<net::Wire>> Dialer::begin_tls(std::unique_ptr<net::Wire> wire, Duration longest) {
  return net::tls_client(std::move(wire), address_.web_socket ? address_.host : address_.domain,
                         *address_.security.trust, clock_, longest);
}

Task<std::unique_ptr<net::Wire>> Dialer::dial() {
  const Duration deadline = clock_.now() + options_.longest;
  auto connecting = connector_.connect({address_.host, address_.port, address_.direct_tls}, options_.longest, reach_);
  auto connected = co_await std::move(connecting);
  if (!address_.web_socket) co_return std::move(connected.wire);
  auto upgrading = net::connect_web_socket(std::move(connected.wire), clock_, {host_header(address_), address_.path},
                                           std::max(deadline - clock_.now(), Duration(1)));
  co_return co_await std::move(upgrading);
}

}  // namespace conformance::run

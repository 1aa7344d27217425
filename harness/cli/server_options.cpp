// SPDX-License-Identifier: MIT
#include "cli/server_options.hpp"

#include <array>
#include <cstdlib>
#include <string_view>

namespace conformance::cli {

namespace {

constexpr std::uint16_t direct_tls_port = 5223;  // XEP-0368 names none; what servers have

struct Hint {
  const char* words;
  const char* next;
};

// The first that fits.
constexpr std::array<Hint, 7> hints{{
    {"the certificate is refused: it is by an unknown authority", "; name its authority with --ca FILE"},
    {"the certificate is refused: it is not for", "; name the domain that the certificate is for with --domain"},
    {"the certificate is refused: ", "; renew it, or go on without a look at it with --insecure"},
    {"the server does not offer TLS", "; on loopback --tls off goes on without"},
    {"the server demands TLS", "; leave --tls off away"},
    {"PLAIN would show the password", "; --allow-plain sends it all the same"},
    {"is not a loopback address", "; without TLS only loopback is spoken to"},
}};

Result<net::TlsTrust> trust(const Options& options) {
  if (!options.insecure) {
    const auto loaded = net::TlsTrust::load(options.ca);
    if (loaded.has_error()) return loaded.error().within("--ca");
    return *loaded;
  }
  if (!options.ca.empty()) return InputError{"--insecure looks at no certificate: give one of the two", "--ca"};
  return net::TlsTrust::blind();
}

}  // namespace

Result<run::ServerAddress> server_address(const Options& options, const TargetName& target,
                                          const std::vector<peer::ActorAccount>& accounts) {
  if (!options.fault.empty()) return InputError{"faults are for the embedded target only", "--fault"};
  if (options.role == "client") return InputError{"a host is a server, expected --role server or none", "--role"};
  run::ServerAddress address;
  address.host = target.host;
  address.port = target.port;
  address.domain = options.domain;
  if (address.domain.empty()) address.domain = accounts.empty() ? target.host : accounts.front().bare.domain();
  if (!accounts.empty() && options.register_accounts) {
    return InputError{"accounts are borrowed or registered, not both: leave --register or the accounts out",
                      "--register"};
  }
  if (!accounts.empty() && accounts.front().bare.domain() != address.domain) {
    return InputError{
        "the accounts are of " + accounts.front().bare.domain() + ", and the target serves " + address.domain,
        "--domain"};
  }
  address.direct_tls = options.tls == "direct" || target.tls_at_once;
  if (address.direct_tls && !target.port) address.port = direct_tls_port;
  address.web_socket = target.web_socket;
  if (target.web_socket) address.path = target.path;
  if (target.web_socket && !target.tls_at_once && options.tls != "off") {
    return InputError{"ws: is without TLS; take wss:, or add --tls off on loopback", "--tls"};
  }
  if (options.tls == "required") address.security.start_tls = stream::StartTls::required;
  if (options.tls == "optional") address.security.start_tls = stream::StartTls::optional;
  const auto believed = trust(options);
  if (believed.has_error()) return believed.error();
  address.security.trust = *believed;
  address.security.allow_plain = options.allow_plain;
  return address;
}

net::Reach reach_of(const Options& options, const TargetName& target) {
  const char* asked = std::getenv("CONFORMANCE_REACH");
  if (asked != nullptr && std::string_view(asked) == "loopback") return net::Reach::loopback_only;
  const bool encrypted = target.tls_at_once || options.tls == "required" || options.tls == "direct";
  return encrypted || options.insecure ? net::Reach::anywhere : net::Reach::loopback_only;
}

std::string with_hint(const std::string& error, const Options& options) {
  // The commonest slip: a server is reached by its address and serves a domain by name.
  if (error.find("host-unknown") != std::string::npos && options.domain.empty()) {
    return error + "; name the domain that it serves with --domain";
  }
  if (error.find("what came is not TLS") != std::string::npos && options.tls == "direct") {
    return error + "; where a stream comes first, leave --tls direct away";
  }
  for (const auto& hint : hints) {
    if (error.find(hint.words) != std::string::npos) return error + hint.next;
  }
  return error;
}

std::vector<std::string> server_warnings(const Options& options) {
  std::vector<std::string> warnings;
  if (options.insecure) {
    warnings.emplace_back("--insecure: no certificate was looked at, and whoever stood on the way could have answered");
  }
  if (options.tls == "off") warnings.emplace_back("TLS was off: verdicts hold for an unencrypted stream");
  if (options.tls == "optional") warnings.emplace_back("TLS was optional: streams may have been unencrypted");
  if (options.allow_plain) warnings.emplace_back("--allow-plain: passwords may have been sent unencrypted");
  return warnings;
}

}  // namespace conformance::cli

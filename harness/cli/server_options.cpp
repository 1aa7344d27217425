// SPDX-License-Identifier: MIT
#include "cli/server_options.hpp"

#include <cstdlib>
#include <string_view>

namespace conformance::cli {

run::ServerAddress server_address(const Options& options, const TargetName& target) {
  run::ServerAddress address;
  address.host = target.host;
  address.port = target.port;
  address.domain = options.domain.empty() ? target.host : options.domain;
  address.web_socket = target.web_socket;
  if (target.web_socket) address.path = target.path;
  address.tls_at_once = target.tls_at_once;
  return address;
}

net::Reach reach_of(const Options& options, const TargetName& target) {
  const char* asked = std::getenv("CONFORMANCE_REACH");
  if (asked != nullptr && std::string_view(asked) == "loopback") return net::Reach::loopback_only;
  const bool encrypted = target.tls_at_once || options.tls == "required";
  return encrypted ? net::Reach::anywhere : net::Reach::loopback_only;
}

}  // namespace conformance::cli

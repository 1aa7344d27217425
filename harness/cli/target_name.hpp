// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"

namespace conformance::cli {

/// What `--target` names.
struct TargetName {
  bool embedded = false;
  std::string host;
  std::uint16_t port = 5222;  ///< RFC 6120 14.7
  bool port_given = false;
};

/// "embedded", "host", "host:port", "[::1]", "[::1]:port". Errors: another form, with what this version knows.
Result<TargetName> parse_target(const std::string& text);

/// Where to listen: "127.0.0.1:0", "[::1]:5222"; port 0 for a free one.
Result<TargetName> parse_listen(const std::string& text);

}  // namespace conformance::cli

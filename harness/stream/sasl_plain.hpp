// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <variant>

namespace conformance::stream {

/// The message of the SASL mechanism PLAIN: `[authzid] NUL authcid NUL passwd` (RFC 4616 2).
struct PlainMessage {
  std::string authzid;
  std::string authcid;
  std::string password;

  /// As it stands in <auth/> and <response/>, in base 64.
  [[nodiscard]] std::string to_base64() const;
};

/// A defined condition of RFC 6120 6.5.
struct SaslCondition {
  std::string name;
};

/// Reads what a client sent: `incorrect-encoding` where it is not base 64, `malformed-request` where the message in it
/// is not one of PLAIN.
std::variant<PlainMessage, SaslCondition> read_plain(std::string_view base64);

}  // namespace conformance::stream

// SPDX-License-Identifier: MIT
#include "stream/sasl_plain.hpp"

#include "stream/base64.hpp"

namespace conformance::stream {

namespace {

// RFC 4616 2: each part is 255 octets at most for the names; a password of more than this is none of ours.
constexpr std::size_t part_bytes_max = 1'023;

}  // namespace

std::string PlainMessage::to_base64() const {
  std::string message = authzid;
  message.append(1, '\0').append(authcid).append(1, '\0').append(password);
  return stream::to_base64(message);
}

std::variant<PlainMessage, SaslCondition> read_plain(std::string_view base64) {
  const auto message = from_base64(base64);
  if (!message) return SaslCondition{"incorrect-encoding"};
  const auto first = message->find('\0');
  const auto second = first == std::string::npos ? first : message->find('\0', first + 1);
  if (second == std::string::npos || message->find('\0', second + 1) != std::string::npos) {
    return SaslCondition{"malformed-request"};
  }
  PlainMessage plain{message->substr(0, first), message->substr(first + 1, second - first - 1),
                     message->substr(second + 1)};
  if (plain.authcid.empty() || plain.password.empty()) return SaslCondition{"malformed-request"};
  for (const auto* part : {&plain.authzid, &plain.authcid, &plain.password}) {
    if (part->size() > part_bytes_max) return SaslCondition{"malformed-request"};
  }
  return plain;
}

}  // namespace conformance::stream

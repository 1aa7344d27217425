// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace conformance::stream {

/// Base 64 with padding (RFC 4648 4), as SASL in XMPP has it (RFC 6120 6.3.5).
std::string to_base64(std::string_view bytes);
/// The bytes, or nothing where the text is not base 64: another character, white space too, or wrong padding.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace conformance::stream

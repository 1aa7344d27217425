// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

/// Preparation, enforcement and comparison of internationalised strings (PRECIS, RFC 8264), as XMPP addresses need it.
/// Two strings are the same if what these functions make of them is.
namespace conformance::xmpp::precis {

/// The profile UsernameCaseMapped (RFC 8265 3.3): fullwidth and halfwidth forms are mapped, then upper case, then NFC;
/// what has right-to-left characters satisfies the Bidi rule. Errors, without a place: empty, not UTF-8, a character
/// that IdentifierClass does not allow, the Bidi rule, not stable.
Result<std::string> username_case_mapped(std::string_view text);

/// The profile OpaqueString (RFC 8265 4.2): spaces other than U+0020 become it, then NFC. Errors as above, of
/// FreeformClass, without the Bidi rule.
Result<std::string> opaque_string(std::string_view text);

/// The code points of UTF-8 text; nothing if it is not UTF-8.
std::optional<std::u32string> code_points(std::string_view utf8);
std::string to_utf8(std::u32string_view text);

/// Fullwidth and halfwidth code points become what they are forms of (RFC 8264 5.2.1).
std::u32string map_width(std::u32string_view text);
/// Unicode's toLowerCase() without a language (RFC 8264 5.2.3).
std::u32string to_lower_case(std::u32string_view text);
std::u32string to_nfc(std::u32string_view text);

}  // namespace conformance::xmpp::precis

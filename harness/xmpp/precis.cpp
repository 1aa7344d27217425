// SPDX-License-Identifier: MIT
#include "xmpp/precis.hpp"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "base/check.hpp"
#include "xmpp/precis_classes.hpp"

namespace conformance::xmpp::precis {

namespace {

// RFC 8264 7: a string that is not stable after so many further rounds is refused.
constexpr int further_rounds_max = 3;

icu::UnicodeString to_icu(std::u32string_view text) {
  return icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(text.data()),
                                       static_cast<int32_t>(text.size()));
}

std::u32string from_icu(const icu::UnicodeString& text) {
  std::u32string out;
  out.reserve(static_cast<std::size_t>(text.length()));
  for (int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
    out.push_back(static_cast<char32_t>(text.char32At(at)));
  }
  return out;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

InputError not_allowed() { return {"has a character that is not allowed", ""}; }

// One application of the rules, in the order of RFC 8265 3.3.3.
Result<std::u32string> apply_username_rules(const std::u32string& text) {
  const auto wide = map_width(text);
  if (first_outside(StringClass::identifier, wide) != std::u32string_view::npos) return not_allowed();
  auto mapped = to_nfc(to_lower_case(wide));
  if (has_right_to_left(mapped) && !satisfies_bidi_rule(mapped)) {
    return InputError{"breaks the Bidi rule (RFC 5893 2)", ""};
  }
  return mapped;
}

// In the order of RFC 8265 4.2.2.
Result<std::u32string> apply_opaque_rules(const std::u32string& text) {
  if (first_outside(StringClass::freeform, text) != std::u32string_view::npos) return not_allowed();
  auto mapped = text;
  for (auto& c : mapped) {
    if (u_charType(static_cast<UChar32>(c)) == U_SPACE_SEPARATOR) c = U' ';
  }
  return to_nfc(mapped);
}

template <class Rules>
Result<std::string> enforce(std::string_view text, Rules apply) {
  const auto read = code_points(text);
  if (!read) return InputError{"is not UTF-8", ""};
  auto current = apply(*read);
  for (int round = 0; round < further_rounds_max && current.has_value(); ++round) {
    auto again = apply(*current);
    if (again.has_value() && *again == *current) return to_utf8(*current);
    current = std::move(again);
  }
  if (current.has_error()) return current.error();
  return InputError{"does not become stable (RFC 8264 7)", ""};
}

}  // namespace

std::optional<std::u32string> code_points(std::string_view utf8) {
  std::u32string out;
  out.reserve(utf8.size());
  const auto length = static_cast<int32_t>(utf8.size());
  for (int32_t at = 0; at < length;) {
    UChar32 c = 0;
    U8_NEXT(utf8.data(), at, length, c);
    if (c < 0) return std::nullopt;
    out.push_back(static_cast<char32_t>(c));
  }
  return out;
}

std::string to_utf8(std::u32string_view text) {
  std::string out;
  to_icu(text).toUTF8String(out);
  return out;
}

std::u32string map_width(std::u32string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const auto* nfkc = icu::Normalizer2::getNFKCInstance(error);
  check(U_SUCCESS(error) != 0, "ICU has no NFKC");
  std::u32string out;
  out.reserve(text.size());
  for (const char32_t c : text) {
    const auto type = u_getIntPropertyValue(static_cast<UChar32>(c), UCHAR_DECOMPOSITION_TYPE);
    icu::UnicodeString mapping;
    const bool has_width = type == U_DT_WIDE || type == U_DT_NARROW;
    if (has_width && nfkc->getRawDecomposition(static_cast<UChar32>(c), mapping) != 0) {
      out += from_icu(mapping);
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::u32string to_lower_case(std::u32string_view text) {
  return from_icu(to_icu(text).toLower(icu::Locale::getRoot()));
}

std::u32string to_nfc(std::u32string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const auto* nfc = icu::Normalizer2::getNFCInstance(error);
  check(U_SUCCESS(error) != 0, "ICU has no NFC");
  const auto normalized = nfc->normalize(to_icu(text), error);
  check(U_SUCCESS(error) != 0, "ICU does not normalize");
  return from_icu(normalized);
}

Result<std::string> username_case_mapped(std::string_view text) {
  if (text.empty()) return InputError{"is empty", ""};
  // Most addresses are ASCII: there all of 0x21 to 0x7E is in the class, and only A to Z is mapped.
  if (is_ascii(text)) {
    std::string mapped(text);
    for (char& c : mapped) {
      if (c <= 0x20 || c == 0x7f) return not_allowed();
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return mapped;
  }
  return enforce(text, apply_username_rules);
}

Result<std::string> opaque_string(std::string_view text) {
  if (text.empty()) return InputError{"is empty", ""};
  if (is_ascii(text)) {
    const bool allowed = std::none_of(text.begin(), text.end(), [](char c) { return c < 0x20 || c == 0x7f; });
    if (!allowed) return not_allowed();
    return std::string(text);
  }
  return enforce(text, apply_opaque_rules);
}

}  // namespace conformance::xmpp::precis

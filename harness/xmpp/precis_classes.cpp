// SPDX-License-Identifier: MIT
#include "xmpp/precis_classes.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <optional>
#include <string>

#include "base/check.hpp"

namespace conformance::xmpp::precis {

namespace {

// RFC 8264 9.6, which takes it from RFC 5892 2.6.
std::optional<Property> exception_of(char32_t c) {
  switch (c) {
    case 0x00DF:  // LATIN SMALL LETTER SHARP S
    case 0x03C2:  // GREEK SMALL LETTER FINAL SIGMA
    case 0x06FD:  // ARABIC SIGN SINDHI AMPERSAND
    case 0x06FE:  // ARABIC SIGN SINDHI POSTPOSITION MEN
    case 0x0F0B:  // TIBETAN MARK INTERSYLLABIC TSHEG
    case 0x3007:  // IDEOGRAPHIC NUMBER ZERO
      return Property::valid;
    case 0x00B7:  // MIDDLE DOT
    case 0x0375:  // GREEK LOWER NUMERAL SIGN
    case 0x05F3:  // HEBREW PUNCTUATION GERESH
    case 0x05F4:  // HEBREW PUNCTUATION GERSHAYIM
    case 0x30FB:  // KATAKANA MIDDLE DOT
      return Property::context_other;
    case 0x0640:  // ARABIC TATWEEL
    case 0x07FA:  // NKO LAJANYALAN
    case 0x302E:  // HANGUL SINGLE DOT TONE MARK
    case 0x302F:  // HANGUL DOUBLE DOT TONE MARK
    case 0x3031:  // VERTICAL KANA REPEAT MARKS, to 3035
    case 0x3032:
    case 0x3033:
    case 0x3034:
    case 0x3035:
    case 0x303B:  // VERTICAL IDEOGRAPHIC ITERATION MARK
      return Property::disallowed;
    default:
      break;
  }
  const bool arabic_indic_digit = c >= 0x0660 && c <= 0x0669;
  const bool extended_arabic_indic_digit = c >= 0x06F0 && c <= 0x06F9;
  if (arabic_indic_digit || extended_arabic_indic_digit) return Property::context_other;
  return std::nullopt;
}

UChar32 icu_code_point(char32_t c) { return static_cast<UChar32>(c); }

bool is_old_hangul_jamo(char32_t c) {
  const auto type = u_getIntPropertyValue(icu_code_point(c), UCHAR_HANGUL_SYLLABLE_TYPE);
  return type == U_HST_LEADING_JAMO || type == U_HST_VOWEL_JAMO || type == U_HST_TRAILING_JAMO;
}

bool is_precis_ignorable(char32_t c) {
  return u_hasBinaryProperty(icu_code_point(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0 ||
         u_hasBinaryProperty(icu_code_point(c), UCHAR_NONCHARACTER_CODE_POINT) != 0;
}

bool has_compatibility_mapping(char32_t c) {
  UErrorCode error = U_ZERO_ERROR;
  const auto* nfkc = icu::Normalizer2::getNFKCInstance(error);
  check(U_SUCCESS(error) != 0, "ICU has no NFKC");
  const icu::UnicodeString alone(icu_code_point(c));
  return nfkc->isNormalized(alone, error) == 0;
}

constexpr uint32_t letter_digits =
    U_GC_LL_MASK | U_GC_LU_MASK | U_GC_LO_MASK | U_GC_ND_MASK | U_GC_LM_MASK | U_GC_MN_MASK | U_GC_MC_MASK;
constexpr uint32_t other_letter_digits = U_GC_LT_MASK | U_GC_NL_MASK | U_GC_NO_MASK | U_GC_ME_MASK;

}  // namespace

// The order of the tests is RFC 8264 8's. BackwardCompatible (9.7) is empty.
Property derived_property(char32_t c) {
  if (const auto exception = exception_of(c)) return *exception;
  const uint32_t category = U_GET_GC_MASK(icu_code_point(c));
  const bool noncharacter = u_hasBinaryProperty(icu_code_point(c), UCHAR_NONCHARACTER_CODE_POINT) != 0;
  if ((category & U_GC_CN_MASK) != 0 && !noncharacter) return Property::unassigned;
  if (c >= 0x21 && c <= 0x7E) return Property::valid;  // ASCII7
  if (u_hasBinaryProperty(icu_code_point(c), UCHAR_JOIN_CONTROL) != 0) return Property::context_join;
  if (is_old_hangul_jamo(c) || is_precis_ignorable(c) || (category & U_GC_CC_MASK) != 0) return Property::disallowed;
  if (has_compatibility_mapping(c)) return Property::freeform_valid;
  if ((category & letter_digits) != 0) return Property::valid;
  if ((category & (other_letter_digits | U_GC_ZS_MASK | U_GC_S_MASK | U_GC_P_MASK)) != 0) {
    return Property::freeform_valid;
  }
  return Property::disallowed;
}

std::size_t first_outside(StringClass string_class, std::u32string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    bool allowed = false;
    switch (derived_property(text[at])) {
      case Property::valid:
        allowed = true;
        break;
      case Property::freeform_valid:
        allowed = string_class == StringClass::freeform;
        break;
      case Property::context_join:
      case Property::context_other:
        allowed = context_holds(text, at);
        break;
      case Property::disallowed:
      case Property::unassigned:
        break;
    }
    if (!allowed) return at;
  }
  return std::u32string_view::npos;
}

}  // namespace conformance::xmpp::precis

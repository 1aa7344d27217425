// SPDX-License-Identifier: MIT
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>

#include "xmpp/precis_classes.hpp"

// The contextual rules of RFC 5892 appendix A.
namespace conformance::xmpp::precis {

namespace {

constexpr int virama = 9;  // the canonical combining class

bool follows_virama(std::u32string_view text, std::size_t at) {
  return at > 0 && u_getCombiningClass(static_cast<UChar32>(text[at - 1])) == virama;
}

bool is_of_script(char32_t c, UScriptCode script) {
  UErrorCode error = U_ZERO_ERROR;
  return uscript_getScript(static_cast<UChar32>(c), &error) == script && U_SUCCESS(error) != 0;
}

int joining_type(char32_t c) { return u_getIntPropertyValue(static_cast<UChar32>(c), UCHAR_JOINING_TYPE); }

// Joining_Type:{L,D}, then transparent ones, then the non-joiner, then transparent ones, then Joining_Type:{R,D}.
bool stands_between_joining(std::u32string_view text, std::size_t at) {
  const auto transparent = [](char32_t c) { return joining_type(c) == U_JT_TRANSPARENT; };
  const auto before = text.substr(0, at);
  const auto after = text.substr(at + 1);
  const auto left = std::find_if_not(before.rbegin(), before.rend(), transparent);
  const auto right = std::find_if_not(after.begin(), after.end(), transparent);
  if (left == before.rend() || right == after.end()) return false;
  const int left_type = joining_type(*left);
  const int right_type = joining_type(*right);
  return (left_type == U_JT_LEFT_JOINING || left_type == U_JT_DUAL_JOINING) &&
         (right_type == U_JT_RIGHT_JOINING || right_type == U_JT_DUAL_JOINING);
}

bool none_between(std::u32string_view text, char32_t first, char32_t last) {
  return std::none_of(text.begin(), text.end(), [=](char32_t c) { return c >= first && c <= last; });
}

}  // namespace

bool context_holds(std::u32string_view text, std::size_t at) {
  const char32_t c = text[at];
  const char32_t before = at > 0 ? text[at - 1] : 0;
  const char32_t after = at + 1 < text.size() ? text[at + 1] : 0;
  switch (c) {
    case 0x200C:  // A.1, ZERO WIDTH NON-JOINER
      return follows_virama(text, at) || stands_between_joining(text, at);
    case 0x200D:  // A.2, ZERO WIDTH JOINER
      return follows_virama(text, at);
    case 0x00B7:  // A.3, MIDDLE DOT: between two l, as Catalan has it
      return before == U'l' && after == U'l';
    case 0x0375:  // A.4, GREEK LOWER NUMERAL SIGN
      return is_of_script(after, USCRIPT_GREEK);
    case 0x05F3:  // A.5 and A.6, HEBREW PUNCTUATION GERESH and GERSHAYIM
    case 0x05F4:
      return is_of_script(before, USCRIPT_HEBREW);
    case 0x30FB:  // A.7, KATAKANA MIDDLE DOT
      return std::any_of(text.begin(), text.end(), [](char32_t other) {
        return is_of_script(other, USCRIPT_HIRAGANA) || is_of_script(other, USCRIPT_KATAKANA) ||
               is_of_script(other, USCRIPT_HAN);
      });
    default:
      break;
  }
  // A.8 and A.9: the two kinds of Arabic-Indic digits are not mixed.
  if (c >= 0x0660 && c <= 0x0669) return none_between(text, 0x06F0, 0x06F9);
  if (c >= 0x06F0 && c <= 0x06F9) return none_between(text, 0x0660, 0x0669);
  return false;
}

}  // namespace conformance::xmpp::precis

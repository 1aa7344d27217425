// SPDX-License-Identifier: MIT
#include <unicode/uchar.h>

#include <algorithm>
#include <initializer_list>

#include "xmpp/precis_classes.hpp"

// The Bidi rule of RFC 5893 section 2.
namespace conformance::xmpp::precis {

namespace {

UCharDirection direction(char32_t c) { return u_charDirection(static_cast<UChar32>(c)); }

bool is_any_of(char32_t c, std::initializer_list<UCharDirection> wanted) {
  return std::find(wanted.begin(), wanted.end(), direction(c)) != wanted.end();
}

bool has(std::u32string_view text, UCharDirection wanted) {
  return std::any_of(text.begin(), text.end(), [=](char32_t c) { return direction(c) == wanted; });
}

}  // namespace

bool has_right_to_left(std::u32string_view text) {
  return std::any_of(text.begin(), text.end(), [](char32_t c) {
    return is_any_of(c, {U_RIGHT_TO_LEFT, U_RIGHT_TO_LEFT_ARABIC, U_ARABIC_NUMBER});
  });
}

bool satisfies_bidi_rule(std::u32string_view text) {
  if (text.empty()) return false;
  // Condition 1: it begins with L, R or AL.
  const bool right_to_left = is_any_of(text.front(), {U_RIGHT_TO_LEFT, U_RIGHT_TO_LEFT_ARABIC});
  if (!right_to_left && direction(text.front()) != U_LEFT_TO_RIGHT) return false;
  // What conditions 3 and 6 ask of is the last one that is no non-spacing mark. There is one: the first.
  const auto last =
      *std::find_if(text.rbegin(), text.rend(), [](char32_t c) { return direction(c) != U_DIR_NON_SPACING_MARK; });
  const auto neutral = [](char32_t c) {
    return is_any_of(c, {U_EUROPEAN_NUMBER, U_EUROPEAN_NUMBER_SEPARATOR, U_COMMON_NUMBER_SEPARATOR,
                         U_EUROPEAN_NUMBER_TERMINATOR, U_OTHER_NEUTRAL, U_BOUNDARY_NEUTRAL, U_DIR_NON_SPACING_MARK});
  };
  if (right_to_left) {
    // Conditions 2, 3 and 4.
    const bool allowed = std::all_of(text.begin(), text.end(), [&](char32_t c) {
      return neutral(c) || is_any_of(c, {U_RIGHT_TO_LEFT, U_RIGHT_TO_LEFT_ARABIC, U_ARABIC_NUMBER});
    });
    return allowed && is_any_of(last, {U_RIGHT_TO_LEFT, U_RIGHT_TO_LEFT_ARABIC, U_EUROPEAN_NUMBER, U_ARABIC_NUMBER}) &&
           !(has(text, U_EUROPEAN_NUMBER) && has(text, U_ARABIC_NUMBER));
  }
  // Conditions 5 and 6.
  const bool allowed =
      std::all_of(text.begin(), text.end(), [&](char32_t c) { return neutral(c) || direction(c) == U_LEFT_TO_RIGHT; });
  return allowed && is_any_of(last, {U_LEFT_TO_RIGHT, U_EUROPEAN_NUMBER});
}

}  // namespace conformance::xmpp::precis

// SPDX-License-Identifier: MIT
#include "xmpp/date_time.hpp"

#include <algorithm>
#include <array>

namespace conformance::xmpp {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The number of so many digits at a place.
int number(std::string_view text, std::size_t at, std::size_t digits) {
  int value = 0;
  for (const char c : text.substr(at, digits)) value = value * 10 + (c - '0');
  return value;
}

bool is_day(int year, int month, int day) {
  constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1) return false;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= days.at(static_cast<std::size_t>(month - 1)) + (leap && month == 2 ? 1 : 0);
}

}  // namespace

bool is_utc_date_time(std::string_view text) {
  constexpr std::string_view form = "dddd-dd-ddTdd:dd:dd";
  if (text.size() <= form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == 'd' ? !is_digit(text[i]) : form[i] != text[i]) return false;
  }
  // A leap second is written as 60.
  const bool time = number(text, 11, 2) < 24 && number(text, 14, 2) < 60 && number(text, 17, 2) <= 60;
  if (!time || !is_day(number(text, 0, 4), number(text, 5, 2), number(text, 8, 2))) return false;
  auto rest = text.substr(form.size());
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    const auto digits = static_cast<std::size_t>(std::find_if_not(rest.begin(), rest.end(), is_digit) - rest.begin());
    if (digits == 0) return false;
    rest.remove_prefix(digits);
  }
  return rest == "Z" || rest == "+00:00" || rest == "-00:00";
}

}  // namespace conformance::xmpp

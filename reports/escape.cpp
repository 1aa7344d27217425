// SPDX-License-Identifier: MIT
#include "reports/escape.hpp"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

namespace conformance::reports {

namespace {

struct Character {
  UChar32 code = -1;  // negative for a byte that is not UTF-8
  std::size_t bytes = 1;
};

Character first_of(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto window = static_cast<std::int32_t>(std::min<std::size_t>(text.size(), 4));
  std::int32_t at = 0;
  UChar32 code = -1;
  U8_NEXT(bytes, at, window, code);
  // Of a broken sequence one byte is taken: what follows is then looked at afresh.
  if (code < 0) return {};
  return {code, static_cast<std::size_t>(at)};
}

bool is_dangerous(UChar32 code) {
  switch (u_charType(code)) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
      return true;
    default:
      return false;
  }
}

std::string visible(UChar32 code) {
  const auto number = static_cast<std::uint32_t>(code);
  if (number < 0x80) return fmt::format("\\x{:02x}", number);
  if (number <= 0xffff) return fmt::format("\\u{:04x}", number);
  return fmt::format("\\U{:08x}", number);
}

std::size_t width_of(UChar32 code) {
  const auto type = u_charType(code);
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK) return 0;
  const auto width = u_getIntPropertyValue(code, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

// XML 1.0 2.2: Char.
bool is_xml(UChar32 code) {
  if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || code >= 0x10000;
}

std::size_t longest_run(std::string_view text, char wanted) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == wanted ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

std::string for_terminal(std::string_view text, Newlines newlines) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto next = first_of(text);
    if (next.code < 0) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
    } else if (is_dangerous(next.code) && !(next.code == '\n' && newlines == Newlines::kept)) {
      out += visible(next.code);
    } else {
      out += text.substr(0, next.bytes);
    }
    text.remove_prefix(next.bytes);
  }
  return out;
}

std::string for_ci_line(std::string_view line) {
  std::size_t start = 0;
  while (start < line.size()) {
    const auto next = first_of(line.substr(start));
    if (next.code < 0 || u_isUWhiteSpace(next.code) == 0) break;
    start += next.bytes;
  }
  const bool command = line.substr(start).starts_with("::");
  std::string out;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (command && at == start) {
      out += "\\x3a";
      continue;
    }
    if (c == '[') {
      auto before = out.size();
      while (before > 0 && is_ascii_letter(out[before - 1])) --before;
      if (before >= 2 && out[before - 1] == '#' && out[before - 2] == '#') {
        out += "\\x5b";
        continue;
      }
    }
    out.push_back(c);
  }
  return out;
}

std::string cut(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  auto end = bytes;
  // A character has at most three bytes behind its first.
  const auto is_continuation = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80; };
  for (int back = 0; back < 3 && end > 0 && is_continuation(end); ++back) --end;
  return fmt::format("{}... [{} bytes left out]", text.substr(0, end), text.size() - end);
}

std::string for_xml(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto next = first_of(text);
    const bool allowed = next.code >= 0 && is_xml(next.code);
    switch (allowed ? next.code : -1) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\r':
        out += "&#13;";  // a parser would make a line feed of it
        break;
      default:
        out += allowed ? text.substr(0, next.bytes) : "\xef\xbf\xbd";
    }
    text.remove_prefix(next.bytes);
  }
  return out;
}

std::string fence_for(std::string_view text) {
  constexpr std::size_t shortest = 3;
  return std::string(std::max(shortest, longest_run(text, '`') + 1), '`');
}

std::string code_span(std::string_view text) {
  const auto shown = for_ci_line(for_terminal(cut(text)));
  if (shown.find_first_not_of(' ') == std::string::npos) return "";
  std::string cell;
  for (const char c : shown) {
    if (c == '|') cell += '\\';
    cell += c;
  }
  const std::string fence(longest_run(cell, '`') + 1, '`');
  // A backtick at an end would become part of the fence; one space is taken off on both sides.
  const bool pad = cell.front() == '`' || cell.back() == '`' || (cell.front() == ' ' && cell.back() == ' ');
  return fence + (pad ? " " : "") + cell + (pad ? " " : "") + fence;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const auto next = first_of(text);
    width += next.code < 0 ? 1 : width_of(next.code);
    text.remove_prefix(next.bytes);
  }
  return width;
}

std::string shell_word(std::string_view word) {
  constexpr std::string_view harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._@:+,-";
  if (!word.empty() && word.find_first_not_of(harmless) == std::string_view::npos) return std::string(word);
  std::string out = "'";
  for (const char c : word) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out.push_back(c);
    }
  }
  return out + "'";
}

}  // namespace conformance::reports

// SPDX-License-Identifier: MIT
#include "reports/page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/escape.hpp"
#include "reports/wrap.hpp"

namespace conformance::reports {

namespace {

// Narrower than this nothing can be laid out.
constexpr std::size_t columns_min = 40;

constexpr std::string_view sgr(Tone tone) {
  switch (tone) {
    case Tone::bold:
      return "\x1b[1m";
    case Tone::dim:
      return "\x1b[2m";
    case Tone::red:
      return "\x1b[31m";
    case Tone::green:
      return "\x1b[32m";
    case Tone::yellow:
      return "\x1b[33m";
    case Tone::magenta:
      return "\x1b[35m";
    case Tone::plain:
      break;
  }
  return "";
}

std::string safe(std::string_view text) { return for_terminal(cut(text)); }

}  // namespace

Page::Page(bool colour, std::size_t columns) : colour_(colour), columns_(std::max(columns, columns_min)) {}

std::size_t Page::room(std::size_t indent) const { return columns_ - std::min(indent, columns_ / 2); }

std::string Page::toned(Tone tone, std::string_view text) const {
  if (!colour_ || tone == Tone::plain || text.empty()) return std::string(text);
  return fmt::format("{}{}\x1b[0m", sgr(tone), text);
}

void Page::paragraph(std::string_view lead, Tone lead_tone, std::string_view text, Tone tone) {
  const auto shown = for_ci_line(safe(lead));
  const auto indent = std::min(display_width(shown), columns_ / 2);
  text_ += toned(lead_tone, shown);
  const auto lines = wrap(safe(text), room(display_width(shown)));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) text_.append(indent, ' ');
    text_ += toned(tone, lines[i]) + "\n";
  }
}

void Page::label(std::string_view name) {
  text_ += "  " + toned(Tone::dim, fmt::format("{:<{}}", for_ci_line(safe(name)), field_indent - 2));
}

void Page::field(std::string_view name, std::string_view text, Tone tone) {
  label(name);
  const auto lines = wrap(safe(text), room(field_indent));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) text_.append(field_indent, ' ');
    text_ += toned(tone, lines[i]) + "\n";
  }
}

void Page::unbroken_field(std::string_view name, std::string_view text) {
  label(name);
  text_ += for_ci_line(safe(text)) + "\n";
}

void Page::command_field(std::string_view name, std::string_view command) {
  // A line break within quotes would be another command.
  if (command.find_first_of("'\"\\") != std::string_view::npos) return unbroken_field(name, command);
  label(name);
  const auto lines = wrap(safe(command), room(field_indent + 2), 2);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) text_.append(field_indent, ' ');
    text_ += lines[i] + (i + 1 < lines.size() ? " \\\n" : "\n");
  }
}

void Page::code(std::size_t indent, std::string_view line, Tone tone, bool marked) {
  const auto column = std::min(field_indent + indent, columns_ / 2);
  const auto lines = wrap(safe(line), room(column), 4);
  const bool gutter = marked && lines.size() > 1;
  for (const auto& shown : lines) {
    text_.append(gutter ? column - 2 : column, ' ').append(gutter ? "> " : "");
    text_ += toned(tone, shown) + "\n";
  }
  if (marked && !gutter) text_.append(column, ' ').append(display_width(lines.front()), '^').append("\n");
}

void Page::line(std::string_view text, Tone tone) { text_ += toned(tone, for_ci_line(safe(text))) + "\n"; }

}  // namespace conformance::reports

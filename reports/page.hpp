// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace conformance::reports {

/// Red is kept for a broken MUST or MUST NOT.
enum class Tone { plain, bold, dim, red, green, yellow, magenta };

/// A text for the console under construction. Every text given to it is taken for data: cut, escaped and wrapped here,
/// so that no part of a report can forget it.
class Page {
 public:
  Page(bool colour, std::size_t columns);

  [[nodiscard]] std::size_t columns() const { return columns_; }
  void blank() { text_ += '\n'; }
  /// A lead, then text wrapped beside it.
  void paragraph(std::string_view lead, Tone lead_tone, std::string_view text, Tone tone = Tone::plain);
  /// A labelled text in the block of a finding.
  void field(std::string_view label, std::string_view text, Tone tone = Tone::plain);
  /// A labelled text that is to be copied: it is not broken.
  void unbroken_field(std::string_view label, std::string_view text);
  /// A labelled shell command: broken only with a backslash at the end of the line, and not if it has quotes.
  void command_field(std::string_view label, std::string_view command);
  /// A line of code in the block of a finding; marked by ^ under it, or by > before it where it takes more lines.
  void code(std::size_t indent, std::string_view line, Tone tone = Tone::plain, bool marked = false);
  /// A line that is not wrapped.
  void line(std::string_view text, Tone tone = Tone::plain);

  [[nodiscard]] std::string take() { return std::move(text_); }

  /// Where the texts of fields begin.
  static constexpr std::size_t field_indent = 12;

 private:
  [[nodiscard]] std::size_t room(std::size_t indent) const;
  [[nodiscard]] std::string toned(Tone tone, std::string_view text) const;
  void label(std::string_view name);

  bool colour_;
  std::size_t columns_;
  std::string text_;
};

}  // namespace conformance::reports

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/limits.hpp"

/// The one place where text that came from outside is made fit to be shown. All writers use it.
namespace conformance::reports {

enum class Newlines { escaped, kept };

/// What a terminal would obey, hide or reorder becomes a visible escape: control characters (C0, DEL, C1), format
/// characters (bidi controls, zero-width characters, byte order mark, tags), line and paragraph separators, and bytes
/// that are not UTF-8. ESC becomes `\x1b`, U+202E `\u202e`. A backslash stays as it is: the exact text is in the trace.
std::string for_terminal(std::string_view text, Newlines newlines = Newlines::escaped);

/// One line, already fit for the terminal, that no build service takes for a command: where it begins with `::`
/// (GitHub; leading white space does not count) the colon is escaped, and in `##[`, `##vso[` and `##teamcity[`, which
/// are looked for in the whole line, the bracket.
std::string for_ci_line(std::string_view line);

/// The first `bytes` bytes, ended at a character boundary, and how many bytes are left out: "abc... [997 bytes left
/// out]". A shorter text is returned as it is.
std::string cut(std::string_view text, std::size_t bytes = limits::report_line_bytes_max);

/// Text for XML 1.0, in an element or in an attribute in double quotes: what it forbids even as a reference (most of
/// C0, surrogates, U+FFFE, U+FFFF) and bytes that are not UTF-8 become U+FFFD.
std::string for_xml(std::string_view text);

/// A fence for Markdown that no line of the text can close.
std::string fence_for(std::string_view text);
/// A code span of Markdown, fit for a cell of a table: nothing in it is taken for mark-up, a link or a mention.
std::string code_span(std::string_view text);

/// Columns that an escaped text takes on a terminal: 2 for an East Asian wide character, 0 for a combining one.
std::size_t display_width(std::string_view text);

/// A word that a POSIX shell takes as it is, quoted with ' where it has to be.
std::string shell_word(std::string_view word);

}  // namespace conformance::reports

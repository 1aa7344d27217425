// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "xml/element.hpp"

namespace conformance::stream {

/// The beginning of what the other side wrote, for a sentence: never more than 200 bytes, cut between characters.
std::string excerpt(std::string_view text);

/// What an error element says: a stream error, a SASL failure, or the <error/> of a stanza.
struct ErrorWords {
  std::string condition;
  std::string text;

  /// "not-authorized", "not-authorized (the text)"
  [[nodiscard]] std::string sentence() const { return text.empty() ? condition : condition + " (" + text + ")"; }
};

/// Reads an error element whose condition and text are in the namespace `ns` (RFC 6120 4.9.2, 6.5, 8.3.2).
ErrorWords error_words(const xml::Element& error, std::string_view ns);

}  // namespace conformance::stream

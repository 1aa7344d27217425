// SPDX-License-Identifier: MIT
#include "stream/words.hpp"

namespace conformance::stream {

namespace {

constexpr std::size_t excerpt_bytes_max = 200;

bool continues_a_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

std::string excerpt(std::string_view text) {
  if (text.size() <= excerpt_bytes_max) return std::string(text);
  constexpr std::string_view mark = "…";
  std::size_t size = excerpt_bytes_max - mark.size();
  while (size > 0 && continues_a_character(text[size])) --size;
  return std::string(text.substr(0, size)).append(mark);
}

ErrorWords error_words(const xml::Element& error, std::string_view ns) {
  ErrorWords words{"an error without a condition", ""};
  bool found = false;
  for (const auto& child : error.children()) {
    if (child.ns() != ns) continue;
    if (child.name() == "text") {
      words.text = excerpt(child.text());
    } else if (!found) {
      words.condition = excerpt(child.name());
      found = true;
    }
  }
  return words;
}

}  // namespace conformance::stream

// SPDX-License-Identifier: MIT
#include "reports/wrap.hpp"

#include <algorithm>

#include "reports/escape.hpp"

namespace conformance::reports {

std::vector<std::string> wrap(std::string_view text, std::size_t width, std::size_t hanging) {
  std::vector<std::string> lines(1);
  std::size_t used = 0;
  std::size_t spaces = 0;
  bool fresh = true;  // nothing but indentation stands in the line
  while (!text.empty()) {
    if (text.front() == ' ') {
      ++spaces;
      text.remove_prefix(1);
      continue;
    }
    const auto end = std::min(text.find(' '), text.size());
    // Any word may come to stand at the start of a line.
    const auto word = for_ci_line(text.substr(0, end));
    const auto word_width = display_width(word);
    text.remove_prefix(end);
    if (!fresh && used + spaces + word_width > width) {
      lines.emplace_back(hanging, ' ');
      used = hanging;
      spaces = 0;
    }
    lines.back().append(spaces, ' ').append(word);
    used += spaces + word_width;
    spaces = 0;
    fresh = false;
  }
  return lines;
}

}  // namespace conformance::reports

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "xml/element.hpp"

namespace conformance::reports {

struct StanzaLine {
  std::size_t indent = 0;
  std::string text;  ///< as it came: not yet escaped for where it is shown
  bool marked = false;
};

/// A stanza for a person: in one line if it fits into `width` and nothing is marked, else one element a line. `marked`
/// are places of direct children, from 0. Very large stanzas stay in one line, and of very many lines some are left
/// out, marked ones last.
std::vector<StanzaLine> view(const xml::Element& stanza, const std::vector<std::size_t>& marked, std::size_t width);

/// The direct children of a failure's stanza that a reader should look at first; none where it is the whole stanza.
///
/// What `actual` names as `{namespace}name`; else the thread for rules on threads, the states for XEP-0085 and the
/// attention element for XEP-0224.
std::vector<std::size_t> offending_children(std::string_view rule, std::string_view actual, const xml::Element& stanza);

}  // namespace conformance::reports

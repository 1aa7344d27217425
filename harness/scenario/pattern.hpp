// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "xml/element.hpp"

namespace conformance::scenario {

/// Names to values: the scenario's words, its cast's addresses, and what patterns captured.
using Bindings = std::map<std::string, std::string>;

/// A place in a text where a value goes: `${name}`, or `${name:any}`, which takes whatever stands there.
struct Placeholder {
  std::string name;
  bool captures = false;
};

/// The placeholders of a text, in order. Errors: `${` without an end, an empty or unknown form.
Result<std::vector<Placeholder>> placeholders(std::string_view text);

/// Puts values in, escaped for XML where `escape` is set. Every name has to be bound: the loader has seen to that.
std::string substitute(std::string_view text, const Bindings& bindings, bool escape);

/// What a stanza has to look like: a stanza in which only what is given counts.
///
/// Names, namespaces and given attributes agree; unknown children and attributes and their order do not matter. An
/// element named `_` stands for any name in its namespace; a placeholder that captures takes a whole attribute or text.
/// A body that is one word, `<body>${token}</body>`, is met by a text that has it in it: with what was typed before.
/// `exact` allows nothing beside what is given, and each of `absent` must not match any child.
class StanzaPattern {
 public:
  static Result<StanzaPattern> parse(std::string_view xml, bool exact, const std::vector<std::string>& absent);

  /// Matches and, if it does, adds captures to `bindings`.
  [[nodiscard]] bool match(const xml::Element& stanza, Bindings& bindings) const;
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  StanzaPattern(std::string text, xml::Element pattern) : text_(std::move(text)), pattern_(std::move(pattern)) {}
  std::string text_;
  xml::Element pattern_;
  bool exact_ = false;
  std::vector<xml::Element> absent_;
};

}  // namespace conformance::scenario

// SPDX-License-Identifier: MIT
#include "scenario/pattern.hpp"

#include <algorithm>
#include <span>

#include "base/check.hpp"
#include "xml/parser.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::scenario {

namespace {

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '-';
  });
}

bool match_text(std::string_view pattern, std::string_view text, Bindings& bindings) {
  // A capture takes the whole text: `${t:any}`.
  if (pattern.starts_with("${") && pattern.ends_with(":any}")) {
    bindings[std::string(pattern.substr(2, pattern.size() - 7))] = std::string(text);
    return true;
  }
  return substitute(pattern, bindings, false) == text;
}

// What a user had typed before, or a client puts around it, stands in the same body as a word that is waited for.
bool match_body(std::string_view pattern, std::string_view text, Bindings& bindings) {
  const bool is_word =
      pattern.starts_with("${") && pattern.find('}') == pattern.size() - 1 && !pattern.ends_with(":any}");
  if (!is_word) return match_text(pattern, text, bindings);
  return text.find(substitute(pattern, bindings, false)) != std::string_view::npos;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

struct Candidates {
  std::vector<xml::Element> elements;
  std::vector<bool> used;
  std::size_t tries = 0;
};

// Comparisons among the children of one element; a pattern has a handful of children, a stanza at most 20,000.
constexpr std::size_t tries_max = 1'000'000;

bool match_children(std::span<const xml::Element> patterns, Candidates& candidates, bool exact, Bindings& bindings);

bool match_element(const xml::Element& pattern, const xml::Element& element, bool exact, Bindings& bindings) {
  if (pattern.ns() != element.ns() || (pattern.name() != "_" && pattern.name() != element.name())) return false;
  const auto wanted = pattern.attributes();
  for (const auto& attribute : wanted) {
    const auto value = element.attribute(attribute.name, attribute.ns);
    if (!value || !match_text(attribute.value, *value, bindings)) return false;
  }
  const auto text = pattern.text();
  if (is_blank(text)) {
    if (exact && !is_blank(element.text())) return false;
  } else {
    const bool searched = pattern.name() == "body" && !exact;
    if (!(searched ? match_body : match_text)(text, element.text(), bindings)) return false;
  }
  const auto children = pattern.children();
  Candidates candidates{element.children(), {}};
  candidates.used.resize(candidates.elements.size());
  if (exact && (candidates.elements.size() != children.size() || wanted.size() != element.attributes().size())) {
    return false;
  }
  return match_children(children, candidates, exact, bindings);
}

// Gives each pattern a candidate of its own; where the first that fits leaves none for a later one, the next is tried.
bool match_children(std::span<const xml::Element> patterns, Candidates& candidates, bool exact, Bindings& bindings) {
  if (patterns.empty()) return true;
  for (std::size_t i = 0; i < candidates.elements.size(); ++i) {
    if (candidates.used[i] || ++candidates.tries > tries_max) continue;
    Bindings tentative = bindings;
    if (!match_element(patterns.front(), candidates.elements[i], exact, tentative)) continue;
    candidates.used[i] = true;
    if (match_children(patterns.subspan(1), candidates, exact, tentative)) {
      bindings = std::move(tentative);
      return true;
    }
    candidates.used[i] = false;
  }
  return false;
}

// A capture takes all of an attribute or text, and names are known only there.
Result<void> check_text(std::string_view text) {
  const auto found = placeholders(text);
  if (found.has_error()) return found.error();
  for (const auto& placeholder : *found) {
    const std::string whole = "${" + placeholder.name + ":any}";
    if (placeholder.captures && text != whole) {
      return InputError{"\"" + whole + "\" takes a whole attribute or text, found \"" + std::string(text) + "\"", ""};
    }
  }
  return {};
}

Result<void> check_placeholders(const xml::Element& pattern) {
  const bool in_ns = pattern.ns().find("${") != std::string_view::npos;
  if (in_ns) return InputError{"a namespace cannot hold a placeholder", ""};
  for (const auto& attribute : pattern.attributes()) {
    if (const auto checked = check_text(attribute.value); checked.has_error()) return checked;
  }
  const auto text = pattern.text();
  const auto children = pattern.children();
  if (!children.empty() && text.find("${") != std::string::npos) {
    return InputError{"a placeholder cannot stand in a text that has elements beside it", ""};
  }
  if (const auto checked = check_text(text); checked.has_error()) return checked;
  for (const auto& child : children) {
    if (const auto checked = check_placeholders(child); checked.has_error()) return checked;
  }
  return {};
}

Result<xml::Element> parse_pattern(std::string_view text) {
  auto element = xml::parse_element(text, xmpp::ns::client);
  if (element.has_error()) return element;
  if (const auto checked = check_placeholders(*element); checked.has_error()) return checked.error();
  return element;
}

}  // namespace

Result<std::vector<Placeholder>> placeholders(std::string_view text) {
  std::vector<Placeholder> found;
  for (auto at = text.find("${"); at != std::string_view::npos; at = text.find("${", at)) {
    const auto end = text.find('}', at);
    const auto place = "byte " + std::to_string(at);
    if (end == std::string_view::npos) return InputError{"\"${\" has no end", place};
    auto name = text.substr(at + 2, end - at - 2);
    const bool captures = name.ends_with(":any");
    if (captures) name.remove_suffix(4);
    if (!is_name(name)) {
      return InputError{"\"${" + std::string(name) + "}\" is not a placeholder, expected ${name} or ${name:any}",
                        place};
    }
    found.push_back({std::string(name), captures});
    at = end;
  }
  return found;
}

std::string substitute(std::string_view text, const Bindings& bindings, bool escape) {
  std::string out;
  while (true) {
    const auto at = text.find("${");
    const auto end = at == std::string_view::npos ? at : text.find('}', at);
    if (end == std::string_view::npos) break;
    out.append(text.substr(0, at));
    const auto bound = bindings.find(std::string(text.substr(at + 2, end - at - 2)));
    check(bound != bindings.end(), "a scenario uses a name that nothing has bound");
    out.append(escape ? xml::escape(bound->second) : bound->second);
    text.remove_prefix(end + 1);
  }
  out.append(text);
  return out;
}

Result<StanzaPattern> StanzaPattern::parse(std::string_view text, bool exact, const std::vector<std::string>& absent) {
  const auto element = parse_pattern(text);
  if (element.has_error()) return element.error();
  StanzaPattern pattern(std::string(text), *element);
  pattern.exact_ = exact;
  for (const auto& child : absent) {
    auto parsed = parse_pattern(child);
    if (parsed.has_error()) return parsed.error().within("absent");
    pattern.absent_.push_back(*parsed);
  }
  return pattern;
}

bool StanzaPattern::match(const xml::Element& stanza, Bindings& bindings) const {
  Bindings tentative = bindings;
  if (!match_element(pattern_, stanza, exact_, tentative)) return false;
  for (const auto& child : stanza.children()) {
    for (const auto& absent : absent_) {
      if (match_element(absent, child, false, tentative)) return false;
    }
  }
  bindings = std::move(tentative);
  return true;
}

}  // namespace conformance::scenario

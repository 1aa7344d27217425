// SPDX-License-Identifier: MIT
#include "scenario/pattern.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "xml/parser.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::scenario {

namespace {

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
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

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

bool match_element(const xml::Element& pattern, const xml::Element& element, bool exact, Bindings& bindings) {
  if (pattern.ns() != element.ns() || (pattern.name() != "_" && pattern.name() != element.name())) return false;
  const auto wanted = pattern.attributes();
  for (const auto& attribute : wanted) {
    const auto value = element.attribute(attribute.name, attribute.ns);
    if (!value || !match_text(attribute.value, *value, bindings)) return false;
  }
  const auto text = pattern.text();
  if (!is_blank(text) && !match_text(text, element.text(), bindings)) return false;
  auto left = element.children();
  const auto children = pattern.children();
  for (const auto& child : children) {
    const auto found = std::find_if(left.begin(), left.end(), [&](const xml::Element& candidate) {
      return match_element(child, candidate, exact, bindings);
    });
    if (found == left.end()) return false;
    left.erase(found);
  }
  return !exact || (left.empty() && wanted.size() == element.attributes().size());
}

Result<xml::Element> parse_pattern(std::string_view text) { return xml::parse_element(text, xmpp::ns::client); }

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
      return InputError{"\"${" + std::string(name) + "}\" is not a placeholder, expected ${name} or ${name:any}", place};
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

// SPDX-License-Identifier: MIT
#include "reports/stanza_view.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/escape.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::reports {

namespace {

// A larger stanza is not laid out: a person will not read it, and a hostile one would take long.
constexpr std::size_t layout_bytes_max = 64U << 10U;
constexpr std::size_t lines_max = 30;
constexpr std::size_t marked_lines_max = 10;
constexpr std::size_t indent_step = 2;

// The element without its content: "<message type='chat'>".
std::string start_tag(const xml::Element& element, std::string_view ns_around) {
  xml::Builder bare(element.name(), element.ns());
  for (const auto& attribute : element.attributes()) bare.set(attribute.name, attribute.ns, attribute.value);
  auto tag = bare.build().to_string(ns_around);
  return tag.replace(tag.size() - 2, 2, ">");
}

void add(const xml::Element& element, std::string_view ns_around, std::size_t indent, std::size_t width,
         std::vector<StanzaLine>& out);

void add_broken(const xml::Element& element, std::string_view ns_around, std::size_t indent, std::size_t width,
                const std::vector<std::size_t>& marked, std::vector<StanzaLine>& out) {
  out.push_back({indent, start_tag(element, ns_around)});
  if (const auto text = element.text(); text.find_first_not_of(" \t\r\n") != std::string::npos) {
    out.push_back({indent + indent_step, xml::escape(text)});
  }
  const auto children = element.children();
  for (std::size_t i = 0; i < children.size(); ++i) {
    const auto first = out.size();
    add(children[i], element.ns(), indent + indent_step, width, out);
    out[first].marked = std::find(marked.begin(), marked.end(), i) != marked.end();
  }
  out.push_back({indent, fmt::format("</{}>", element.name())});
}

void add(const xml::Element& element, std::string_view ns_around, std::size_t indent, std::size_t width,
         std::vector<StanzaLine>& out) {
  auto line = element.to_string(ns_around);
  if (element.children().empty() || indent + display_width(line) <= width) {
    out.push_back({indent, std::move(line)});
  } else {
    add_broken(element, ns_around, indent, width, {}, out);
  }
}

std::vector<StanzaLine> shortened(std::vector<StanzaLine> lines) {
  if (lines.size() <= lines_max) return lines;
  std::vector<StanzaLine> shorter;
  std::size_t marked = 0;
  std::size_t left_out = 0;
  const auto close_gap = [&] {
    if (left_out > 0) shorter.push_back({indent_step, fmt::format("... [{} lines left out]", left_out)});
    left_out = 0;
  };
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool last = i + 1 == lines.size();
    if (i + 2 < lines_max || last || (lines[i].marked && marked < marked_lines_max)) {
      close_gap();
      if (lines[i].marked) ++marked;
      shorter.push_back(std::move(lines[i]));
    } else {
      ++left_out;
    }
  }
  return shorter;
}

}  // namespace

std::vector<StanzaLine> view(const xml::Element& stanza, const std::vector<std::size_t>& marked, std::size_t width) {
  auto line = stanza.to_string(xmpp::ns::client);
  const bool fits = marked.empty() && display_width(line) <= width;
  if (fits || line.size() > layout_bytes_max) return {{0, std::move(line)}};
  std::vector<StanzaLine> lines;
  if (stanza.children().empty()) {
    lines.push_back({0, std::move(line)});
  } else {
    add_broken(stanza, xmpp::ns::client, 0, width, marked, lines);
  }
  return shortened(std::move(lines));
}

std::vector<std::size_t> offending_children(std::string_view rule, std::string_view actual,
                                            const xml::Element& stanza) {
  const auto children = stanza.children();
  const auto where = [&](auto holds) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < children.size(); ++i) {
      if (holds(children[i])) places.push_back(i);
    }
    return places;
  };
  const auto in_namespace = [&](std::string_view ns) {
    return where([ns](const xml::Element& child) { return child.ns() == ns; });
  };
  if (auto named = where([&](const xml::Element& child) {
        return actual.find(fmt::format("{{{}}}{}", child.ns(), child.name())) != std::string_view::npos;
      });
      !named.empty()) {
    return named;
  }
  if (rule.find("thread") != std::string_view::npos) {
    if (auto threads = where([](const xml::Element& child) { return child.is("thread", xmpp::ns::client); });
        !threads.empty()) {
      return threads;
    }
  }
  if (rule.starts_with("0085/")) return in_namespace(xmpp::ns::chat_states);
  if (rule.starts_with("0224/")) return in_namespace(xmpp::ns::attention);
  return {};
}

}  // namespace conformance::reports

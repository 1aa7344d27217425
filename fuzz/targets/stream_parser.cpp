// Property: any chunking of a stream gives the result of the whole, within the limits, and what was read is read again.
// SPDX-License-Identifier: MIT
#include <cstdio>

#include "base/check.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "xml/parser.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::fuzz {

namespace {

// Small, so that inputs of a fuzzer's size reach them.
constexpr xml::ParserLimits small = {
    .bytes_max = 600, .depth_max = 8, .attributes_max = 6, .elements_max = 20, .name_bytes_max = 60};

std::string parse(const std::vector<std::string_view>& chunks, xml::ParserLimits limits,
                  std::vector<xml::Element>& elements) {
  xml::StreamParser parser(limits);
  std::vector<xml::StreamEvent> events;
  std::string result;
  for (const auto chunk : chunks) {
    const auto fed = parser.feed(chunk, events);
    if (fed.has_error()) {
      result = "error " + fed.error().message() + "\n";
      break;
    }
  }
  std::string all;
  for (const auto& event : events) {
    if (const auto* opened = std::get_if<xml::StreamOpened>(&event)) all += "open " + opened->header.to_string() + "\n";
    if (std::holds_alternative<xml::StreamEnded>(event)) all += "end\n";
    if (const auto* parsed = std::get_if<xml::ElementParsed>(&event)) {
      all += parsed->element.to_string(xmpp::ns::client) + "\n";
      elements.push_back(parsed->element);
    }
  }
  return all + result;
}

std::size_t check_limits(const xml::Element& element, std::size_t depth) {
  check(depth <= small.depth_max, "an element is deeper than the limit");
  check(element.attributes().size() <= small.attributes_max, "an element has more attributes than the limit");
  check(element.name().size() <= small.name_bytes_max, "a name is longer than the limit");
  std::size_t elements = 1;
  for (const auto& child : element.children()) elements += check_limits(child, depth + 1);
  check(elements <= small.elements_max, "a stanza has more elements than the limit");
  return elements;
}

}  // namespace

void stream_parser(std::string_view input) {
  for (const auto limits : {small, xml::ParserLimits()}) {
    std::vector<xml::Element> elements;
    const auto whole = parse({input}, limits, elements);
    if (limits.depth_max == small.depth_max) {
      for (const auto& element : elements) check_limits(element, 1);
    }
    for (const std::size_t bytes_max : {1U, 7U, 200U}) {
      std::vector<xml::Element> again;
      const auto parts = parse(slices(input, bytes_max), limits, again);
      if (parts != whole) std::fprintf(stderr, "whole:\n%s\nparts:\n%s\n", whole.c_str(), parts.c_str());
      check(parts == whole, "another chunking gives another result");
    }
    for (const auto& element : elements) {
      // What is written out can be longer than what was read, by references and namespaces.
      xml::ParserLimits wide;
      wide.bytes_max *= 8;
      wide.name_bytes_max *= 8;
      const auto again = xml::parse_element(element.to_string(xmpp::ns::client), xmpp::ns::client, wide);
      check(again.has_value() && *again == element, "what was written is not what was read");
    }
  }
}

}  // namespace conformance::fuzz

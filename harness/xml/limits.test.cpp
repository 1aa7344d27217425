// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "xml/parser.hpp"

namespace conformance::xml {

namespace {

const std::string head = "<stream xmlns='jabber:client'>";

// What the parser says to `text` after a header: nothing, or the reason.
std::string said(const ParserLimits& limits, const std::string& text, std::size_t piece_bytes = std::string::npos) {
  StreamParser parser(limits);
  std::vector<StreamEvent> events;
  const std::string all = head + text;
  for (std::size_t at = 0; at < all.size(); at += std::min(piece_bytes, all.size())) {
    const auto fed = parser.feed(all.substr(at, piece_bytes), events);
    if (fed.has_error()) return fed.error().reason;
  }
  return "";
}

std::string nested(std::size_t depth) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += "<a>";
  for (std::size_t i = 0; i < depth; ++i) text += "</a>";
  return text;
}

std::string repeated(const std::string& text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

std::string with_attributes(std::size_t count) {
  std::string text = "<a";
  for (std::size_t i = 0; i < count; ++i) text += " a" + std::to_string(i) + "=''";
  return text + "/>";
}

// A message that is so many bytes long.
std::string message_of(std::size_t bytes) { return "<m>" + std::string(bytes - 7, 'x') + "</m>"; }

}  // namespace

TEST_CASE("A stanza at the limit of bytes is taken, one byte more is refused", "[xml]") {
  const ParserLimits limits{.bytes_max = 100};
  const std::size_t piece = GENERATE(std::size_t{1}, std::size_t{7}, std::size_t{1000});
  const std::string before = GENERATE(as<std::string>{}, "", "<a/>", "\n\n", "<a/> \n<b></b>");
  CHECK(said(limits, before + message_of(100), piece).empty());
  CHECK(said(limits, before + message_of(100) + message_of(100) + message_of(99), piece).empty());
  CHECK(said(limits, before + message_of(101), piece) == "a stanza is longer than 100 bytes");
  CHECK(said(limits, before + message_of(100) + message_of(101), piece) == "a stanza is longer than 100 bytes");
}

TEST_CASE("A stanza that never ends is refused at the limit with its place", "[xml]") {
  StreamParser parser({.bytes_max = 100});
  std::vector<StreamEvent> events;
  REQUIRE(parser.feed(head + "<m>" + std::string(97, 'x'), events).has_value());
  const auto fed = parser.feed("x", events);
  REQUIRE(fed.has_error());
  CHECK(fed.error().message() == "byte 130: a stanza is longer than 100 bytes");
  CHECK(parser.feed("x", events).error().reason == "the stream has ended with an error before");
}

TEST_CASE("A stream header and a tag without end have the limit of bytes, too", "[xml]") {
  std::vector<StreamEvent> events;
  CHECK(StreamParser({.bytes_max = 100}).feed("<s a='" + std::string(92, 'x') + "'>", events).has_value());
  CHECK(StreamParser({.bytes_max = 100}).feed("<s a='" + std::string(93, 'x') + "'>", events).has_error());
  CHECK(said({.bytes_max = 100}, "<m a='" + std::string(95, 'x')) == "a stanza is longer than 100 bytes");
}

TEST_CASE("White space between stanzas counts towards none of them", "[rfc6120-4.6.1]") {
  const std::size_t piece = GENERATE(std::size_t{1}, std::size_t{50}, std::size_t{10'000});
  const std::string spaces(1'000, ' ');
  CHECK(said({.bytes_max = 100}, spaces + message_of(100) + spaces + message_of(100), piece).empty());
}

TEST_CASE("The standard limit of bytes holds for stanzas that come in one piece", "[xml]") {
  const std::size_t bytes_max = limits::stanza_bytes_max;
  CHECK(said({}, message_of(bytes_max) + message_of(bytes_max)).empty());
  CHECK(said({}, message_of(bytes_max + 1)) == "a stanza is longer than 1048576 bytes");
}

TEST_CASE("Elements at the limit of depth are taken, one more within is refused", "[xml]") {
  const std::size_t depth_max = GENERATE(std::size_t{1}, std::size_t{5}, limits::element_depth_max);
  const ParserLimits limits{.depth_max = depth_max};
  const std::string reason = "elements are nested deeper than " + std::to_string(depth_max);
  CHECK(said(limits, nested(depth_max) + nested(depth_max)).empty());
  CHECK(said(limits, nested(depth_max + 1)) == reason);
}

TEST_CASE("What is beyond a limit is refused with the place of its start tag", "[xml]") {
  StreamParser parser({.depth_max = 2});
  std::vector<StreamEvent> events;
  const auto fed = parser.feed(head + "<a/><a><b><c x='1'>", events);
  REQUIRE(fed.has_error());
  CHECK(fed.error().message() == "byte " + std::to_string(head.size() + 10) + ": elements are nested deeper than 2");
  CHECK(events.size() == 2);
}

TEST_CASE("Attributes and declarations at their limit are taken, one more is refused", "[xml]") {
  const ParserLimits five{.attributes_max = 5};
  const std::string reason = "an element has more than 5 attributes";
  CHECK(said(five, with_attributes(5) + with_attributes(5)).empty());
  CHECK(said(five, with_attributes(6)) == reason);
  CHECK(said(five, "<a xmlns='urn:x' xmlns:p='urn:y' p:a='' b='' c=''/><a xmlns='urn:x'/>").empty());
  CHECK(said(five, "<a xmlns='urn:x' xmlns:p='urn:y' p:a='' b='' c='' d=''/>") == reason);
  CHECK(said(five, "<a><b xmlns:a='u:a' xmlns:b='u:b' xmlns:c='u:c' xmlns:d='u:d' xmlns:e='u:e' xmlns:f='u:f'/></a>") ==
        reason);
  CHECK(said({}, with_attributes(limits::attributes_max)).empty());
  CHECK(said({}, with_attributes(limits::attributes_max + 1)) == "an element has more than 128 attributes");
}

TEST_CASE("A stanza with elements at the limit is taken, one more is refused", "[xml]") {
  const ParserLimits five{.elements_max = 5};
  CHECK(said(five, "<m>" + repeated("<a/>", 4) + "</m>" + nested(5)).empty());
  CHECK(said(five, "<m>" + repeated("<a/>", 5) + "</m>") == "a stanza has more than 5 elements");
  CHECK(said(five, nested(6)) == "a stanza has more than 5 elements");
  CHECK(said(five, repeated("<m/>", 100)).empty());
  CHECK(said({}, "<m>" + repeated("<a/>", limits::elements_max - 1) + "</m>").empty());
  CHECK(said({}, "<m>" + repeated("<a/>", limits::elements_max) + "</m>") == "a stanza has more than 20000 elements");
}

TEST_CASE("A name with its namespace at the limit is taken, one byte more is refused", "[xml]") {
  const ParserLimits twenty{.name_bytes_max = 20};
  const std::string reason = "a name is longer than 20 bytes";
  // jabber:client, one byte between, and six.
  CHECK(said(twenty, "<abcdef/>").empty());
  CHECK(said(twenty, "<abcdefg/>") == reason);
  CHECK(said(twenty, "<a " + std::string(20, 'b') + "=''/>").empty());
  CHECK(said(twenty, "<a " + std::string(21, 'b') + "=''/>") == reason);
  CHECK(said(twenty, "<a xmlns='urn:" + std::string(14, 'x') + "'/>").empty());
  CHECK(said(twenty, "<a xmlns='urn:" + std::string(15, 'x') + "'/>") == reason);
  CHECK(said(twenty, "<a b='" + std::string(1'000, 'x') + "'/>").empty());
  const std::size_t longest = limits::name_bytes_max - std::string("jabber:client").size() - 1;
  CHECK(said({}, "<" + std::string(longest, 'a') + "/>").empty());
  CHECK(said({}, "<" + std::string(longest + 1, 'a') + "/>") == "a name is longer than 4096 bytes");
}

TEST_CASE("A stanza whose prefixes stand for more than the limit of bytes is refused", "[xml]") {
  const ParserLimits limits{.bytes_max = 1'000};
  const std::string ns = "urn:" + std::string(196, 'x');
  // Each element has the namespace of 200 bytes written out, but not one within another.
  const auto elements = [&](std::size_t count) {
    return "<m xmlns:p='" + ns + "'>" + repeated("<p:a/>", count) + "</m>";
  };
  const auto attributes = [&](std::size_t count) {
    return "<m xmlns:p='" + ns + "'>" + repeated("<a p:b=''/>", count) + "</m>";
  };
  const std::string reason = "the namespaces of a stanza, written out, are longer than 1000 bytes";
  CHECK(said(limits, elements(4) + attributes(4)).empty());
  CHECK(said(limits, elements(5)) == reason);
  // jabber:client once, the other four times.
  CHECK(said({.bytes_max = 813}, elements(4)).empty());
  CHECK(said({.bytes_max = 812}, elements(4)).find("the namespaces of a stanza") == 0);
  CHECK(said(limits, attributes(5)) == reason);
  CHECK(said(limits, "<p:m xmlns:p='" + ns + "'>" + repeated("<p:a><p:b/></p:a>", 20) + "</p:m>").empty());
  CHECK(said(limits, "<m xmlns:p='urn:" + repeated("&quot;", 40) + "'><p:a/><p:a/><p:a/></m>").empty());
  CHECK(said(limits, "<m xmlns:p='urn:" + repeated("&quot;", 40) + "'><p:a/><p:a/><p:a/><p:a/><p:a/></m>") == reason);
}

}  // namespace conformance::xml

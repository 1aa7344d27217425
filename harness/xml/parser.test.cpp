// SPDX-License-Identifier: MIT
#include "xml/parser.hpp"

#include <catch2/catch.hpp>

namespace conformance::xml {

namespace {

const std::string head =
    "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
    "from='montague.lit' version='1.0'>";

const std::string session =
    head +
    "<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></stream:features>\n"
    "<message type='chat' xml:lang='en'><body>Wherefore &amp; &#x22;art&#x22; thou, Rom\xc3\xa9o?\r\n</body>"
    "<c:composing xmlns:c='http://jabber.org/protocol/chatstates'/></message>"
    " \t<presence/><message a='1'\n\tb = \"two &lt; three\"><body><![CDATA[<no element/>]]></body></message>\r\n"
    "</stream:stream>";

const std::vector<std::string> session_events = {
    "opened <stream xmlns='http://etherx.jabber.org/streams' from='montague.lit' version='1.0'/>",
    "<features xmlns='http://etherx.jabber.org/streams'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></features>",
    "<message xmlns='jabber:client' type='chat' xml:lang='en'><body>Wherefore &amp; &quot;art&quot; thou, "
    "Rom\xc3\xa9o?&#10;</body><composing xmlns='http://jabber.org/protocol/chatstates'/></message>",
    "<presence xmlns='jabber:client'/>",
    "<message xmlns='jabber:client' a='1' b='two &lt; three'><body>&lt;no element/&gt;</body></message>",
    "ended",
};

std::vector<std::string> written(const std::vector<StreamEvent>& events) {
  std::vector<std::string> all;
  for (const auto& event : events) {
    if (const auto* opened = std::get_if<StreamOpened>(&event)) {
      all.push_back("opened " + opened->header.to_string());
    } else if (const auto* parsed = std::get_if<ElementParsed>(&event)) {
      all.push_back(parsed->element.to_string());
    } else {
      all.emplace_back("ended");
    }
  }
  return all;
}

}  // namespace

TEST_CASE("A session gives its header, its first-level elements and its end", "[rfc6120-4.2]") {
  StreamParser parser;
  std::vector<StreamEvent> events;
  REQUIRE(parser.feed(session, events).has_value());
  CHECK(written(events) == session_events);
}

TEST_CASE("A session that is cut in two anywhere gives the same events", "[xml]") {
  for (std::size_t cut = 0; cut <= session.size(); ++cut) {
    StreamParser parser;
    std::vector<StreamEvent> events;
    REQUIRE(parser.feed(session.substr(0, cut), events).has_value());
    REQUIRE(parser.feed(session.substr(cut), events).has_value());
    INFO("cut at " << cut);
    REQUIRE(written(events) == session_events);
  }
}

TEST_CASE("A session that comes byte by byte gives each event with the byte that completes it", "[xml]") {
  StreamParser parser;
  std::vector<StreamEvent> events;
  std::vector<std::size_t> at;
  for (std::size_t i = 0; i < session.size(); ++i) {
    REQUIRE(parser.feed(session.substr(i, 1), events).has_value());
    while (at.size() < events.size()) at.push_back(i + 1);
  }
  CHECK(written(events) == session_events);
  REQUIRE(at.size() == 6);
  CHECK(at[0] == head.size());
  CHECK(at[1] == session.find("</stream:features>") + 18);
  CHECK(at[2] == session.find("</message>") + 10);
  CHECK(at[3] == session.find("<presence/>") + 11);
  CHECK(at[5] == session.size());
}

TEST_CASE("A long start tag that comes in small pieces is not waited for", "[xml]") {
  StreamParser parser;
  std::vector<StreamEvent> events;
  REQUIRE(parser.feed(head, events).has_value());
  const std::string stanza = "<message a='" + std::string(20'000, 'x') + "'/>";
  for (std::size_t at = 0; at < stanza.size(); at += 100) {
    REQUIRE(parser.feed(stanza.substr(at, 100), events).has_value());
  }
  CHECK(events.size() == 2);
}

TEST_CASE("What a stream must not hold is refused with its place", "[rfc6120-11.1]") {
  struct Row {
    std::string bad;
    std::string reason;
  };
  const auto row = GENERATE(values<Row>({
      {"<!-- but soft -->", "a comment is not allowed in a stream (RFC 6120 11.1)"},
      {"<?but soft?>", "a processing instruction is not allowed in a stream (RFC 6120 11.1)"},
      {"&soft;", "not well-formed: undefined entity"},
      {"<![CDATA[]]", ""},  // allowed, and not complete yet
      {"&lt;&gt;&amp;&quot;&apos;", ""},
  }));
  const std::string before = GENERATE(as<std::string>{}, "", "<message>", "<message><body>");
  StreamParser parser;
  std::vector<StreamEvent> events;
  REQUIRE(parser.feed(head + "<presence/>", events).has_value());
  const auto fed = parser.feed(before + row.bad + "<", events);
  CHECK(events.size() == 2);
  REQUIRE(fed.has_error() == !row.reason.empty());
  if (row.reason.empty()) return;
  CHECK(fed.error().reason == row.reason);
  CHECK(fed.error().place == "byte " + std::to_string(head.size() + 11 + before.size()));
}

TEST_CASE("A document type declaration is refused before anything in it is read", "[rfc6120-11.1]") {
  const std::string declaration =
      GENERATE(as<std::string>{}, "<!DOCTYPE stream>", "<!DOCTYPE s SYSTEM 'file:///etc/passwd'>",
               "<!DOCTYPE s [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;'>]>");
  StreamParser parser;
  std::vector<StreamEvent> events;
  const auto fed = parser.feed(declaration + "<s>&b;</s>", events);
  REQUIRE(fed.has_error());
  CHECK(fed.error().reason == "a document type declaration is not allowed in a stream (RFC 6120 11.1)");
  CHECK(fed.error().place.find("byte ") == 0);
  CHECK(events.empty());
}

TEST_CASE("What is not well-formed is refused with the reason and the place", "[xml]") {
  struct Row {
    std::string text;
    std::string reason;
    std::size_t offset_bytes;
  };
  const auto row = GENERATE(values<Row>({
      {"<message></body>", "mismatched tag", 9 + 2},
      {"<x:message/>", "unbound prefix", 0},
      {"<message x:a='1'/>", "unbound prefix", 0},
      {"<message a='1' a='2'/>", "duplicate attribute", 15},
      {"<message xmlns:p='urn:x' xmlns:q='urn:x' p:a='1' q:a='2'/>", "duplicate attribute", 0},
      {"<message><body>\xff</body></message>", "not well-formed (invalid token)", 15},
      {"<message><body>\xc3</body></message>", "not well-formed (invalid token)", 15},
      {"<message><body>\xed\xa0\x80</body></message>", "not well-formed (invalid token)", 15},  // a surrogate
      {"<message><body>\xc0\xaf</body></message>", "not well-formed (invalid token)", 15},      // overlong
      {"<message><body>&#0;</body></message>", "reference to invalid character number", 15},
      {"<message><body>\x01</body></message>", "not well-formed (invalid token)", 15},
      {"<message a=1/>", "not well-formed (invalid token)", 11},
      {"<message a='<'/>", "not well-formed (invalid token)", 12},
      {"<a:b:c xmlns:a='urn:x'/>", "not well-formed (invalid token)", 4},
      {"<?xml version='1.0'?>", "XML or text declaration not at start of entity", 0},
      {"<p xmlns:xmlns='urn:x'/>", "reserved prefix (xmlns) must not be declared or undeclared", 0},
  }));
  StreamParser parser;
  std::vector<StreamEvent> events;
  const auto fed = parser.feed(head + row.text, events);
  REQUIRE(fed.has_error());
  CHECK(fed.error().message() ==
        "byte " + std::to_string(head.size() + row.offset_bytes) + ": not well-formed: " + row.reason);
  CHECK(events.size() == 1);
}

TEST_CASE("After an error a parser takes nothing more", "[xml]") {
  StreamParser parser;
  std::vector<StreamEvent> events;
  const auto failed = parser.feed(head + "<message/></wrong><presence/>", events);
  REQUIRE(failed.has_error());
  CHECK(written(events).back() == "<message xmlns='jabber:client'/>");
  const auto again = parser.feed("<presence/>", events);
  REQUIRE(again.has_error());
  CHECK(again.error().message() == "the stream has ended with an error before");
  CHECK(events.size() == 2);
}

TEST_CASE("An element after the end of the stream is refused", "[xml]") {
  StreamParser parser;
  std::vector<StreamEvent> events;
  REQUIRE(parser.feed(head + "</stream:stream> \n", events).has_value());
  CHECK(parser.feed("<message/>", events).has_error());
  CHECK(events.size() == 2);
}

TEST_CASE("A stream in UTF-16 is refused, whether its first bytes come at once or not", "[rfc6120-11.6]") {
  struct Row {
    std::string text;
    std::size_t offset_bytes;
  };
  const auto row = GENERATE(values<Row>({
      {std::string("\xff\xfe<\0a\0/\0>\0", 10), 0},
      {std::string("\xfe\xff\0<\0a\0/\0>", 10), 0},
      {std::string("<\0a\0/\0>\0", 8), 1},
      {std::string("\0<\0a\0/\0>", 8), 0},
      {std::string("\r\0a", 3), 1},
  }));
  for (std::size_t cut = 0; cut <= 2; ++cut) {
    StreamParser parser;
    std::vector<StreamEvent> events;
    const auto first = parser.feed(row.text.substr(0, cut), events);
    const auto second = first.has_error() ? first : parser.feed(row.text.substr(cut), events);
    REQUIRE(second.has_error());
    CHECK(second.error().message() ==
          "byte " + std::to_string(row.offset_bytes) + ": the stream is not in UTF-8 (RFC 6120 11.6)");
    CHECK(events.empty());
  }
}

TEST_CASE("What follows the end of the stream is refused at its first byte, however it is cut", "[xml]") {
  const std::string text = head + "<message/></stream:stream>";
  for (const std::string after : {"x='1'", "<a/>", "</a>", "&", "\xff"}) {
    const auto all = text + " \n" + after;
    for (std::size_t cut = head.size(); cut <= all.size(); ++cut) {
      StreamParser parser;
      std::vector<StreamEvent> events;
      const auto first = parser.feed(all.substr(0, cut), events);
      const auto second = first.has_error() ? first : parser.feed(all.substr(cut), events);
      INFO(after << " cut at " << cut);
      CHECK(events.size() == 3);
      REQUIRE(second.has_error());
      CHECK(second.error().message() ==
            "byte " + std::to_string(text.size() + 2) + ": there is something after the end of the stream");
    }
  }
}

TEST_CASE("A parser that is moved goes on where it was", "[xml]") {
  StreamParser first;
  std::vector<StreamEvent> events;
  REQUIRE(first.feed(head + "<message><bo", events).has_value());
  StreamParser second(std::move(first));
  REQUIRE(second.feed("dy/></message>", events).has_value());
  CHECK(written(events).back() == "<message xmlns='jabber:client'><body/></message>");
}

}  // namespace conformance::xml

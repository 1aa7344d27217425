// SPDX-License-Identifier: MIT
#include "capture/xml_console.hpp"

#include <catch2/catch.hpp>

namespace conformance::capture {

namespace {

constexpr const char* states = "xmlns='http://jabber.org/protocol/chatstates'";

Result<trace::Trace> read(const std::string& text) {
  return read_xml_console(text, {{"0085", "2.1"}, {"0224", "1.0"}});
}

// Each stanza's way and text, one a line.
std::string told(const std::string& text) {
  const auto trace = read(text);
  if (trace.has_error()) return trace.error().message();
  std::string all;
  for (const auto& event : trace->events) {
    if (const auto* stream = event.as<trace::StreamEvent>()) all += stream->what + "\n";
    const auto* stanza = event.as<trace::StanzaEvent>();
    if (stanza != nullptr)
      all += (stanza->out ? "out " : "in ") + stanza->stanza.element().to_string("jabber:client") + "\n";
  }
  return all;
}

std::string gajim(const std::string& way, const std::string& stanza,
                  const std::string& account = "juliet@capulet.lit") {
  return "<!-- " + way + " Sun Nov  1 12:00:00 2026 (" + account + ") -->\n" + stanza + "\n\n";
}

}  // namespace

TEST_CASE("Gajim's console says which way a stanza went, and breaks lines between tags", "[capture]") {
  const auto text = gajim("Outgoing", "<message to='romeo@montague.lit' type='chat'>\n<body>Hi there</body>\n<active " +
                                          std::string(states) + "/>\n</message>") +
                    gajim("Incoming",
                          "<message from='romeo@montague.lit/orchard' to='juliet@capulet.lit/x'>\n<body>\n</body>\n"
                          "</message>") +
                    gajim("Outgoing", "<r xmlns='urn:xmpp:sm:3'/>");
  CHECK(
      told(text) ==
      "bound\nout <message to='romeo@montague.lit' type='chat'><body>Hi there</body><active " + std::string(states) +
          "/></message>\nin <message from='romeo@montague.lit/orchard' to='juliet@capulet.lit/x'><body/></message>\n");
  const auto trace = read(text);
  REQUIRE(trace.has_value());
  CHECK(trace->header.iut == "juliet@capulet.lit");
  CHECK(trace->header.iut_full == "juliet@capulet.lit/x");
  CHECK_FALSE(trace->header.driven);
}

TEST_CASE("Psi's console says nothing: the addresses do", "[capture]") {
  const std::string text =
      "<!-- TS:2026-11-01T12:00:00--><iq type='get' id='1' to='montague.lit'><ping xmlns='urn:xmpp:ping'/></iq>\n"
      "<iq type='get' id='2'><query xmlns='jabber:iq:roster'/></iq>\n"
      "<iq type='result' id='2'><query xmlns='jabber:iq:roster'/></iq>\n"
      "<message from='romeo@montague.lit/orchard' to='juliet@capulet.lit/psi' type='chat'><body a=\"x>y\">a &lt; "
      "b</body></message>\n"
      "<message to='romeo@montague.lit/orchard' type='chat'><body>c</body></message>\n"
      "<iq type='get' id='3' to='juliet@capulet.lit'><vCard xmlns='vcard-temp'/></iq>\n"
      "<presence from='juliet@capulet.lit/other' to='juliet@capulet.lit/psi'/>\n"
      "<presence from='nurse@capulet.lit/x'/>\n";
  const auto all = told(text);
  CHECK(all.find("out <iq type='get' id='1'") != std::string::npos);
  CHECK(all.find("out <iq type='get' id='2'") != std::string::npos);
  CHECK(all.find("in <iq type='result' id='2'") != std::string::npos);
  CHECK(all.find("in <message from='romeo@montague.lit/orchard'") != std::string::npos);
  CHECK(all.find("out <message to='romeo@montague.lit/orchard'") != std::string::npos);
  CHECK(all.find("out <iq type='get' id='3'") != std::string::npos);
  CHECK(all.find("in <presence from='juliet@capulet.lit/other'") != std::string::npos);
  CHECK(all.find("in <presence from='nurse@capulet.lit/x'") != std::string::npos);
}

TEST_CASE("A stream that begins anew ends the one before, and what is the stream's own is passed over", "[capture]") {
  const auto stanza = gajim("Out", "<presence/>");
  CHECK(told("<?xml version='1.0'?><stream:stream xmlns='jabber:client' to='capulet.lit'>" + stanza +
             "</stream:stream><stream:stream to='capulet.lit'><stream:features><bind "
             "xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"
             "</stream:features>" +
             stanza) == "bound\nout <presence/>\nclosed\nbound\nout <presence/>\n");
}

TEST_CASE("What is no console is refused with its line", "[capture]") {
  struct Row {
    std::string text;
    std::string error;
  };
  const auto row = GENERATE(values<Row>({
      {"<message>", "line 1: an element does not end"},
      {"\n\n<message", "line 3: a tag does not end"},
      {"<!-- In", "line 1: \"<!--\" has no \"-->\""},
      {"<message/>\nhello", "line 2: found text outside of a stanza, expected a tag or a comment"},
      {"<a xmlns='x'/>", "line 1: there is no stanza"},
      {"<message to='romeo@montague.lit'/>", "line 1: nothing says whose console it is"},
      {"<message>&nbsp;</message>", "line 1: an element is not well-formed"},
      {"<message><!-- </message>", "line 1: a comment does not end"},
  }));
  INFO(row.text);
  const auto trace = read(row.text);
  REQUIRE(trace.has_error());
  CHECK(trace.error().message().substr(0, row.error.size()) == row.error);
  CHECK(told(gajim("In", "<presence/>") + gajim("In", "<presence/>", "nurse@capulet.lit")) ==
        "line 5: another account than juliet@capulet.lit, expected the console of one: nurse@capulet.lit");
  CHECK(read_xml_console(gajim("In", "<presence/>") + gajim("In", "<presence/>"), {}, 2).has_error());
}

TEST_CASE("A trace is no console", "[capture]") {
  CHECK(is_xml_console(" \n<!-- In -->"));
  CHECK(is_xml_console("<message/>"));
  CHECK_FALSE(is_xml_console("{\"format\":1}"));
  CHECK_FALSE(is_xml_console(""));
}

}  // namespace conformance::capture

// SPDX-License-Identifier: MIT
#include "xmpp/attention.hpp"

#include <catch2/catch.hpp>

#include "xml/parser.hpp"

namespace conformance::xmpp {

namespace {

using Kind = AttentionKind;

const std::string attention = "<attention xmlns='urn:xmpp:attention:0'/>";
const std::string delay = "<delay xmlns='urn:xmpp:delay' stamp='1591-01-01T00:00:00Z'/>";
const std::string legacy = "<x xmlns='jabber:x:delay' stamp='15910101T00:00:00'/>";

std::optional<ReceivedAttention> read(const std::string& stanza) {
  return read_attention(Stanza::parse(xml::parse_element(stanza, ns::client).value()).value());
}
std::string headline(const std::string& content) {
  return "<message type='headline' from='romeo@montague.lit/orchard'>" + content + "</message>";
}
std::string forwarded(const std::string& wrapper, const std::string& ns, const std::string& content) {
  return "<message from='juliet@capulet.lit'><" + wrapper + " xmlns='" + ns +
         "'><forwarded xmlns='urn:xmpp:forward:0'>" + content + "</forwarded></" + wrapper + "></message>";
}
const std::string inner =
    "<message xmlns='jabber:client' from='romeo@montague.lit/orchard'>" + attention + "<body>Look!</body></message>";

}  // namespace

TEST_CASE("How an attention comes is told by what stands around it", "[xep0224-4]") {
  struct Row {
    std::string stanza;
    Kind kind;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {headline(attention), Kind::live},
      {headline("<body>Look!</body>" + attention), Kind::live},
      {headline(attention + attention), Kind::live},
      {headline("<attention xmlns='urn:xmpp:attention:0' loud='1'>Look!<x/></attention>"), Kind::live},
      {"<message from='romeo@montague.lit'>" + attention + "</message>", Kind::live},
      {"<message type='chat' from='romeo@montague.lit'>" + attention + "</message>", Kind::live},
      {headline(attention + "<delay xmlns='urn:x'/>"), Kind::live},
      {headline(attention + "<x xmlns='urn:xmpp:delay'/>"), Kind::live},
      {headline(attention + delay), Kind::delayed},
      {headline(delay + attention), Kind::delayed},
      {headline(attention + legacy + delay), Kind::delayed},
      {headline(attention + legacy), Kind::legacy_delayed},
      {"<message type='error' from='romeo@montague.lit'>" + attention + "</message>", Kind::echoed},
      {"<iq type='error' from='romeo@montague.lit' id='1'>" + attention + "</iq>", Kind::echoed},
      {"<message type='groupchat' from='room@montague.lit/romeo'>" + attention + "</message>", Kind::misplaced},
      {"<presence from='romeo@montague.lit/orchard'>" + attention + "</presence>", Kind::misplaced},
      {"<iq type='set' id='1' from='romeo@montague.lit/orchard'>" + attention + "</iq>", Kind::misplaced},
      {forwarded("result", "urn:xmpp:mam:2", inner), Kind::archived},
      {forwarded("result", "urn:xmpp:mam:2", delay + inner), Kind::archived},
      {forwarded("result", "urn:xmpp:mam:1", inner), Kind::archived},
      {forwarded("received", "urn:xmpp:carbons:2", inner), Kind::carbon},
      {forwarded("sent", "urn:xmpp:carbons:2", inner), Kind::carbon},
      {forwarded("private", "urn:xmpp:carbons:2", inner), Kind::misplaced},
      {forwarded("result", "urn:x", inner), Kind::misplaced},
      {"<message from='romeo@montague.lit'><forwarded xmlns='urn:xmpp:forward:0'>" + inner + "</forwarded></message>",
       Kind::misplaced},
  }));
  INFO(row.stanza);
  const auto found = read(row.stanza);
  REQUIRE(found.has_value());
  CHECK((found->kind == row.kind));
}

TEST_CASE("What is no attention is none", "[xep0224-3]") {
  const auto stanza = GENERATE_COPY(values<std::string>({
      headline("<body>attention</body>"),
      headline("<attention/>"),
      headline("<attention xmlns='urn:xmpp:attention:1'/>"),
      headline("<attentions xmlns='urn:xmpp:attention:0'/>"),
      headline("<x xmlns='urn:x'>" + attention + "</x>"),
      "<presence from='romeo@montague.lit'/>",
      forwarded("result", "urn:xmpp:mam:2", "<message xmlns='jabber:client'><body>Look!</body></message>"),
      forwarded("result", "urn:xmpp:mam:2", "<presence xmlns='jabber:client'>" + attention + "</presence>"),
      "<message type='error'><result xmlns='urn:xmpp:mam:2'><forwarded xmlns='urn:xmpp:forward:0'>" + inner +
          "</forwarded></result></message>",
  }));
  INFO(stanza);
  CHECK_FALSE(read(stanza).has_value());
}

TEST_CASE("An attention is of who sent the message that holds it, and has the body beside it", "[xep0224-3]") {
  const auto live = read(headline(attention + "<body>Look!</body>"));
  CHECK(live->from->to_string() == "romeo@montague.lit/orchard");
  CHECK(live->body == "Look!");
  const auto archived = read(forwarded("result", "urn:xmpp:mam:2", inner));
  CHECK(archived->from->to_string() == "romeo@montague.lit/orchard");
  CHECK(archived->body == "Look!");
  const auto unsigned_one = read("<message>" + attention + "</message>");
  CHECK_FALSE(unsigned_one->from.has_value());
  CHECK(unsigned_one->body.empty());
}

}  // namespace conformance::xmpp

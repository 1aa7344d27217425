// SPDX-License-Identifier: MIT
#include "xmpp/stanza.hpp"

#include <catch2/catch.hpp>

#include "xml/parser.hpp"

namespace conformance::xmpp {

namespace {

Result<Stanza> read(const std::string& text) { return Stanza::parse(xml::parse_element(text, ns::client).value()); }

Stanza stanza(const std::string& text) { return read(text).value(); }

}  // namespace

TEST_CASE("A stanza is a message, a presence or an iq in jabber:client", "[rfc6120-8]") {
  CHECK(stanza("<message/>").kind() == Stanza::Kind::message);
  CHECK(stanza("<presence/>").kind() == Stanza::Kind::presence);
  CHECK(stanza("<iq/>").kind() == Stanza::Kind::iq);
  CHECK(stanza("<message/>").is_message());
  CHECK(stanza("<presence/>").is_presence());
  CHECK(stanza("<iq/>").is_iq());
  CHECK_FALSE(stanza("<iq/>").is_message());
  CHECK(read("<stream/>").error().message() == "<stream/> is not a stanza, expected message, presence or iq");
  CHECK(read("<Message/>").error().message() == "<Message/> is not a stanza, expected message, presence or iq");
  CHECK(read("<message xmlns='jabber:server'/>").error().message() ==
        "<message/> is not in the namespace jabber:client");
}

TEST_CASE("A message without a known type is normal, another stanza keeps its type", "[rfc6121-5.2.2]") {
  struct Row {
    const char* text;
    const char* type;
  };
  const auto row = GENERATE(values<Row>({
      {"<message/>", "normal"},
      {"<message type=''/>", "normal"},
      {"<message type='normal'/>", "normal"},
      {"<message type='chat'/>", "chat"},
      {"<message type='groupchat'/>", "groupchat"},
      {"<message type='headline'/>", "headline"},
      {"<message type='error'/>", "error"},
      {"<message type='Chat'/>", "normal"},
      {"<message type='x-soliloquy'/>", "normal"},
      {"<presence/>", ""},
      {"<presence type='unavailable'/>", "unavailable"},
      {"<presence type='x'/>", "x"},
      {"<iq type='get'/>", "get"},
      {"<iq/>", ""},
  }));
  CHECK(stanza(row.text).type() == row.type);
  CHECK(stanza(row.text).is_error() == (std::string(row.type) == "error"));
}

TEST_CASE("An available or unavailable presence says where somebody is, another does not", "[rfc6121-4.7.1]") {
  CHECK(stanza("<presence/>").is_availability());
  CHECK(stanza("<presence type='unavailable'/>").is_availability());
  CHECK_FALSE(stanza("<presence type='subscribe'/>").is_availability());
  CHECK_FALSE(stanza("<presence type='error'/>").is_availability());
  CHECK_FALSE(stanza("<iq/>").is_availability());
}

TEST_CASE("Addresses of a stanza are JIDs, or nothing where they are none", "[rfc6120-8.1]") {
  const auto full = stanza("<message to='Juliet@capulet.lit' from='romeo@montague.lit/orchard' id='1'/>");
  CHECK(full.to()->to_string() == "juliet@capulet.lit");
  CHECK(full.from()->to_string() == "romeo@montague.lit/orchard");
  CHECK(full.id() == "1");
  const auto odd = stanza("<message to='@' from=''/>");
  CHECK_FALSE(odd.to().has_value());
  CHECK_FALSE(odd.from().has_value());
  CHECK(odd.id().empty());
  CHECK(odd.to_string() == "<message to='@' from=''/>");
}

TEST_CASE("A child of a stanza is found by its name and namespace", "[rfc6120-8.2.3]") {
  const auto iq = stanza("<iq type='get'><ping xmlns='urn:x'/><ping xmlns='urn:xmpp:ping' a='1'/></iq>");
  CHECK(iq.child("ping", ns::ping)->attribute("a") == "1");
  CHECK_FALSE(iq.child("ping", ns::client).has_value());
}

TEST_CASE("An error reply echoes the payload and goes back to where the stanza came from", "[rfc6120-8.3.1]") {
  struct Row {
    const char* asked;
    const char* answered;
  };
  const auto row = GENERATE(values<Row>({
      {"<iq type='get' id='a1' from='romeo@montague.lit/orchard' to='juliet@capulet.lit'><ping "
       "xmlns='urn:xmpp:ping'/></iq>",
       "<iq type='error' id='a1' to='romeo@montague.lit/orchard' from='juliet@capulet.lit'><ping "
       "xmlns='urn:xmpp:ping'/>"},
      {"<message type='chat' from='romeo@montague.lit/orchard' to='juliet@capulet.lit/x' xml:lang='en'><body>a</body>"
       "<active xmlns='http://jabber.org/protocol/chatstates'/></message>",
       "<message type='error' to='romeo@montague.lit/orchard' from='juliet@capulet.lit/x'><body>a</body>"
       "<active xmlns='http://jabber.org/protocol/chatstates'/>"},
      {"<iq type='set' id='2'/>", "<iq type='error' id='2'>"},
      {"<presence to='capulet.lit'/>", "<presence type='error' from='capulet.lit'>"},
      {"<presence from='romeo@montague.lit'/>", "<presence type='error' to='romeo@montague.lit'>"},
      {"<message to='@' from='&lt;&apos;'/>", "<message type='error' to='&lt;&apos;' from='@'>"},
  }));
  const auto error = error_reply(stanza(row.asked), "cancel", "service-unavailable");
  CHECK(error.to_string(ns::client) ==
        row.answered +
            std::string(
                "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></") +
            std::string(error.name()) + ">");
  CHECK(error.name() == stanza(row.asked).element().name());
  CHECK(Stanza::parse(error).value().is_error());
}

TEST_CASE("A result has the id of its iq and goes back without the payload", "[rfc6120-8.2.3]") {
  const auto iq = stanza(
      "<iq type='get' id='a1' from='romeo@montague.lit/orchard' to='juliet@capulet.lit'><ping "
      "xmlns='urn:xmpp:ping'/></iq>");
  CHECK(result_reply(iq).build().to_string(ns::client) ==
        "<iq type='result' id='a1' to='romeo@montague.lit/orchard' from='juliet@capulet.lit'/>");
  CHECK(result_reply(stanza("<iq type='get' id='1'/>")).build().to_string(ns::client) == "<iq type='result' id='1'/>");
}

}  // namespace conformance::xmpp

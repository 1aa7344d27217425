// SPDX-License-Identifier: MIT
#include "xml/element.hpp"

#include <catch2/catch.hpp>

#include "xml/parser.hpp"

namespace conformance::xml {

namespace {

constexpr const char* client = "jabber:client";
constexpr const char* chat_states = "http://jabber.org/protocol/chatstates";
constexpr const char* xml_ns = "http://www.w3.org/XML/1998/namespace";

Element parsed(const std::string& text) { return parse_element(text, client).value(); }

}  // namespace

TEST_CASE("parse_element takes one element and tells what else it found", "[xml]") {
  struct Row {
    const char* text;
    const char* message;
  };
  const auto row = GENERATE(values<Row>({
      {"<message/>", ""},
      {" \r\n\t<message></message>\n", ""},
      {"", "no element, expected exactly one"},
      {"  ", "no element, expected exactly one"},
      {"<a/><b/>", "more than one element, expected exactly one"},
      {"<a/> <b/>", "more than one element, expected exactly one"},
      {"but soft", "byte 0: text beside the element, expected exactly one element"},
      {" <a/> soft", "byte 6: text beside the element, expected exactly one element"},
      {"<a>", "byte 3: not well-formed: mismatched tag"},  // the end of the text
      {"<a></b>", "byte 5: not well-formed: mismatched tag"},
      {"<a/></document>", "byte 15: there is something after the end of the stream"},
      {"</document><document>", "byte 11: there is something after the end of the stream"},
      {"<a><!-- x --></a>", "byte 3: a comment is not allowed in a stream (RFC 6120 11.1)"},
      {"<x:a/>", "byte 0: not well-formed: unbound prefix"},
      {"<a", "byte 2: not well-formed: not well-formed (invalid token)"},
  }));
  INFO(row.text);
  const auto element = parse_element(row.text, client);
  CHECK((element.has_error() ? element.error().message() : "") == row.message);
}

TEST_CASE("An element without xmlns is in the namespace around it", "[xml]") {
  CHECK(parse_element("<a/>", client)->is("a", client));
  CHECK(parse_element("<a/>", "")->is("a", ""));
  CHECK(parse_element("<a/>", "it's <\"&\"> odd")->is("a", "it's <\"&\"> odd"));
  CHECK(parse_element("<a xmlns='urn:x'/>", client)->is("a", "urn:x"));
  CHECK(parse_element("<a xmlns=''/>", client)->is("a", ""));
}

TEST_CASE("Limits of parse_element count from the element itself", "[xml]") {
  CHECK(parse_element("<a><b/></a>", client, {.depth_max = 2}).has_value());
  CHECK(parse_element("<a><b><c/></b></a>", client, {.depth_max = 2}).has_error());
  CHECK(parse_element("<a>345</a>", client, {.bytes_max = 100}).has_value());
}

TEST_CASE("An element knows its names, attributes, children and text", "[xml]") {
  const auto message = parsed(
      "<message xmlns:p='urn:p' to='juliet@capulet.lit' p:to='p' xml:lang='en'>one<body>two</body> three"
      "<body xmlns='urn:x'/><p:body>four</p:body></message>");
  CHECK(message.is("message", client));
  CHECK_FALSE(message.is("message", ""));
  CHECK_FALSE(message.is("iq", client));
  CHECK(message.attribute("to") == "juliet@capulet.lit");
  CHECK(message.attribute("to", "urn:p") == "p");
  CHECK(message.attribute("lang", xml_ns) == "en");
  CHECK_FALSE(message.attribute("lang").has_value());
  CHECK_FALSE(message.attribute("p:to").has_value());
  CHECK_FALSE(message.attribute("xmlns:p").has_value());
  CHECK(message.attributes().size() == 3);
  CHECK(message.text() == "one three");
  REQUIRE(message.children().size() == 3);
  CHECK(message.children()[2].is("body", "urn:p"));
  CHECK(message.child("body", "urn:p")->text() == "four");
  CHECK(message.child("body", client)->text() == "two");
  CHECK_FALSE(message.child("body", "").has_value());
}

TEST_CASE("A child outlives the element that it was taken from", "[xml]") {
  auto body = parsed("<message><body>still here</body></message>").child("body", client);
  REQUIRE(body.has_value());
  CHECK(body->text() == "still here");
  CHECK(body->ns() == client);
}

// Left: what was parsed within jabber:client. Right: how it is written there.
TEST_CASE("The canonical text declares a namespace where it differs and gives the same element again", "[xml]") {
  struct Row {
    std::string text;
    std::string canonical;
  };
  const auto row = GENERATE(values<Row>({
      {"<a></a>", "<a/>"},
      {"<a  b = \"c\" />", "<a b='c'/>"},
      {"<a xmlns='jabber:client'><b xmlns='jabber:client'/></a>", "<a><b/></a>"},
      {"<p:a xmlns:p='jabber:client'><b/></p:a>", "<a><b/></a>"},
      {"<a xmlns='urn:x'><b/><c xmlns='jabber:client'/></a>", "<a xmlns='urn:x'><b/><c xmlns='jabber:client'/></a>"},
      {"<a xmlns=''><b/></a>", "<a xmlns=''><b/></a>"},
      {"<x:a xmlns:x='urn:x'><x:b/><c/></x:a>", "<a xmlns='urn:x'><b/><c xmlns='jabber:client'/></a>"},
      {"<a xmlns:q='urn:x' q:b='1' c='2'/>", "<a xmlns:p0='urn:x' p0:b='1' c='2'/>"},
      {"<a xmlns:q='urn:x' c='2' q:b='1' q:d='3'/>", "<a c='2' xmlns:p0='urn:x' p0:b='1' xmlns:p1='urn:x' p1:d='3'/>"},
      {"<a xml:lang='en'/>", "<a xml:lang='en'/>"},
      {"<a xml:lang='en' lang='el'><b/></a>", "<a xml:lang='en' lang='el'><b/></a>"},
      {"<xml:a><b/><xml:c/>d</xml:a>", "<xml:a><b/><xml:c/>d</xml:a>"},
      {"<a xmlns='urn:x'><xml:b><c/><d xmlns='urn:y'/></xml:b></a>",
       "<a xmlns='urn:x'><xml:b><c/><d xmlns='urn:y'/></xml:b></a>"},
      {"<a>&lt;&gt;&amp;&quot;&apos;</a>", "<a>&lt;&gt;&amp;&quot;&apos;</a>"},
      {"<a>'\"></a>", "<a>&apos;&quot;&gt;</a>"},
      {"<a b='&lt;&gt;&amp;&quot;&apos;'/>", "<a b='&lt;&gt;&amp;&quot;&apos;'/>"},
      {"<a b='&#13;&#10;&#9;'>&#13;&#10;&#9;</a>", "<a b='&#13;&#10;&#9;'>&#13;&#10;&#9;</a>"},
      {"<a b='\r\n\t'>\r\n\t\r</a>", "<a b='  '>&#10;&#9;&#10;</a>"},  // XML 1.0 2.11 and 3.3.3
      {"<a><![CDATA[<b/>&amp;]]></a>", "<a>&lt;b/&gt;&amp;amp;</a>"},
      {"<a>\xf0\x9f\x8c\xb9 &#x1F339;</a>", "<a>\xf0\x9f\x8c\xb9 \xf0\x9f\x8c\xb9</a>"},
      {"<a>one<b/>two<c>three</c> </a>", "<a>one<b/>two<c>three</c> </a>"},
      {"<a> </a>", "<a> </a>"},
      {"<a xmlns='urn:&apos;&lt;&amp;'/>", "<a xmlns='urn:&apos;&lt;&amp;'/>"},
  }));
  const auto element = parsed(row.text);
  CHECK(element.to_string(client) == row.canonical);
  const auto again = parsed(row.canonical);
  CHECK(again.to_string(client) == row.canonical);
  CHECK(again == element);
  // A builder's copy is the same, and so is what stands alone.
  CHECK(Builder(element).build() == element);
  CHECK(parse_element(element.to_string(), "").value() == element);
}

TEST_CASE("An element is written the same wherever it stands", "[xml]") {
  const auto inner = parsed("<a><b xmlns:q='urn:x' q:c='1' d='2'/></a>").child("b", client);
  REQUIRE(inner.has_value());
  CHECK(*inner == parsed("<b xmlns:q='urn:x' q:c='1' d='2'/>"));
  CHECK(*inner == Builder(*inner).build());
  CHECK(inner->to_string(client) == "<b xmlns:p0='urn:x' p0:c='1' d='2'/>");
}

TEST_CASE("A namespace is left out where the text goes into it", "[xml]") {
  const auto composing = Builder("composing", chat_states).build();
  CHECK(composing.to_string() == "<composing xmlns='http://jabber.org/protocol/chatstates'/>");
  CHECK(composing.to_string(chat_states) == "<composing/>");
  CHECK(Builder("a", "").build().to_string() == "<a/>");
  CHECK(Builder("a", "").build().to_string(client) == "<a xmlns=''/>");
}

TEST_CASE("Elements are equal if their names, attributes and content are", "[xml]") {
  CHECK(parsed("<a b='1'><c/></a>") == parsed("<a b=\"1\"><c></c></a>"));
  CHECK_FALSE(parsed("<a/>") == parsed("<b/>"));
  CHECK_FALSE(parsed("<a/>") == parsed("<a xmlns='urn:x'/>"));
  CHECK_FALSE(parsed("<a b='1'/>") == parsed("<a b='2'/>"));
  CHECK_FALSE(parsed("<a>b</a>") == parsed("<a/>"));
}

TEST_CASE("A builder puts attributes, text and children in the order they were given", "[xml]") {
  const auto message = Builder("message", client)
                           .set("to", "juliet@capulet.lit")
                           .set("lang", xml_ns, "en")
                           .set("b", "urn:x", "1")
                           .set("type", std::nullopt)
                           .text("<&>")
                           .add(Builder("body", client).text("art thou"))
                           .text("")
                           .add(parsed("<active xmlns='http://jabber.org/protocol/chatstates'/>"))
                           .build();
  CHECK(message.to_string(client) ==
        "<message to='juliet@capulet.lit' xml:lang='en' xmlns:p0='urn:x' p0:b='1'>&lt;&amp;&gt;<body>art thou</body>"
        "<active xmlns='http://jabber.org/protocol/chatstates'/></message>");
}

TEST_CASE("A builder changes a copy and leaves the element as it was", "[xml]") {
  const auto original =
      parsed("<message id='1' to='romeo@montague.lit'><body>a</body><body>b</body><thread>t</thread></message>");
  const auto before = original.to_string();
  Builder copy(original);
  copy.set("id", "2").set("to", std::nullopt).set("missing", std::nullopt).set("from", "juliet@capulet.lit");
  copy.set("id", "urn:x", "3").remove("body", client).remove("thread", "urn:x").add(Builder("body", client).text("c"));
  CHECK(copy.build().to_string(client) ==
        "<message id='2' from='juliet@capulet.lit' xmlns:p0='urn:x' "
        "p0:id='3'><thread>t</thread><body>c</body></message>");
  CHECK(original.to_string() == before);
}

TEST_CASE("escape leaves nothing that a parser would take for markup or fold", "[xml]") {
  CHECK(escape("a<b>c&d\"e'f\r\n\tg h\xc3\xa9") == "a&lt;b&gt;c&amp;d&quot;e&apos;f&#13;&#10;&#9;g h\xc3\xa9");
  CHECK(escape("").empty());
}

}  // namespace conformance::xml

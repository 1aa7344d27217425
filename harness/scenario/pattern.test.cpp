// SPDX-License-Identifier: MIT
#include "scenario/pattern.hpp"

#include <catch2/catch.hpp>

#include "xml/parser.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::scenario {

namespace {

xml::Element element(const std::string& text) { return xml::parse_element(text, xmpp::ns::client).value(); }

StanzaPattern pattern(const std::string& text, bool exact = false, const std::vector<std::string>& absent = {}) {
  return StanzaPattern::parse(text, exact, absent).value();
}

bool matches(const std::string& text, const std::string& stanza, bool exact = false) {
  Bindings bindings;
  return pattern(text, exact).match(element(stanza), bindings);
}

}  // namespace

TEST_CASE("A pattern matches a stanza in which what it gives is there", "[scenario]") {
  struct Row {
    const char* pattern;
    const char* stanza;
    bool matches;
  };
  const auto row = GENERATE(values<Row>({
      {"<message/>", "<message type='chat'><body>a</body></message>", true},
      {"<message/>", "<presence/>", false},
      {"<message/>", "<message xmlns='jabber:server'/>", false},
      {"<message type='chat'/>", "<message id='1' type='chat'/>", true},
      {"<message type='chat'/>", "<message type='normal'/>", false},
      {"<message type='chat'/>", "<message/>", false},
      {"<message xml:lang='en'/>", "<message lang='en'/>", false},
      {"<message xml:lang='en'/>", "<message xml:lang='en'/>", true},
      {"<message xmlns:p='urn:p' p:a='1'/>", "<message xmlns:q='urn:p' q:a='1'/>", true},
      {"<message><body/></message>", "<message><body>a</body></message>", true},
      {"<message><body> \n </body></message>", "<message><body>a</body></message>", true},
      {"<message><body>a</body></message>", "<message><body>a</body></message>", true},
      {"<message><body>a</body></message>", "<message><body>a </body></message>", false},
      {"<message><body>a</body></message>", "<message><body/></message>", false},
      {"<message><body>a</body></message>", "<message><body>b</body><body xml:lang='el'>a</body></message>", true},
      {"<message><a/><b/></message>", "<message><b/><c/><a/></message>", true},
      {"<message><a/><a/></message>", "<message><a/></message>", false},
      {"<message><a/><a/></message>", "<message><a/><a/></message>", true},
      {"<message><a/></message>", "<message><b><a/></b></message>", false},
      {"<message><b><a/></b></message>", "<message><b/><b><c/><a/></b></message>", true},
      {"<message><_ xmlns='urn:x'/></message>", "<message><any xmlns='urn:x'/></message>", true},
      {"<message><_ xmlns='urn:x'/></message>", "<message><any xmlns='urn:y'/></message>", false},
      {"<message><_ xmlns='urn:x' a='1'/></message>", "<message><b xmlns='urn:x'/><c xmlns='urn:x' a='1'/></message>",
       true},
      {"<_/>", "<iq/>", true},
      {"<_/>", "<iq xmlns='urn:x'/>", false},
      // The first that fits may be what another needs.
      {"<message><_/><a/></message>", "<message><a/><b/></message>", true},
      {"<message><a/><a b='1'/></message>", "<message><a b='1'/><a/></message>", true},
      {"<message><_/><_/><a/></message>", "<message><a/><b/><c/></message>", true},
      {"<message><_/><a/></message>", "<message><a/></message>", false},
  }));
  INFO(row.pattern << " and " << row.stanza);
  CHECK(matches(row.pattern, row.stanza) == row.matches);
}

TEST_CASE("A body that is one word is met by a text with the word in it", "[scenario]") {
  const auto met = [](const std::string& pattern, const std::string& stanza, bool exact = false) {
    Bindings bindings = {{"token", "wherefore"}, {"thread", "t"}};
    return StanzaPattern::parse(pattern, exact, {})->match(element(stanza), bindings);
  };
  const std::string word = "<message><body>${token}</body></message>";
  CHECK(met(word, "<message><body>wherefore</body></message>"));
  CHECK(met(word, "<message><body>Romeo, wherefore art thou</body></message>"));
  CHECK_FALSE(met(word, "<message><body>where fore</body></message>"));
  CHECK_FALSE(met(word, "<message><body>Romeo, wherefore</body></message>", true));
  CHECK_FALSE(met("<message><body>O ${token}</body></message>", "<message><body>O wherefore?</body></message>"));
  CHECK_FALSE(met("<message><thread>${thread}</thread></message>", "<message><thread>t2</thread></message>"));
}

TEST_CASE("An exact pattern allows nothing beside what it gives", "[scenario]") {
  const std::string exact = "<message type='chat'><body>a</body><active xmlns='urn:x'/></message>";
  CHECK(matches(exact, "<message type='chat'><active xmlns='urn:x'/> <body>a</body></message>", true));
  CHECK(matches(exact, "<message type='chat' id='1'><body>a</body><active xmlns='urn:x'/></message>"));
  const std::string more =
      GENERATE(as<std::string>{}, "<message type='chat' id='1'><body>a</body><active xmlns='urn:x'/></message>",
               "<message type='chat'><body>a</body><active xmlns='urn:x'/><x/></message>",
               "<message type='chat'><body>a</body><active xmlns='urn:x'/><active xmlns='urn:x'/></message>",
               "<message type='chat'><body xml:lang='en'>a</body><active xmlns='urn:x'/></message>",
               "<message type='chat'><body>a</body><active xmlns='urn:x'><x/></active></message>",
               "<message type='chat'><body>a</body><active xmlns='urn:x'>b</active></message>",
               "<message type='chat'>text<body>a</body><active xmlns='urn:x'/></message>");
  INFO(more);
  CHECK(matches(exact, more));
  CHECK_FALSE(matches(exact, more, true));
}

TEST_CASE("What is absent must match no child", "[scenario]") {
  const auto quiet = pattern("<message/>", false, {"<_ xmlns='urn:x'/>", "<body>a</body>", "<c who='${romeo}'/>"});
  Bindings bindings = {{"romeo", "romeo@montague.lit/orchard"}};
  CHECK(quiet.match(element("<message/>"), bindings));
  CHECK(quiet.match(element("<message><body>b</body><x/><c who='else'/></message>"), bindings));
  CHECK_FALSE(quiet.match(element("<message><body>b</body><body>a</body></message>"), bindings));
  CHECK_FALSE(quiet.match(element("<message><any xmlns='urn:x'><y/></any></message>"), bindings));
  CHECK_FALSE(quiet.match(element("<message><c who='romeo@montague.lit/orchard'/></message>"), bindings));
  CHECK(quiet.match(element("<message><z><any xmlns='urn:x'/></z></message>"), bindings));
  // What the pattern itself captures is known to what must be absent.
  const auto other = pattern("<message id='${id:any}'/>", false, {"<x id='${id}'/>"});
  CHECK(other.match(element("<message id='1'><x id='2'/></message>"), bindings));
  CHECK_FALSE(other.match(element("<message id='2'><x id='2'/></message>"), bindings));
}

TEST_CASE("Bound names stand for their values, in attributes and texts, also within others", "[scenario]") {
  const auto greeting = pattern("<message to='${romeo}'><body>O ${word}, ${word}!</body></message>");
  Bindings bindings = {{"romeo", "romeo@montague.lit"}, {"word", "<&'>"}};
  CHECK(greeting.match(element("<message to='romeo@montague.lit'><body>O &lt;&amp;'>, &lt;&amp;'>!</body></message>"),
                       bindings));
  CHECK_FALSE(
      greeting.match(element("<message to='romeo@montague.lit'><body>O ${word}, ${word}!</body></message>"), bindings));
}

TEST_CASE("A capture takes what stands in an attribute or a text", "[scenario]") {
  const auto capturing = pattern("<message id='${id:any}'><body>${said:any}</body><x to='${id}'/></message>");
  Bindings bindings = {{"id", "old"}, {"kept", "1"}};
  REQUIRE(capturing.match(element("<message id='new'><body>a &amp; b</body><x to='old'/><x to='new'/></message>"),
                          bindings));
  CHECK(bindings == Bindings{{"id", "new"}, {"said", "a & b"}, {"kept", "1"}});
  REQUIRE(capturing.match(element("<message id=''><body/><x to=''/></message>"), bindings));
  CHECK(bindings == Bindings{{"id", ""}, {"said", ""}, {"kept", "1"}});
  CHECK_FALSE(capturing.match(element("<message><body>a</body><x to=''/></message>"), bindings));
}

TEST_CASE("A match that fails binds nothing", "[scenario]") {
  const std::string stanza = GENERATE(as<std::string>{}, "<message id='1'/>", "<message id='1'><a b='2'/></message>",
                                      "<message id='1'><a b='2' c='3'/><absent/></message>");
  Bindings bindings = {{"kept", "1"}};
  const auto capturing = pattern("<message id='${id:any}'><a b='${b:any}' c='3'/></message>", false, {"<absent/>"});
  CHECK_FALSE(capturing.match(element(stanza), bindings));
  CHECK(bindings == Bindings{{"kept", "1"}});
}

TEST_CASE("A child that fits only in part binds nothing, and another can be tried", "[scenario]") {
  Bindings bindings;
  const auto capturing = pattern("<message><a x='${x:any}'/><b x='${x}'/></message>");
  REQUIRE(capturing.match(element("<message><a x='1'/><a x='2'/><b x='2'/></message>"), bindings));
  CHECK(bindings == Bindings{{"x", "2"}});
}

TEST_CASE("Patterns that are hard to match against a stanza full of children end", "[scenario]") {
  std::string children;
  for (int i = 0; i < 2'000; ++i) children += "<a/>";
  CHECK_FALSE(matches("<message><a/><a/><a/><a/><b/></message>", "<message>" + children + "</message>"));
}

TEST_CASE("Placeholders are found in order with what they are", "[scenario]") {
  const auto found = placeholders("a ${one} ${two.bare}${three-3:any} $ {x} $x }").value();
  REQUIRE(found.size() == 3);
  CHECK(found[0].name == "one");
  CHECK_FALSE(found[0].captures);
  CHECK(found[1].name == "two.bare");
  CHECK(found[2].name == "three-3");
  CHECK(found[2].captures);
  CHECK(placeholders("").value().empty());
  CHECK(placeholders("ab${x").error().message() == "byte 2: \"${\" has no end");
  CHECK(placeholders("${}").error().message() ==
        "byte 0: \"${}\" is not a placeholder, expected ${name} or ${name:any}");
  CHECK(placeholders("${a b}").error().reason.find("\"${a b}\" is not a placeholder") == 0);
  CHECK(placeholders("${a:all}").has_error());
  CHECK(placeholders("${:any}").has_error());
}

TEST_CASE("Values are put in as they are or escaped for XML", "[scenario]") {
  const Bindings bindings = {{"a", "<'&"}, {"b", "${a}"}};
  CHECK(substitute("x ${a} ${b} y", bindings, false) == "x <'& ${a} y");
  CHECK(substitute("x ${a}${a}", bindings, true) == "x &lt;&apos;&amp;&lt;&apos;&amp;");
  CHECK(substitute("no $a {b} ${", bindings, true) == "no $a {b} ${");
}

TEST_CASE("A pattern that could never be filled in is refused", "[scenario]") {
  struct Row {
    const char* text;
    const char* message;
  };
  const auto row = GENERATE(values<Row>({
      {"<message>", "byte 9: not well-formed: mismatched tag"},
      {"<a/><b/>", "more than one element, expected exactly one"},
      {"<a b='x ${t:any}'/>", "\"${t:any}\" takes a whole attribute or text, found \"x ${t:any}\""},
      {"<a b='${s}${t:any}'/>", "\"${t:any}\" takes a whole attribute or text, found \"${s}${t:any}\""},
      {"<a><b> ${t:any}</b></a>", "\"${t:any}\" takes a whole attribute or text, found \" ${t:any}\""},
      {"<a>${t}<b/></a>", "a placeholder cannot stand in a text that has elements beside it"},
      {"<a xmlns='${ns}'/>", "a namespace cannot hold a placeholder"},
      {"<a b='${'/>", "byte 0: \"${\" has no end"},
      {"<a><b c='${d e}'/></a>", "byte 0: \"${d e}\" is not a placeholder, expected ${name} or ${name:any}"},
  }));
  CHECK(StanzaPattern::parse(row.text, false, {}).error().message() == row.message);
  CHECK(StanzaPattern::parse("<message/>", false, {"<a/>", row.text}).error().reason ==
        StanzaPattern::parse(row.text, false, {}).error().reason);
  CHECK(StanzaPattern::parse("<message/>", false, {row.text}).error().place.find("absent") == 0);
}

}  // namespace conformance::scenario

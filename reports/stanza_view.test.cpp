// SPDX-License-Identifier: MIT
#include "reports/stanza_view.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "xml/parser.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::reports {

namespace {

std::vector<std::string> shown(const std::string& xml, const std::vector<std::size_t>& marked, std::size_t width) {
  std::vector<std::string> lines;
  for (const auto& line : view(*xml::parse_element(xml, xmpp::ns::client), marked, width)) {
    lines.push_back(std::string(line.indent, ' ') + line.text + (line.marked ? " <--" : ""));
  }
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("A stanza that fits is shown in one line", "[reports]") {
  CHECK(shown("<presence><show>away</show></presence>", {}, 40) == Lines{"<presence><show>away</show></presence>"});
}

TEST_CASE("A stanza that does not fit is shown with one element a line", "[reports]") {
  CHECK(shown("<iq type='get' xml:lang='it'><query xmlns='urn:a'><item name='&lt;a&gt;'/><item/></query></iq>", {},
              30) == Lines{"<iq type='get' xml:lang='it'>", "  <query xmlns='urn:a'>", "    <item name='&lt;a&gt;'/>",
                           "    <item/>", "  </query>", "</iq>"});
}

TEST_CASE("Text between elements is shown on a line of its own", "[reports]") {
  CHECK(shown("<message>sweet &amp; sorrow<body>O</body></message>", {0}, 80) ==
        Lines{"<message>", "  sweet &amp; sorrow", "  <body>O</body> <--", "</message>"});
}

TEST_CASE("Marked children stand alone in a line even where all would fit in one", "[reports]") {
  CHECK(shown("<message><body>O</body><active xmlns='urn:a'/></message>", {1}, 80) ==
        Lines{"<message>", "  <body>O</body>", "  <active xmlns='urn:a'/> <--", "</message>"});
}

TEST_CASE("Of very many lines the marked ones and the last stay", "[reports]") {
  std::string xml = "<message>";
  for (int i = 0; i < 1'000; ++i) xml += "<a/>";
  const auto lines = shown(xml + "</message>", {500}, 80);
  CHECK(lines.size() < 40);
  CHECK(std::count(lines.begin(), lines.end(), "  <a/> <--") == 1);
  CHECK(std::count_if(lines.begin(), lines.end(), [](const auto& l) { return l.find("left out") != l.npos; }) == 2);
  CHECK(lines.back() == "</message>");
}

TEST_CASE("A very large stanza is not laid out", "[reports]") {
  CHECK(shown("<message><a/><body>" + std::string(100'000, 'a') + "</body></message>", {0}, 80).size() == 1);
}

TEST_CASE("The part of a stanza to look at is what the failure names, or what the rule is about", "[reports]") {
  struct Row {
    const char* rule;
    const char* actual;
    std::vector<std::size_t> children;
  };
  const auto stanza = *xml::parse_element(
      "<message><body>O</body><thread>T</thread><active xmlns='http://jabber.org/protocol/chatstates'/>"
      "<nick xmlns='http://jabber.org/protocol/nick'/><attention xmlns='urn:xmpp:attention:0'/>"
      "<gone xmlns='http://jabber.org/protocol/chatstates'/></message>",
      xmpp::ns::client);
  const auto row = GENERATE(values<Row>({
      {"0085/5.6/one-state", "2 of them: active, gone", {2, 5}},
      {"0085/5.6/standalone-bare", "{http://jabber.org/protocol/nick}nick beside the state", {3}},
      {"0085/5.7/standalone-thread", "the thread \"T\" in a standalone notification", {1}},
      {"0224/2.1/headline", "a message of type chat", {4}},
      {"0115/5.1/ver", "ver='x'", {}},
  }));
  CHECK(offending_children(row.rule, row.actual, stanza) == row.children);
}

}  // namespace conformance::reports

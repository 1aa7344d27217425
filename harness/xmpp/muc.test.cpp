// SPDX-License-Identifier: MIT
#include "xmpp/muc.hpp"

#include <catch2/catch.hpp>

#include "xml/parser.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::xmpp {

TEST_CASE("A room's presence has its status codes in its own element", "[xep0045-15.6.2]") {
  struct Row {
    const char* content;
    bool has;
  };
  const auto row = GENERATE(values<Row>({
      {"<x xmlns='http://jabber.org/protocol/muc#user'><item role='none'/><status code='201'/><status code='110'/></x>",
       true},
      {"<x xmlns='http://jabber.org/protocol/muc#user'><status code='201'/></x>", false},
      {"<x xmlns='http://jabber.org/protocol/muc#user'><status xmlns='urn:example' code='110'/></x>", false},
      {"<x xmlns='http://jabber.org/protocol/muc#user'><item code='110'/></x>", false},
      {"<x xmlns='http://jabber.org/protocol/muc'><status code='110'/></x>", false},
      {"<status xmlns='http://jabber.org/protocol/muc#user' code='110'/>", false},
      {"", false},
  }));
  INFO(row.content);
  const auto presence = xml::parse_element("<presence>" + std::string(row.content) + "</presence>", ns::client);
  CHECK(has_muc_status(*presence, "110") == row.has);
}

}  // namespace conformance::xmpp

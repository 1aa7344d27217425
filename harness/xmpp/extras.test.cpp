// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "xml/parser.hpp"
#include "xmpp/message.hpp"

namespace conformance::xmpp {

namespace {

const std::string state = "<composing xmlns='http://jabber.org/protocol/chatstates'/>";

Message standalone_with(const std::string& extra) {
  const auto text = "<message type='chat'>" + state + extra + "</message>";
  return read_message(Stanza::parse(xml::parse_element(text, ns::client).value()).value());
}

}  // namespace

TEST_CASE("Each element beside the state of a standalone notification has its kind", "[xep0085-5.6]") {
  struct Row {
    const char* extra;
    ExtraKind kind;
    const char* name;
  };
  const auto row = GENERATE(values<Row>({
      {"<no-store xmlns='urn:xmpp:hints'/>", ExtraKind::metadata, "{urn:xmpp:hints}no-store"},
      {"<store xmlns='urn:xmpp:hints'/>", ExtraKind::metadata, "{urn:xmpp:hints}store"},
      {"<origin-id xmlns='urn:xmpp:sid:0'/>", ExtraKind::metadata, "{urn:xmpp:sid:0}origin-id"},
      {"<stanza-id xmlns='urn:xmpp:sid:0'/>", ExtraKind::metadata, "{urn:xmpp:sid:0}stanza-id"},
      {"<private xmlns='urn:xmpp:carbons:2'/>", ExtraKind::metadata, "{urn:xmpp:carbons:2}private"},
      {"<x xmlns='http://jabber.org/protocol/muc#user'/>", ExtraKind::metadata,
       "{http://jabber.org/protocol/muc#user}x"},
      {"<occupant-id xmlns='urn:xmpp:occupant-id:0'/>", ExtraKind::metadata, "{urn:xmpp:occupant-id:0}occupant-id"},
      {"<delay xmlns='urn:xmpp:delay'/>", ExtraKind::metadata, "{urn:xmpp:delay}delay"},
      {"<x xmlns='jabber:x:delay'/>", ExtraKind::metadata, "{jabber:x:delay}x"},
      {"<addresses xmlns='http://jabber.org/protocol/address'/>", ExtraKind::metadata,
       "{http://jabber.org/protocol/address}addresses"},
      {"<amp xmlns='http://jabber.org/protocol/amp'/>", ExtraKind::metadata, "{http://jabber.org/protocol/amp}amp"},
      {"<headers xmlns='http://jabber.org/protocol/shim'/>", ExtraKind::metadata,
       "{http://jabber.org/protocol/shim}headers"},
      {"<body/>", ExtraKind::content, "{jabber:client}body"},
      {"<subject></subject>", ExtraKind::content, "{jabber:client}subject"},
      {"<nick xmlns='http://jabber.org/protocol/nick'>J</nick>", ExtraKind::content,
       "{http://jabber.org/protocol/nick}nick"},
      {"<html xmlns='http://jabber.org/protocol/xhtml-im'/>", ExtraKind::content,
       "{http://jabber.org/protocol/xhtml-im}html"},
      {"<x xmlns='jabber:x:event'><composing/></x>", ExtraKind::content, "{jabber:x:event}x"},
      {"<request xmlns='urn:xmpp:receipts'/>", ExtraKind::content, "{urn:xmpp:receipts}request"},
      {"<markable xmlns='urn:xmpp:chat-markers:0'/>", ExtraKind::content, "{urn:xmpp:chat-markers:0}markable"},
      {"<x xmlns='jabber:x:oob'/>", ExtraKind::content, "{jabber:x:oob}x"},
      {"<replace xmlns='urn:xmpp:message-correct:0' id='1'/>", ExtraKind::content,
       "{urn:xmpp:message-correct:0}replace"},
      {"<x xmlns='urn:x'/>", ExtraKind::unknown, "{urn:x}x"},
      {"<x xmlns=''/>", ExtraKind::unknown, "{}x"},
      {"<delay xmlns='urn:x'/>", ExtraKind::unknown, "{urn:x}delay"},
      {"<body xmlns='urn:x'>a</body>", ExtraKind::unknown, "{urn:x}body"},
      {"<x/>", ExtraKind::undefined_core, "{jabber:client}x"},
      {"<html/>", ExtraKind::undefined_core, "{jabber:client}html"},
  }));
  INFO(row.extra);
  const auto message = standalone_with(row.extra);
  CHECK(message.is_standalone());
  REQUIRE(message.extras.size() == 1);
  CHECK(message.extras[0].kind == row.kind);
  CHECK(message.extras[0].name == row.name);
}

TEST_CASE("Another name in the namespace of a known extension is unknown", "[xep0085-5.6]") {
  for (const char* ns :
       {"urn:xmpp:carbons:2", "urn:xmpp:occupant-id:0", "urn:xmpp:delay", "jabber:x:delay",
        "http://jabber.org/protocol/amp", "http://jabber.org/protocol/shim", "http://jabber.org/protocol/nick",
        "http://jabber.org/protocol/xhtml-im", "jabber:x:event", "urn:xmpp:receipts", "urn:xmpp:chat-markers:0",
        "jabber:x:oob", "urn:xmpp:message-correct:0"}) {
    const auto message = standalone_with("<other xmlns='" + std::string(ns) + "'/>");
    INFO(ns);
    REQUIRE(message.extras.size() == 1);
    CHECK((message.extras[0].kind == ExtraKind::unknown));
  }
}

TEST_CASE("States, thread and error are no extras, and neither are body and subject with text", "[xep0085-5.6]") {
  CHECK(standalone_with("<thread>t</thread>" + state).extras.empty());
  CHECK(standalone_with("<body>a</body><subject>b</subject><body xml:lang='el'>c</body>").extras.empty());
  CHECK(standalone_with("<error type='cancel'/>").extras.empty());
}

TEST_CASE("Extras are listed in their order", "[xep0085-5.6]") {
  const auto extras = standalone_with("<b xmlns='urn:x'/><thread>t</thread><a xmlns='urn:x'/>").extras;
  REQUIRE(extras.size() == 2);
  CHECK(extras[0].name == "{urn:x}b");
  CHECK(extras[1].name == "{urn:x}a");
}

}  // namespace conformance::xmpp

// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "reference/test_client.hpp"

/// How the reference client calls for attention.
namespace conformance::reference {

namespace {

const std::string headline =
    "<message type='headline' to='romeo@montague.lit' id='ID'><attention xmlns='urn:xmpp:attention:0'/></message>\n";

// What is sent, with ids that do not matter.
std::string without_ids(std::string text) {
  for (auto at = text.find("id='ref"); at != std::string::npos; at = text.find("id='ref", at)) {
    text.replace(at, text.find('\'', at + 4) - at, "id='ID");
  }
  return text;
}

const std::string question =
    "<iq type='get' id='ID' to='romeo@montague.lit/orchard'><query "
    "xmlns='http://jabber.org/protocol/disco#info'/></iq>\n";

// Romeo's answer to the client's last question, which had that number.
std::string answer(int number, bool listed) {
  return "<iq type='result' from='romeo@montague.lit/orchard' id='ref" + std::to_string(number) +
         "'><query xmlns='http://jabber.org/protocol/disco#info'>" +
         (listed ? "<feature var='urn:xmpp:attention:0'/>" : "") + "</query></iq>";
}
const std::string here = "<presence from='romeo@montague.lit/orchard'/>";
// The roster is asked for by the first iq.
constexpr int first_question = 2;

}  // namespace

TEST_CASE("Who has sent no caps is asked, and called when the answer has come", "[xep0224-5]") {
  ClientStage stage;
  stage.receives(here);
  stage.sent();
  stage.act("attention");
  CHECK(without_ids(stage.sent()) == question);
  stage.act("attention");
  CHECK(stage.sent().empty());
  stage.receives(answer(first_question, true));
  CHECK(without_ids(stage.sent()) == headline);
  stage.act("attention");
  CHECK(without_ids(stage.sent()) == headline);
}

TEST_CASE("Who does not list attention, or says nothing, is not called", "[xep0224-4]") {
  ClientStage stage;
  stage.act("attention");
  CHECK(stage.sent().find("attention") == std::string::npos);
  stage.receives(here);
  CHECK(stage.sent().empty());
  stage.act("attention");
  stage.receives(answer(first_question, false));
  CHECK(stage.sent().find("attention") == std::string::npos);
  stage.act("attention");
  CHECK(stage.sent().empty());
}

TEST_CASE("Who has gone meanwhile is not called on return", "[xep0224-4]") {
  ClientStage stage;
  stage.receives(here);
  stage.act("attention");
  stage.receives("<presence type='unavailable' from='romeo@montague.lit/orchard'/>");
  stage.receives(here);
  stage.receives(answer(first_question, true));
  CHECK(stage.sent().find("<attention ") == std::string::npos);
}

TEST_CASE("Each fault of calling does what it is said to do", "[faults]") {
  struct Row {
    const char* fault;
    const char* has;
  };
  const auto row = GENERATE(values<Row>({
      {"attention-as-chat", "<message type='chat'"},
      {"attention-in-iq", "<iq type='set' id='ID' to='romeo@montague.lit'><attention "},
      {"attention-in-presence", "<presence to='romeo@montague.lit'><attention "},
      {"attention-with-state", "<active xmlns='http://jabber.org/protocol/chatstates'/>"},
      {"attention-with-body", "<body>Look!</body>"},
      {"attention-with-text", ">Look!</attention>"},
  }));
  INFO(row.fault);
  ClientStage stage(row.fault);
  stage.receives(here);
  stage.act("attention");
  stage.receives(answer(first_question, true));
  CHECK(without_ids(stage.sent()).find(row.has) != std::string::npos);
}

TEST_CASE("Each fault of finding out does what it is said to do", "[faults]") {
  ClientStage unconfirmed("attention-unconfirmed");
  unconfirmed.sent();
  unconfirmed.act("attention");
  CHECK(without_ids(unconfirmed.sent()) == headline);
  ClientStage despite("attention-despite-no");
  despite.receives(here);
  despite.act("attention");
  despite.receives(answer(first_question, false));
  despite.sent();
  despite.act("attention");
  CHECK(without_ids(despite.sent()) == headline);
  ClientStage unasked("no-disco-for-attention");
  unasked.receives(here);
  unasked.sent();
  unasked.act("attention");
  CHECK(unasked.sent().empty());
  ClientStage beside("asks-disco-for-attention");
  beside.receives(presence_of("romeo@montague.lit/orchard"));
  beside.sent();
  beside.act("attention");
  CHECK(without_ids(beside.sent()) == question);
}

}  // namespace conformance::reference

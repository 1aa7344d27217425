// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "reference/test_client.hpp"

/// What a user sees of a contact, and where the answers go.
namespace conformance::reference {

namespace {

using namespace std::chrono_literals;
using Kind = scenario::Answer::Kind;

const xmpp::Jid orchard = *xmpp::Jid::parse("romeo@montague.lit/orchard");
const xmpp::Jid garden = *xmpp::Jid::parse("romeo@montague.lit/garden");

std::string from_romeo(const std::string& type, const std::string& content, const std::string& id = "m") {
  return "<message type='" + type + "' id='" + id + "' from='romeo@montague.lit/orchard'>" + content + "</message>";
}

}  // namespace

TEST_CASE("Composing is shown until something else is heard of the contact", "[xep0085-8]") {
  const auto composes = [](ChatStage& stage) {
    stage.chat.partner_came_or_went(orchard, true, true);
    stage.receives(state("composing"));
    CHECK(stage.chat.partner_state() == "composing");
  };
  SECTION("another state") {
    ChatStage stage;
    composes(stage);
    stage.receives(state("paused"));
    CHECK(stage.chat.partner_state() == "paused");
  }
  SECTION("the resource goes, another stays") {
    ChatStage stage;
    composes(stage);
    stage.chat.partner_came_or_went(garden, true, true);
    stage.chat.partner_came_or_went(garden, false, true);
    CHECK(stage.chat.partner_state() == "composing");
    stage.chat.partner_came_or_went(orchard, false, true);
    CHECK(stage.chat.partner_state().empty());
  }
  SECTION("nothing, for long") {
    ChatStage stage;
    composes(stage);
    stage.passes(599s);
    CHECK(stage.chat.partner_state() == "composing");
    stage.passes(2s);
    CHECK(stage.chat.partner_state().empty());
  }
  SECTION("another state stays as long as it is") {
    ChatStage stage;
    composes(stage);
    stage.receives(state("active"));
    stage.passes(601s);
    CHECK(stage.chat.partner_state() == "active");
  }
  SECTION("for ever, with that fault") {
    ChatStage stage("2.1", "typing-for-ever");
    composes(stage);
    stage.receives(body("Oh"));
    stage.passes(601s);
    stage.chat.partner_came_or_went(orchard, false, true);
    CHECK(stage.chat.partner_state() == "composing");
    stage.receives(state("active"));
    CHECK(stage.chat.partner_state() == "active");
  }
}

TEST_CASE("What is no state, or several, does not change what is shown", "[xep0085-5.6]") {
  const auto* content = GENERATE(
      "<active xmlns='http://jabber.org/protocol/chatstates'/>"
      "<paused xmlns='http://jabber.org/protocol/chatstates'/>",
      "<away xmlns='http://jabber.org/protocol/chatstates'/>", "<active xmlns='urn:x-conformance:other'/>",
      "<active/>");
  ChatStage stage;
  stage.receives(state("composing"));
  stage.receives(content);
  CHECK(stage.chat.partner_state() == "composing");
}

TEST_CASE("What is shown of the contact's states is less with a fault", "[faults]") {
  ChatStage alone("2.1", "standalone-not-shown");
  alone.receives(state("composing"));
  CHECK(alone.chat.partner_state().empty());
  alone.receives(body("Oh") + state("active"));
  CHECK(alone.chat.partner_state() == "active");
  ChatStage composing("2.1", "composing-not-shown");
  composing.receives(state("paused"));
  composing.receives(state("composing"));
  CHECK(composing.chat.partner_state() == "paused");
  ChatStage pause("2.1", "pause-not-understood");
  pause.receives(state("composing"));
  pause.receives(state("paused"));
  CHECK(pause.chat.partner_state() == "composing");
  pause.receives(state("inactive"));
  CHECK(pause.chat.partner_state() == "inactive");
}

TEST_CASE("An error about what the user wrote is shown, one about a state is not", "[rfc6120-8.3.1]") {
  struct Row {
    std::string fault;
    std::string content;
    std::string errors;
    std::string state;
  };
  const auto row = GENERATE(values<Row>({
      {"", state("composing"), "", "active"},
      {"", "<body>x</body>", "romeo@montague.lit/orchard\n", "active"},
      {"", "", "", "active"},
      {"bounced-state-shown", state("composing"), "romeo@montague.lit/orchard\n", "active"},
      {"bounce-taken-for-state", state("composing"), "", "composing"},
  }));
  ClientStage stage(row.fault);
  stage.receives(from_romeo("chat", "<body>Hello</body>" + state("active")));
  stage.receives(from_romeo("error", row.content));
  CHECK(stage.query("user_errors").value == row.errors);
  CHECK(stage.query("shown_state").value == row.state);
  CHECK(stage.query("shown_messages").value == "Hello\n");
}

TEST_CASE("An error without what failed is known by its id", "[rfc6120-8.3.1]") {
  ClientStage stage;
  stage.sent();
  stage.act("send", "Oh");
  const auto sent = stage.sent();
  const auto at = sent.find("id='") + 4;
  stage.receives(from_romeo("error", "", sent.substr(at, sent.find('\'', at) - at)));
  CHECK(stage.query("user_errors").value == "romeo@montague.lit/orchard\n");
}

TEST_CASE("What is not known is passed over, but for faults", "[rfc6120-8.4]") {
  struct Row {
    const char* fault;
    const char* shown;
    const char* answer;
  };
  const auto row = GENERATE(values<Row>({
      {"", "Hello\n", ""},
      {"unknown-hides-message", "", ""},
      {"unknown-refused", "Hello\n", "service-unavailable"},
  }));
  ClientStage stage(row.fault);
  stage.sent();
  stage.receives(from_romeo("chat", "<wonder xmlns='urn:x-conformance:other'/><body>Hello</body>"));
  CHECK(stage.query("shown_messages").value == row.shown);
  const auto answer = stage.sent();
  CHECK(answer.empty() == std::string(row.answer).empty());
  CHECK(answer.find(row.answer) != std::string::npos);
  stage.receives(from_romeo("chat", state("composing")));
  CHECK(stage.sent().empty());
}

TEST_CASE("A standalone notification is answered by an error with that fault alone", "[faults]") {
  ClientStage stage("standalone-refused");
  stage.sent();
  stage.receives(from_romeo("chat", state("composing")));
  CHECK(stage.sent().find("<feature-not-implemented ") != std::string::npos);
  stage.receives(from_romeo("chat", "<body>Oh</body>" + state("active")));
  CHECK(stage.sent().empty());
}

TEST_CASE("An unknown iq is left unanswered with that fault", "[faults]") {
  ClientStage stage("unknown-iq-unanswered");
  stage.sent();
  stage.receives(
      "<iq type='get' id='1' from='romeo@montague.lit/orchard'><query xmlns='urn:x-conformance:other'/></iq>");
  CHECK(stage.sent().empty());
}

TEST_CASE("Where the states go is told by the lock, but for faults", "[rfc6121-5.1]") {
  struct Row {
    const char* fault;
    const char* replied;
    const char* other;
    const char* left;
  };
  const auto row = GENERATE(values<Row>({
      {"", "romeo@montague.lit/orchard", "romeo@montague.lit/garden", "romeo@montague.lit"},
      {"never-locks", "romeo@montague.lit", "romeo@montague.lit", "romeo@montague.lit"},
      {"locks-for-good", "romeo@montague.lit/orchard", "romeo@montague.lit/orchard", "romeo@montague.lit/orchard"},
  }));
  ChatStage stage("2.1", row.fault);
  stage.receives(body("Oh") + state("active"));
  stage.sends("one");
  CHECK(stage.address() == row.replied);
  stage.receives(body("Oh") + state("active"), "garden");
  stage.sends("two");
  CHECK(stage.address() == row.other);
  stage.chat.partner_came_or_went(garden, false, true);
  stage.sends("three");
  CHECK(stage.address() == row.left);
}

TEST_CASE("Chat states are switched off in every stanza, but for faults", "[xep0085-5.2]") {
  struct Row {
    const char* fault;
    const char* sent;
  };
  const auto row = GENERATE(values<Row>({
      {"", "thread=t1 body=x"},
      {"standalone-despite-off", "composing thread=t1 | thread=t1 body=x"},
      {"active-despite-off", "thread=t1 body=x active"},
  }));
  ChatStage stage("2.1", row.fault);
  stage.receives(thread("t1") + body("Oh") + state("active"));
  stage.context.states_on = false;
  stage.types("x");
  stage.sends("x");
  CHECK(stage.sent() == row.sent);
  ClientStage none("no-setting");
  const auto answer = none.loop.run(none.client.configure("chat_states", "off"));
  CHECK(answer.kind == Kind::unsupported_by_client);
}

}  // namespace conformance::reference

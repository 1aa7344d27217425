// SPDX-License-Identifier: MIT
#include "reference/chat.hpp"

#include <catch2/catch.hpp>

#include "reference/test_chat.hpp"

namespace conformance::reference {

namespace {

using namespace std::chrono_literals;

constexpr const char* versions[] = {"1.2", "2.1"};

}  // namespace

TEST_CASE("While nothing is known 1.2 asks in the first message and 2.1 in each until the reply", "[xep0085-5.1]") {
  struct Row {
    const char* version;
    const char* sent;
  };
  const auto row = GENERATE(values<Row>({
      {"1.2", "thread=t1 body=one active | thread=t1 body=two | thread=t1 body=three"},
      {"2.1", "thread=t1 body=one active | thread=t1 body=two active | thread=t1 body=three active"},
  }));
  ChatStage stage(row.version);
  stage.sends("one");
  stage.sends("two");
  stage.sends("three");
  CHECK(stage.sent() == row.sent);
}

TEST_CASE("Nothing stands alone until support is known", "[xep0085-5.1]") {
  for (const auto* version : versions) {
    ChatStage stage(version);
    stage.sends("one");
    stage.sent();
    stage.types("two");
    stage.passes(1h);
    stage.chat.blur();
    stage.chat.focus();
    stage.chat.close();
    CHECK(stage.sent().empty());
  }
}

TEST_CASE("A first reply without a state ends all asking", "[xep0085-5.1]") {
  for (const auto* version : versions) {
    ChatStage stage(version);
    stage.sends("one");
    stage.receives(body("well"));
    stage.sent();
    stage.types("two");
    stage.sends("two");
    stage.sends("three");
    stage.passes(1h);
    stage.chat.close();
    CHECK(stage.sent() == "thread=t1 body=two | thread=t1 body=three");
  }
}

TEST_CASE("A message without a state that comes before ours is no answer", "[xep0085-5.1]") {
  for (const auto* version : versions) {
    ChatStage stage(version);
    stage.receives(body("well"));
    stage.sends("one");
    CHECK(stage.sent() == "thread=t1 body=one active");
  }
}

TEST_CASE("A state proves support and a message without one does not withdraw it", "[xep0085-5.1]") {
  for (const auto* version : versions) {
    for (const bool alone : {true, false}) {
      ChatStage stage(version);
      stage.receives((alone ? "" : body("well")) + state("active"));
      stage.receives(body("and good"));
      stage.sends("one");
      stage.types("two");
      CHECK(stage.sent() == "thread=t1 body=one active | composing thread=t1");
    }
  }
}

TEST_CASE("A state in the reply turns asking into telling", "[xep0085-5.1]") {
  ChatStage stage("1.2");
  stage.sends("one");
  stage.receives(body("well") + state("active"));
  stage.sends("two");
  CHECK(stage.sent() == "thread=t1 body=one active | thread=t1 body=two active");
}

TEST_CASE("After a reply that said no a state says yes", "[xep0085-5.1]") {
  ChatStage stage;
  stage.sends("one");
  stage.receives(body("well"));
  stage.receives(state("composing"));
  stage.sent();
  stage.types("two");
  CHECK(stage.sent() == "composing thread=t1");
}

TEST_CASE("Discovered support is enough for all states at once", "[xep0085-4]") {
  for (const auto* version : versions) {
    ChatStage stage(version);
    stage.advertised = true;
    stage.types("one");
    stage.sends("one");
    CHECK(stage.sent() == "composing | thread=t1 body=one active");
  }
}

TEST_CASE("What a session has taught is forgotten with it and what was discovered is not", "[xep0085-5.1]") {
  for (const bool advertised : {false, true}) {
    ChatStage stage;
    stage.advertised = advertised;
    stage.receives(body("well") + state("active"));
    stage.chat.close();
    stage.types("one");
    CHECK(stage.sent() == (advertised ? "composing" : ""));
  }
}

TEST_CASE("With the setting off nothing has a state", "[xep0085-5.2]") {
  for (const auto* version : versions) {
    ChatStage stage(version);
    stage.advertised = true;
    stage.context.states_on = false;
    stage.receives(body("well") + state("active"));
    stage.types("one");
    stage.passes(1h);
    stage.chat.focus();
    stage.sends("one");
    stage.chat.blur();
    stage.chat.close();
    CHECK(stage.sent() == "thread=t1 body=one");
    stage.context.states_on = true;
    stage.types("two");
    CHECK(stage.sent() == "composing");
  }
}

TEST_CASE("The setting that goes off in a chat ends its states", "[xep0085-5.2]") {
  ChatStage stage;
  stage.receives(body("well") + state("active"));
  stage.types("one");
  stage.context.states_on = false;
  stage.sent();
  stage.passes(1h);
  stage.sends("one");
  stage.chat.close();
  CHECK(stage.sent() == "thread=t1 body=one");
}

TEST_CASE("A delayed message is shown and changes nothing", "[xep0203-4]") {
  const auto* delay = GENERATE("<delay xmlns='urn:xmpp:delay' stamp='2002-09-10T23:08:25Z'/>",
                               "<x xmlns='jabber:x:delay' stamp='20020910T23:08:25'/>");
  ChatStage stage;
  stage.receives(thread("A") + body("late") + state("active") + delay);
  stage.receives(state("composing") + delay);
  CHECK(stage.chat.shown() == std::vector<std::string>{"late"});
  CHECK(stage.chat.partner_state().empty());
  stage.types("one");
  stage.sends("one");
  CHECK(stage.sent() == "thread=t1 body=one active");
  CHECK(stage.address() == "romeo@montague.lit");
}

TEST_CASE("A delayed gone or message without a state does not end what is known", "[xep0203-4]") {
  const std::string delay = "<delay xmlns='urn:xmpp:delay' stamp='2002-09-10T23:08:25Z'/>";
  ChatStage stage;
  stage.sends("one");
  stage.receives(body("old") + delay);
  stage.receives(thread("t1") + state("gone") + delay);
  stage.sends("two");
  CHECK(stage.sent() == "thread=t1 body=one active | thread=t1 body=two active");
}

TEST_CASE("An error and a forwarded message change nothing", "[rfc6120-8.3.1]") {
  const std::string content = thread("A") + body("well") + state("active");
  const auto stanza = GENERATE_COPY(
      "<message type='error' from='romeo@montague.lit/orchard'>" + content +
          "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>",
      "<message type='chat' from='romeo@montague.lit/orchard'>" + content +
          "<sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'/></sent></message>");
  ChatStage stage;
  stage.receives_stanza(stanza);
  CHECK(stage.chat.shown().empty());
  CHECK(stage.chat.partner_state().empty());
  stage.types("one");
  stage.sends("one");
  CHECK(stage.sent() == "thread=t1 body=one active");
  CHECK(stage.address() == "romeo@montague.lit");
}

TEST_CASE("The user sees messages and the contact's last state", "[xep0085-2]") {
  ChatStage stage;
  stage.receives(state("composing"));
  CHECK(stage.chat.partner_state() == "composing");
  CHECK(stage.chat.shown().empty());
  stage.receives(body("one") + state("active"));
  CHECK(stage.chat.partner_state() == "active");
  stage.receives(body("two"));
  CHECK(stage.chat.partner_state().empty());
  CHECK(stage.chat.shown() == std::vector<std::string>{"one", "two"});
  stage.receives(state("gone"));
  CHECK(stage.chat.partner_state() == "gone");
  stage.chat.partner_came_or_went(*xmpp::Jid::parse("romeo@montague.lit/orchard"), false, false);
  CHECK(stage.chat.partner_state().empty());
}

}  // namespace conformance::reference

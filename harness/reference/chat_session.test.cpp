// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "reference/test_chat.hpp"

/// One chat in time: repetition, timers, threads, and whom it goes to.
namespace conformance::reference {

namespace {

using namespace std::chrono_literals;

// Romeo has written, with a thread and a state: Juliet's client knows what it may send.
void romeo_writes(ChatStage& stage) { stage.receives(thread("A") + body("well") + state("active")); }

}  // namespace

TEST_CASE("A burst of keys is one composing, and one more only after another state", "[xep0085-5.3]") {
  ChatStage stage;
  romeo_writes(stage);
  stage.types("It is the east, and ");
  stage.passes(29s);
  stage.types("Juliet ");
  CHECK(stage.sent() == "composing thread=A");
  stage.passes(31s);
  stage.types("is the sun");
  CHECK(stage.sent() == "paused thread=A | composing thread=A");
}

TEST_CASE("Each state comes at the time that its version suggests", "[xep0085-2]") {
  struct Row {
    const char* version;
    Duration paused;
    Duration inactive;
    Duration gone;
  };
  const auto row = GENERATE(values<Row>({{"1.2", 5s, 30s, 2min}, {"2.1", 30s, 2min, 10min}}));
  ChatStage stage(row.version);
  romeo_writes(stage);
  stage.types("x");
  CHECK(stage.sent() == "composing thread=A");
  stage.passes(row.paused - 1ms);
  CHECK(stage.sent().empty());
  stage.passes(1ms);
  CHECK(stage.sent() == "paused thread=A");
  stage.passes(row.inactive - row.paused - 1ms);
  CHECK(stage.sent().empty());
  stage.passes(1ms);
  CHECK(stage.sent() == "inactive thread=A");
  stage.passes(row.gone - row.inactive - 1ms);
  CHECK(stage.sent().empty());
  stage.passes(1ms);
  CHECK(stage.sent() == "gone thread=A");
  stage.passes(24h);
  CHECK(stage.sent().empty());
}

TEST_CASE("Whatever is done with the chat starts its times anew", "[xep0085-2]") {
  struct Row {
    const char* what;
    void (*act)(ChatStage&);
    const char* sent;
  };
  const auto row = GENERATE(values<Row>({
      {"open", [](ChatStage& stage) { stage.chat.open(); }, ""},
      {"key", [](ChatStage& stage) { stage.types("x"); }, "composing thread=A"},
      {"clear", [](ChatStage& stage) { stage.chat.clear(); }, ""},
      {"focus", [](ChatStage& stage) { stage.chat.focus(); }, ""},
      {"send", [](ChatStage& stage) { stage.sends("one"); }, "thread=A body=one active"},
      {"message", romeo_writes, ""},
  }));
  INFO(row.what);
  ChatStage stage;
  romeo_writes(stage);
  stage.passes(119s);
  row.act(stage);
  CHECK(stage.sent() == row.sent);
  stage.passes(29s);
  CHECK(stage.sent().empty());
  stage.passes(90s);
  CHECK(stage.sent() == (row.what == std::string("key") ? "paused thread=A" : ""));
  stage.passes(1s);
  CHECK(stage.sent() == "inactive thread=A");
}

TEST_CASE("A standalone notification of the contact does not start the times anew", "[xep0085-2]") {
  ChatStage stage;
  romeo_writes(stage);
  stage.passes(119s);
  stage.receives(thread("A") + state("composing"));
  stage.passes(1s);
  CHECK(stage.sent() == "inactive thread=A");
}

TEST_CASE("After sending or clearing no pause follows", "[xep0085-2]") {
  ChatStage stage;
  romeo_writes(stage);
  stage.types("one");
  stage.sends("one");
  stage.passes(60s);
  CHECK(stage.sent() == "composing thread=A | thread=A body=one active");
  stage.types("two");
  stage.chat.clear();
  stage.passes(60s);
  CHECK(stage.sent() == "composing thread=A | active thread=A");
  CHECK(stage.chat.input().empty());
}

TEST_CASE("Who leaves the window is inactive and active again on return", "[xep0085-2]") {
  ChatStage stage;
  romeo_writes(stage);
  stage.chat.blur();
  CHECK(stage.sent().empty());  // no state has been sent that could have changed
  stage.types("one");
  stage.chat.blur();
  stage.passes(60s);
  stage.chat.blur();
  stage.chat.focus();
  stage.chat.focus();
  CHECK(stage.sent() == "composing thread=A | inactive thread=A | active thread=A");
}

TEST_CASE("What was typed is sent where no text is given", "[reference]") {
  ChatStage stage;
  stage.types("It is the east");
  CHECK(stage.chat.input() == "It is the east");
  stage.sends("");
  CHECK(stage.sent() == "thread=t1 body=It is the east active");
}

TEST_CASE("Closing sends gone once and with the thread", "[xep0085-5.7]") {
  ChatStage stage;
  romeo_writes(stage);
  stage.sends("one");
  stage.sent();
  stage.chat.close();
  CHECK(stage.sent() == "gone thread=A");
  stage.chat.close();
  stage.passes(1h);
  CHECK(stage.sent().empty());
}

TEST_CASE("Closing sends no gone where none is due", "[xep0085-5.7]") {
  struct Row {
    const char* why;
    void (*act)(ChatStage&);
  };
  const auto row = GENERATE(values<Row>({
      {"gone went by timer", [](ChatStage& stage) { stage.passes(10min); }},
      {"the contact has gone", [](ChatStage& stage) { stage.receives(thread("A") + state("gone")); }},
      {"the contact's last resource went",
       [](ChatStage& stage) {
         stage.chat.partner_came_or_went(*xmpp::Jid::parse("romeo@montague.lit/orchard"), false, false);
       }},
  }));
  INFO(row.why);
  ChatStage stage;
  romeo_writes(stage);
  stage.sends("one");
  row.act(stage);
  stage.sent();
  stage.chat.close();
  CHECK(stage.sent().empty());
}

TEST_CASE("A chat in which nothing was sent is closed without a word", "[xep0085-5.7]") {
  ChatStage stage;
  romeo_writes(stage);
  stage.chat.close();
  CHECK(stage.sent().empty());
}

TEST_CASE("A thread is adopted from a message and copied into whatever follows", "[xep0085-5.7]") {
  ChatStage stage;
  stage.advertised = true;
  stage.sends("one");
  romeo_writes(stage);
  stage.types("two");
  stage.sends("two");
  stage.receives(body("without") + state("active"));
  stage.sends("three");
  stage.receives(thread("B") + body("other") + state("active"));
  stage.sends("four");
  CHECK(stage.sent() ==
        "thread=t1 body=one active | composing thread=A | thread=A body=two active | thread=A body=three active | "
        "thread=B body=four active");
}

TEST_CASE("A thread is not adopted from a standalone notification", "[xep0201-4]") {
  ChatStage stage;
  stage.receives(thread("A") + state("composing"));
  stage.sends("one");
  CHECK(stage.sent() == "thread=t1 body=one active");
}

TEST_CASE("Each end of a session ends its thread", "[xep0085-5.7]") {
  struct Row {
    const char* why;
    void (*act)(ChatStage&);
  };
  const auto row = GENERATE(values<Row>({
      {"closed", [](ChatStage& stage) { stage.chat.close(); }},
      {"gone by timer", [](ChatStage& stage) { stage.passes(10min); }},
      {"the contact's gone with the thread", [](ChatStage& stage) { stage.receives(thread("A") + state("gone")); }},
      {"the contact's gone without one", [](ChatStage& stage) { stage.receives(state("gone")); }},
  }));
  INFO(row.why);
  ChatStage stage;
  stage.advertised = true;
  romeo_writes(stage);
  stage.sends("one");
  row.act(stage);
  stage.sent();
  stage.types("two");
  stage.sends("two");
  CHECK(stage.sent() == "composing | thread=t1 body=two active");
}

TEST_CASE("A fresh conversation has a new thread and asks again", "[xep0085-5.7]") {
  ChatStage stage;
  stage.sends("one");
  stage.receives(body("well"));
  stage.sends("two");
  stage.chat.send("three", true);
  CHECK(stage.sent() == "thread=t1 body=one active | thread=t1 body=two | thread=t2 body=three active");
}

TEST_CASE("A chat goes to the bare JID until a resource answers, and again when presence changes", "[rfc6121-5.1]") {
  ChatStage stage;
  const auto orchard = *xmpp::Jid::parse("romeo@montague.lit/orchard");
  const auto street = *xmpp::Jid::parse("romeo@montague.lit/street");
  const auto next_goes_to = [&stage] {
    stage.sends("one");
    return stage.address();
  };
  CHECK(next_goes_to() == "romeo@montague.lit");
  romeo_writes(stage);
  CHECK(next_goes_to() == orchard.to_string());
  stage.types("two");
  CHECK(stage.address() == orchard.to_string());
  stage.chat.partner_came_or_went(street, false, true);  // one that was not locked to goes
  CHECK(next_goes_to() == orchard.to_string());
  stage.chat.partner_came_or_went(street, true, true);
  CHECK(next_goes_to() == "romeo@montague.lit");
  stage.receives(body("here"), "street");
  CHECK(next_goes_to() == street.to_string());
  stage.receives(state("composing"), "orchard");
  CHECK(next_goes_to() == "romeo@montague.lit");
  stage.receives(body("there"), "orchard");
  stage.receives(state("composing"), "orchard");
  CHECK(next_goes_to() == orchard.to_string());
  stage.chat.partner_came_or_went(orchard, false, true);
  CHECK(next_goes_to() == "romeo@montague.lit");
}

}  // namespace conformance::reference

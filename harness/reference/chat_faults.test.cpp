// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>
#include <map>

#include "reference/test_chat.hpp"

/// What each fault does to a chat: exactly what scenarios/faults.json says, and where it does nothing, nothing.
namespace conformance::reference {

namespace {

using namespace std::chrono_literals;

void typing(ChatStage& stage) {
  stage.receives(thread("A") + body("well") + state("active"));
  stage.types("It is");
  stage.passes(60s);
}

void reply(ChatStage& stage) {
  stage.receives(thread("A") + body("well") + state("active"));
  stage.sends("Yes");
}

void closing(ChatStage& stage) {
  stage.sends("Hello");
  stage.receives(state("active"));
  stage.chat.close();
}

// Romeo has had two threads and ended the second.
void two_threads_and_gone(ChatStage& stage) {
  stage.advertised = true;
  stage.receives(thread("A") + body("one") + state("active"));
  stage.receives(thread("B") + body("two") + state("active"));
  stage.receives(thread("B") + state("gone"));
}

void send_after_gone(ChatStage& stage) {
  two_threads_and_gone(stage);
  stage.sends("Again");
}

void type_after_gone(ChatStage& stage) {
  two_threads_and_gone(stage);
  stage.types("x");
}

// Nothing is known of Romeo, and he keeps silent.
void asking(ChatStage& stage) {
  stage.types("o");
  stage.sends("one");
  stage.types("t");
  stage.sends("two");
  stage.sends("three");
}

void refused(ChatStage& stage) {
  stage.sends("one");
  stage.receives(body("two"));
  stage.passes(200ms);
  stage.sent();
  stage.types("W");
  stage.sends("Well");
}

void opening(ChatStage& stage) {
  stage.receives(thread("A") + body("well") + state("active"));
  stage.chat.open();
}

void leaving(ChatStage& stage) {
  reply(stage);
  stage.passes(200ms);
  stage.sent();
  stage.chat.blur();
}

struct Scene {
  void (*play)(ChatStage&);
  const char* sent;
};

const std::map<std::string, Scene>& scenes() {
  static const std::map<std::string, Scene> all = {
      {"typing", {typing, "composing thread=A | paused thread=A"}},
      {"reply", {reply, "thread=A body=Yes active"}},
      {"closing", {closing, "thread=t1 body=Hello active | gone thread=t1"}},
      {"send after gone", {send_after_gone, "thread=t1 body=Again active"}},
      {"type after gone", {type_after_gone, "composing"}},
      {"asking", {asking, "thread=t1 body=one active | thread=t1 body=two active | thread=t1 body=three active"}},
      {"refused", {refused, "thread=t1 body=Well"}},
      {"opening", {opening, ""}},
      {"leaving", {leaving, "inactive thread=A"}},
  };
  return all;
}

struct Row {
  const char* fault;
  std::map<std::string, std::string> sent;  // in which scene what
};

const std::vector<Row>& rows() {
  static const std::vector<Row> all = {
      {"composing-repeated", {{"typing", "composing thread=A | composing thread=A | paused thread=A"}}},
      {"paused-repeated", {{"typing", "composing thread=A | paused thread=A | paused thread=A"}}},
      {"never-paused", {{"typing", "composing thread=A"}}},
      {"never-inactive", {{"leaving", ""}}},
      {"never-gone", {{"closing", "thread=t1 body=Hello active"}}},
      {"standalone-refused",
       {{"closing", "thread=t1 body=Hello active | active error | gone thread=t1"},
        {"send after gone", "thread=B gone error | thread=t1 body=Again active"},
        {"type after gone", "thread=B gone error | composing"}}},
      {"slow-timers", {{"typing", "composing thread=A"}}},
      {"never-active",
       {{"reply", "thread=A body=Yes"},
        {"closing", "thread=t1 body=Hello"},
        {"send after gone", "thread=t1 body=Again"},
        {"asking", "thread=t1 body=one | thread=t1 body=two | thread=t1 body=three"},
        {"leaving", ""}}},
      {"active-apart",
       {{"reply", "thread=A body=Yes | active thread=A"},
        {"send after gone", "thread=t1 body=Again | active thread=t1"}}},
      {"state-in-presence",
       {{"typing", "composing thread=A | presence composing | paused thread=A"},
        {"type after gone", "composing | presence composing"}}},
      {"state-in-iq",
       {{"typing", "composing thread=A | iq composing | paused thread=A"},
        {"type after gone", "composing | iq composing"}}},
      {"two-states",
       {{"reply", "thread=A body=Yes active active"},
        {"closing", "thread=t1 body=Hello active active | gone thread=t1"},
        {"send after gone", "thread=t1 body=Again active active"},
        {"asking",
         "thread=t1 body=one active active | thread=t1 body=two active active | thread=t1 body=three active active"}}},
      {"stray-child-in-standalone",
       {{"typing", "composing thread=A typing | paused thread=A typing"},
        {"closing", "thread=t1 body=Hello active | gone thread=t1 typing"},
        {"type after gone", "composing typing"},
        {"leaving", "inactive thread=A typing"}}},
      {"empty-body-in-standalone",
       {{"typing", "composing thread=A body= | paused thread=A body="},
        {"closing", "thread=t1 body=Hello active | gone thread=t1 body="},
        {"type after gone", "composing body="},
        {"leaving", "inactive thread=A body="}}},
      {"nick-in-standalone",
       {{"typing", "composing thread=A nick=Juliet | paused thread=A nick=Juliet"},
        {"closing", "thread=t1 body=Hello active | gone thread=t1 nick=Juliet"},
        {"type after gone", "composing nick=Juliet"},
        {"leaving", "inactive thread=A nick=Juliet"}}},
      {"hint-in-standalone",
       {{"typing", "composing thread=A no-store | paused thread=A no-store"},
        {"closing", "thread=t1 body=Hello active | gone thread=t1 no-store"},
        {"type after gone", "composing no-store"},
        {"leaving", "inactive thread=A no-store"}}},
      {"standalone-without-thread",
       {{"typing", "composing | paused"}, {"closing", "thread=t1 body=Hello active | gone"}, {"leaving", "inactive"}}},
      {"standalone-other-thread",
       {{"typing", "composing thread=t1 | paused thread=t2"},
        {"closing", "thread=t1 body=Hello active | gone thread=t2"},
        {"type after gone", "composing thread=t1"},
        {"leaving", "inactive thread=t1"}}},
      {"thread-not-copied", {{"reply", "body=Yes active"}}},
      {"thread-invented", {{"reply", "thread=t1 body=Yes active"}}},
      {"thread-child", {{"reply", "thread=t1<A body=Yes active"}}},
      {"no-gone-on-close", {{"closing", "thread=t1 body=Hello active"}}},
      {"old-thread-after-gone", {{"send after gone", "thread=B body=Again active"}}},
      {"standalone-keeps-thread", {{"type after gone", "composing thread=B"}}},
      {"no-thread-after-gone", {{"send after gone", "body=Again active"}}},
      {"earlier-thread-after-gone", {{"send after gone", "thread=A body=Again active"}}},
      {"asks-late",
       {{"closing", "thread=t1 body=Hello"},
        {"asking", "thread=t1 body=one | thread=t1 body=two active | thread=t1 body=three active"},
        {"refused", "thread=t1 body=Well active"}}},
      {"asks-once", {{"asking", "thread=t1 body=one active | thread=t1 body=two | thread=t1 body=three"}}},
      {"never-asks",
       {{"closing", "thread=t1 body=Hello"},
        {"asking", "thread=t1 body=one | thread=t1 body=two | thread=t1 body=three"}}},
      {"asks-by-composing",
       {{"closing", "thread=t1 body=Hello composing | gone thread=t1"},
        {"asking", "thread=t1 body=one composing | thread=t1 body=two composing | thread=t1 body=three composing"}}},
      {"notifies-unasked",
       {{"asking", "composing | thread=t1 body=one active | thread=t1 body=two active | thread=t1 body=three active"}}},
      {"early-standalone",
       {{"asking",
         "thread=t1 body=one active | composing thread=t1 | thread=t1 body=two active | thread=t1 body=three active"}}},
      {"ignores-stateless-reply", {{"refused", "composing thread=t1 | thread=t1 body=Well active"}}},
      {"standalone-ignored", {{"closing", "thread=t1 body=Hello active"}}},
      {"no-active-when-shown", {{"reply", "thread=A body=Yes"}, {"leaving", ""}}},
      {"no-active-when-discovered", {{"send after gone", "thread=t1 body=Again"}}},
      {"never-composing", {{"typing", "paused thread=A"}, {"type after gone", ""}}},
      {"composing-in-content",
       {{"reply", "thread=A body=Yes composing"}, {"send after gone", "thread=t1 body=Again composing"}}},
      {"needless-active", {{"opening", "active thread=A"}}},
      {"content-as-normal",
       {{"closing", "thread=t1 body=Hello"},
        {"reply", "thread=A body=Yes"},
        {"send after gone", "thread=t1 body=Again"},
        {"asking", "thread=t1 body=one | thread=t1 body=two | thread=t1 body=three"},
        {"leaving", ""}}},
      {"state-with-text",
       {{"typing", "composing=… thread=A | paused=… thread=A"},
        {"closing", "thread=t1 body=Hello active | gone=… thread=t1"},
        {"type after gone", "composing=…"},
        {"leaving", "inactive=… thread=A"}}},
      {"unknown-state", {{"leaving", "away thread=A"}}},
      // What was said before is still on its way.
      {"slow",
       {{"leaving", "thread=A body=Yes active | inactive thread=A"},
        {"refused", "thread=t1 body=one active | thread=t1 body=Well"}}},
  };
  return all;
}

}  // namespace

TEST_CASE("Each fault changes what it is said to change in a chat, and nothing else", "[faults]") {
  for (const auto& fault : faults::known_faults().all()) {
    if (fault.side == "server") continue;
    for (const auto& [name, scene] : scenes()) {
      INFO(fault.name << ": " << name);
      std::string expected = scene.sent;
      for (const auto& row : rows()) {
        if (row.fault == fault.name && row.sent.contains(name)) expected = row.sent.at(name);
      }
      ChatStage stage("2.1", fault.name);
      scene.play(stage);
      stage.passes(3s);  // for the faults "late" and "slow"
      CHECK(stage.sent() == expected);
    }
  }
}

TEST_CASE("Faults of the type change the type of what they name", "[faults]") {
  const auto types = [](const std::string& fault) {
    ChatStage stage("2.1", fault);
    typing(stage);
    stage.sends("Yes");
    return stage.types_sent();
  };
  CHECK(types("") == "chat chat chat ");
  CHECK(types("states-in-normal") == "none none chat ");
  CHECK(types("paused-as-groupchat") == "chat groupchat chat ");
  CHECK(types("content-as-normal") == "chat chat none ");
}

TEST_CASE("A client that has states in its answers only leaves them away from what it writes by itself", "[faults]") {
  ChatStage stage("2.1", "active-only-in-answers");
  reply(stage);
  stage.sends("And");
  CHECK(stage.sent() == "thread=A body=Yes active | thread=A body=And");
}

TEST_CASE("A client that notifies composing once in a chat does not for the next message", "[faults]") {
  ChatStage stage("2.1", "composing-once-in-a-chat");
  stage.receives(thread("A") + body("well") + state("active"));
  stage.types("It is");
  stage.sends("It is");
  stage.types("x");
  CHECK(stage.sent() == "composing thread=A | thread=A body=It is active");
}

TEST_CASE("Every fault of the table is in the catalogue of faults", "[faults]") {
  for (const auto& row : rows()) CHECK(faults::known_faults().find(row.fault) != nullptr);
}

TEST_CASE("What goes to a presence or an iq goes to the same address as the state", "[faults]") {
  for (const auto* fault : {"state-in-presence", "state-in-iq"}) {
    ChatStage stage("2.1", fault);
    stage.receives(body("well") + state("active"));
    stage.types("x");
    CHECK(stage.address() == "romeo@montague.lit/orchard");
  }
}

TEST_CASE("With the fault late what the user does leaves 200 ms later, in order", "[faults]") {
  ChatStage stage("2.1", "late");
  stage.advertised = true;
  stage.types("one");
  stage.passes(100ms);
  stage.sends("one");
  stage.passes(99ms);
  CHECK(stage.sent().empty());
  stage.passes(1ms);
  CHECK(stage.sent() == "composing");
  stage.passes(100ms);
  CHECK(stage.sent() == "thread=t1 body=one active");
}

}  // namespace conformance::reference

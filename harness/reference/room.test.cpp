// SPDX-License-Identifier: MIT
#include "reference/room.hpp"

#include <catch2/catch.hpp>

#include "reference/test_client.hpp"

namespace conformance::reference {

namespace {

using namespace std::chrono_literals;
using Kind = scenario::Answer::Kind;

const std::string hall = "hall@rooms.montague.lit";
const std::string romeo = hall + "/romeo";

std::string user_x(const std::string& content) {
  return "<x xmlns='http://jabber.org/protocol/muc#user'>" + content + "</x>";
}
std::string presence(const std::string& from, const std::string& type, const std::string& content) {
  return "<presence from='" + from + "'" + (type.empty() ? "" : " type='" + type + "'") + ">" + content + "</presence>";
}

// Juliet's client in the hall.
struct Hall : ClientStage {
  explicit Hall(const std::string& fault = "", const std::string& version = "2.1") : ClientStage(fault, version) {
    sent();
    does("join", hall, "juliet");
    receives(presence(romeo, "", user_x("")));
    receives(presence(hall + "/juliet", "", user_x("<status code='110'/>")));
  }
  Kind does(const std::string& verb, const std::string& to, const std::string& text = "") {
    return loop.run(client.act({verb, *xmpp::Jid::parse(to), text, Duration::zero(), false})).kind;
  }
  std::string sees(const std::string& what, const std::string& from) {
    return loop.run(client.query(what, *xmpp::Jid::parse(from))).value;
  }
  void says(const std::string& from, const std::string& content, const std::string& type = "groupchat") {
    receives("<message type='" + type + "' from='" + from + "'>" + content + "</message>");
  }
  // What was sent, in short, each with its type and to whom.
  std::string told() {
    std::string text;
    auto all = sent();
    for (auto at = all.find('\n'); at != std::string::npos; at = all.find('\n')) {
      const auto element = *xml::parse_element(all.substr(0, at), xmpp::ns::client);
      text += (text.empty() ? "" : " | ") + std::string(element.attribute("type").value_or("")) + " " +
              xmpp::Jid::parse(element.attribute("to").value_or("x@y"))->resource() + ": " + in_short(element);
      all.erase(0, at + 1);
    }
    return text;
  }
  void passes(Duration time) { loop.run(pause(loop.clock(), time)); }
};

}  // namespace

TEST_CASE("A room is entered under a name, and left", "[xep0045-7.2]") {
  Hall stage;
  CHECK(stage.told() == " juliet: presence c x");
  CHECK(stage.does("leave", hall) == Kind::ok);
  CHECK(stage.told() == "unavailable juliet: presence");
  stage.does("leave", hall);
  CHECK(stage.told().empty());
  CHECK(stage.does("leave", "romeo@montague.lit") == Kind::unsupported_by_client);
  CHECK(stage.does("attention", hall) == Kind::unsupported_by_client);
}

TEST_CASE("The occupants of a room are told of typing, by type groupchat, and never that the user has gone",
          "[xep0085-5.5]") {
  struct Row {
    const char* fault;
    std::string told;
  };
  const auto row = GENERATE(values<Row>({
      {"",
       "groupchat : composing | groupchat : paused | groupchat : composing | groupchat : body=Ay me! active | "
       "groupchat : inactive | groupchat : active | unavailable juliet: presence"},
      {"no-states-in-rooms", "groupchat : body=Ay me! | unavailable juliet: presence"},
      {"gone-to-room",
       "groupchat : composing | groupchat : paused | groupchat : composing | groupchat : body=Ay me! active | "
       "groupchat : inactive | groupchat : active | groupchat : gone | unavailable juliet: presence"},
      {"gone-to-idle-room",
       "groupchat : composing | groupchat : paused | groupchat : composing | groupchat : body=Ay me! active | "
       "groupchat : inactive | groupchat : gone | unavailable juliet: presence"},
      {"room-states-as-chat",
       "chat : composing | chat : paused | chat : composing | groupchat : body=Ay me! active | chat : inactive | "
       "chat : active | unavailable juliet: presence"},
      {"active-beside-room-message",
       "groupchat : composing | groupchat : paused | groupchat : composing | groupchat : body=Ay me! active | "
       "groupchat : active | groupchat : inactive | groupchat : active | unavailable juliet: presence"},
  }));
  INFO(row.fault);
  Hall stage(row.fault);
  stage.told();
  stage.does("type", hall, "Ay");
  stage.passes(31s);
  stage.does("type", hall, " me");
  stage.does("send", hall, "!");
  stage.passes(20min);
  stage.does("focus", hall);
  stage.does("close", hall);
  CHECK(stage.told() == row.told);
}

TEST_CASE("Who clears the input or turns away from a room tells so", "[xep0085-5.5]") {
  Hall stage;
  stage.told();
  stage.does("type", hall, "Ay");
  stage.does("clear", hall);
  stage.does("blur", hall);
  CHECK(stage.told() == "groupchat : composing | groupchat : active | groupchat : inactive");
  stage.loop.run(stage.client.configure("chat_states", "off"));
  stage.does("focus", hall);
  stage.does("send", hall, "Ay me!");
  CHECK(stage.told() == "groupchat : body=Ay me!");
}

TEST_CASE("What occupants say is shown, and their states, but for gone", "[xep0085-5.5]") {
  Hall stage;
  const auto shown = [&] { return stage.sees("shown_state", romeo); };
  stage.says(romeo,
             "<body>old</body>" + state("active") + "<delay xmlns='urn:xmpp:delay' stamp='1591-01-01T00:00:00Z'/>");
  CHECK(shown().empty());
  stage.says(romeo, state("composing"));
  CHECK(shown() == "composing");
  stage.says(romeo, state("gone"));
  CHECK(shown() == "composing");
  stage.says(romeo, "<body>Hello</body>" + state("active"));
  CHECK(shown() == "active");
  stage.says(romeo, "<body>Hello again</body>");
  CHECK(shown().empty());
  stage.says(hall + "/juliet", "<body>my own</body>" + state("active"));
  stage.says(hall, "<subject>Love</subject>");
  stage.says(romeo, "<body>refused</body>", "error");
  CHECK(stage.sees("shown_messages", hall) == "old\nHello\nHello again\n");
  stage.says(romeo, state("paused"));
  stage.receives(presence(romeo, "unavailable", user_x("")));
  CHECK(shown().empty());

  Hall faulty("shows-gone-in-room");
  faulty.says(romeo, state("gone"));
  CHECK(faulty.sees("shown_state", romeo) == "gone");
}

TEST_CASE("Private messages are a chat of their own, with a mark", "[xep0045-7.5]") {
  struct Row {
    const char* fault;
    std::string told;
  };
  const auto row = GENERATE(values<Row>({
      {"", "chat romeo: x thread body=Hist! active | chat romeo: x composing thread | chat romeo: x gone thread"},
      {"private-states-as-groupchat",
       "chat romeo: x thread body=Hist! active | groupchat romeo: x composing thread | groupchat romeo: x gone thread"},
  }));
  INFO(row.fault);
  Hall stage(row.fault);
  stage.says(romeo, "<body>Psst</body>" + state("active") + user_x(""), "chat");
  CHECK(stage.sees("shown_messages", romeo) == "Psst\n");
  CHECK(stage.sees("shown_messages", hall).empty());
  stage.told();
  stage.does("send", romeo, "Hist!");
  stage.does("type", romeo, "a");
  stage.does("close", romeo);
  auto told = stage.told();
  for (auto at = told.find("thread="); at != std::string::npos; at = told.find("thread=")) {
    told.erase(at + 6, told.find_first_of(' ', at) == std::string::npos ? std::string::npos
                                                                        : told.find_first_of(' ', at) - at - 6);
  }
  CHECK(told.substr(told.find("chat romeo: x thread")) == row.told);
}

TEST_CASE("Who is in a room no more tells it nothing", "[xep0045-7.14]") {
  struct Row {
    const char* how;
    std::string presence;
  };
  const auto row = GENERATE(values<Row>({
      {"thrown out", presence(hall + "/juliet", "unavailable", user_x("<status code='307'/><status code='110'/>"))},
      {"refused", presence(hall + "/juliet", "error", "<error type='cancel'/>")},
  }));
  INFO(row.how);
  Hall stage;
  stage.does("type", hall, "Ay");
  stage.says(romeo, "<body>Psst</body>" + state("active"), "chat");
  stage.told();
  stage.receives(row.presence);
  stage.does("type", hall, " me");
  stage.passes(20min);
  CHECK(stage.told().empty());

  Hall faulty("gone-to-room");
  faulty.does("type", hall, "Ay");
  faulty.told();
  faulty.receives(row.presence);
  CHECK(faulty.told() == "groupchat : gone");
}

TEST_CASE("Caps of an occupant tell of his support, and those of the own name are not asked for", "[xep0115-6.2]") {
  ClientStage stage;
  stage.sent();
  stage.loop.run(stage.client.act({"join", *xmpp::Jid::parse(hall), "juliet", Duration::zero(), false}));
  stage.sent();
  stage.receives(presence_of(hall + "/juliet"));
  CHECK(stage.sent().empty());
  stage.receives(presence_of(romeo));
  const auto asked = stage.sent();
  REQUIRE(asked.find("to='" + romeo + "'") != std::string::npos);
  const auto at = asked.find("id='") + 4;
  stage.receives(disco_of(romeo, asked.substr(at, asked.find('\'', at) - at)));
  stage.loop.run(stage.client.act({"type", *xmpp::Jid::parse(romeo), "a", Duration::zero(), false}));
  CHECK(stage.sent().find("<composing ") != std::string::npos);
}

}  // namespace conformance::reference

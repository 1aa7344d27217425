// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "run/test_stage.hpp"

/// Steps in rooms.
namespace conformance::run {

namespace {

using test::PlayerStage;

const std::string joins = R"({"romeo":"joins","room":"hall"},{"juliet":"joins","room":"hall"})";

std::string with(const std::string& step) { return joins + "," + step; }

}  // namespace

TEST_CASE("Actors join a room, speak in it, and leave it", "[player]") {
  PlayerStage stage;
  stage.play_in_hall(
      with(R"({"juliet":"sends","stanza":"<message type='groupchat' to='${hall}'><body>${word}</body></message>"},
    {"romeo":"receives","stanza":"<message from='${hall.juliet}'><body>${word}</body></message>"},
    {"romeo":"sends","stanza":"<message type='chat' to='${hall.juliet}'><body>aside</body></message>"},
    {"juliet":"receives","stanza":"<message from='${hall.romeo}'><body>aside</body></message>"},
    {"juliet":"leaves","room":"hall"},
    {"romeo":"receives","stanza":"<presence type='unavailable' from='${hall.juliet}'/>"})"));
  CHECK(stage.outcome() == "played");
  CHECK(stage.marks() == std::vector<std::string>{"/steps/3 met", "/steps/5 met", "/steps/7 met"});
}

TEST_CASE("Who made the room may throw others out, and take their voice", "[player]") {
  PlayerStage stage;
  stage.play_in_hall(with(R"({"romeo":"silences","whom":"juliet","room":"hall"},
    {"juliet":"sends","stanza":"<message type='groupchat' to='${hall}'><body>${word}</body></message>"},
    {"juliet":"receives","stanza":"<message type='error' from='${hall}'/>"},
    {"romeo":"kicks","whom":"juliet","room":"hall"},
    {"juliet":"receives","stanza":"<presence type='unavailable' from='${hall.juliet}'/>"})"));
  CHECK(stage.outcome() == "played");
  CHECK(stage.marks() == std::vector<std::string>{"/steps/4 met", "/steps/6 met"});
}

TEST_CASE("A step in a room that does not come about is told with what the room said", "[player]") {
  struct Row {
    std::string steps;
    std::string said;
  };
  const auto row = GENERATE(values<Row>({
      {R"({"juliet":"kicks","whom":"romeo","room":"hall"})",
       "juliet kicks romeo in hall (the room refused it: forbidden)"},
      {R"({"romeo":"silences","whom":"romeo","room":"hall"})",
       "romeo silences romeo in hall (the room refused it: not-allowed)"},
      {R"({"romeo":"leaves","room":"hall"},{"romeo":"leaves","room":"hall","within":"1s"})",
       "romeo leaves hall (within 1000 ms)"},
      {R"({"romeo":"joins","resource":"street","room":"hall"})", "romeo joins hall (the room refused it: conflict)"},
  }));
  PlayerStage stage;
  stage.play_in_hall(with(row.steps));
  const auto marks = stage.all<trace::MarkEvent>();
  REQUIRE_FALSE(marks.empty());
  CHECK(marks.back().outcome == "unmet");
  CHECK(marks.back().expected == row.said);
}

TEST_CASE("The client is worked in a room and towards its occupants", "[player]") {
  PlayerStage stage;
  stage.target.told.has.actions.insert({"join", "leave"});
  stage.play_in_hall(with(R"({"iut":"join","to":"hall"},{"iut":"join","to":"hall","text":"Rosaline"},
    {"iut":"type","to":"hall","text":"a"},{"iut":"send","to":"juliet","in":"hall","text":"b"},
    {"iut":"send","to":"juliet","text":"c"},{"iut":"leave","to":"hall"},
    {"iut":"shows","from":"hall","text":"x","within":"0ms"})"));
  const auto& log = stage.target.told.log;
  const std::string hall = "hall@rooms.montague.lit";
  REQUIRE(log.size() >= 7);
  CHECK(log[0] == "join to " + hall + " \"iut\" every 0 ms");
  CHECK(log[1] == "join to " + hall + " \"Rosaline\" every 0 ms");
  CHECK(log[2] == "type to " + hall + " \"a\" every 0 ms");
  CHECK(log[3] == "send to " + hall + "/juliet \"b\" every 0 ms");
  CHECK(log[4] == "send to juliet@montague.lit \"c\" every 0 ms");
  CHECK(log[5] == "leave to " + hall + " \"\" every 0 ms");
  CHECK(log[6] == "shown_messages from " + hall);
}

TEST_CASE("What the user sees in place of what was expected is recorded, but for texts that do not appear",
          "[player]") {
  PlayerStage stage;
  stage.target.told.has.queries.insert("shown_state");
  stage.target.told.values["shown_state"] = {Duration::zero(), "gone"};
  stage.play_in_hall(with(R"({"iut":"shown state","from":"juliet","in":"hall","state":"composing","within":"1s"})"));
  const auto observed = stage.all<trace::ObservedEvent>();
  REQUIRE(observed.size() == 1);
  CHECK(observed.front().from == "hall@rooms.montague.lit/juliet");
  CHECK(observed.front().value == "gone");
  PlayerStage other;
  other.play_in_hall(with(R"({"iut":"shows","from":"hall","text":"x","within":"1s"})"));
  CHECK(other.all<trace::ObservedEvent>().empty());
}

TEST_CASE("Without a room service a scenario with rooms is not applicable, and inconclusive where it is not known",
          "[player]") {
  PlayerStage none;
  none.target.no_rooms = target::NoRooms{"montague.lit has no room service"};
  none.play_in_hall(joins);
  CHECK(none.outcome() == "not applicable: montague.lit has no room service");
  CHECK(none.marks().empty());
  PlayerStage unknown;
  unknown.target.no_rooms = target::NoRooms{"montague.lit does not answer disco#items", false};
  unknown.play_in_hall(joins);
  CHECK(unknown.outcome() == "played");
  CHECK(unknown.marks() == std::vector<std::string>{"/cast unmet"});
}

}  // namespace conformance::run

// SPDX-License-Identifier: MIT
#include "run/player.hpp"

#include <catch2/catch.hpp>

#include "run/test_stage.hpp"

/// What is recorded of each step of actors, and how a scenario ends.
namespace conformance::run::test {

namespace {

using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

const std::string hello =
    R"({"romeo": "sends", "stanza": "<message type='chat' to='${juliet}' id='1'><body>${word}</body></message>"},)";
const std::string composing = "<composing xmlns='http://jabber.org/protocol/chatstates'/>";
const std::string no_more = R"({"juliet": "receives no more", "judges": "0085/5.3/no-repeat", "stanza": "<message>)" +
                            composing + R"(</message>"})";
const std::string judged_later =
    R"(, {"juliet": "receives", "stanza": "<message/>", "within": "1s", "judges": "0085/5.3/no-repeat"})";

}  // namespace

TEST_CASE("A scenario begins with what it owes of the selected rules, and ends after its tail", "[player]") {
  PlayerStage stage;
  stage.play("server", R"({"quiet": "5s"})");
  const auto events = stage.all<trace::ScenarioEvent>();
  REQUIRE(events.size() == 2);
  CHECK(events[0].phase == "begin");
  CHECK(events[0].owes == Texts{"0085/5.3/no-repeat"});
  CHECK_FALSE(events[0].token.empty());
  CHECK(events[1].phase == "end");
  CHECK(stage.outcome() == "played");
  CHECK(stage.recorder.trace().events.back().t == 6s);
  CHECK(stage.recorder.trace().events.back().scn == "server/test");
  CHECK(stage.target.discharged == 1);
}

TEST_CASE("What is received as it is asked for is met", "[player]") {
  PlayerStage stage;
  stage.play("server", hello + R"({"juliet": "receives", "stanza": "<message><body>${word}</body></message>"})");
  CHECK(stage.marks() == Texts{"/steps/1 met"});
  CHECK(stage.outcome() == "played");
}

TEST_CASE("A step that prepares and does not come about ends the scenario, and nothing after it is judged",
          "[player]") {
  PlayerStage stage;
  stage.play("server", hello + R"({"juliet": "receives", "stanza": "<message><subject/></message>", "within": "2s"},
                                  {"juliet": "receives", "stanza": "<message/>"})" +
                           judged_later);
  CHECK(stage.marks() == Texts{"/steps/1 unmet", "/steps/3 unreached 0085/5.3/no-repeat"});
  CHECK(stage.all<trace::MarkEvent>()[0].expected == "juliet receives <message><subject/></message> (within 2000 ms)");
  CHECK(stage.outcome() == "played");
  CHECK(stage.loop.clock().now() == 3s);
}

TEST_CASE("Without a time of its own a step waits as long as the run says", "[player]") {
  PlayerStage stage;
  stage.play("server", R"({"juliet": "receives", "stanza": "<message/>"})");
  CHECK(stage.loop.clock().now() == 11s);
}

TEST_CASE("A step that judges and does not come about is a failure, and the scenario goes on", "[player]") {
  PlayerStage stage;
  stage.play("server", R"({"juliet": "receives", "stanza": "<message/>", "within": "1s",
                           "judges": "0085/5.3/no-repeat"},)" +
                           hello + R"({"juliet": "receives", "stanza": "<message/>"})");
  CHECK(stage.marks() == Texts{"/steps/0 unmet fail 0085/5.3/no-repeat", "/steps/2 met"});
}

TEST_CASE("A step can make the scenario not applicable, with its reason", "[player]") {
  PlayerStage stage;
  stage.play("server", R"({"juliet": "receives", "stanza": "<message/>", "within": "1s", "else": "not applicable",
                           "because": "the server has no messages"})" +
                           judged_later);
  CHECK(stage.marks() == Texts{"/steps/1 unreached 0085/5.3/no-repeat"});
  CHECK(stage.outcome() == "not applicable: the server has no messages");
}

TEST_CASE("One of several stanzas has the grade and the flag that stand with it", "[player]") {
  struct Row {
    const char* alternative;
    const char* judges;
    const char* mark;
  };
  const auto row = GENERATE(values<Row>({
      {R"("grade": "pass", "flag": "as-asked")", R"("judges": "0085/5.3/no-repeat")",
       "met as-asked 0085/5.3/no-repeat"},
      {R"("grade": "should-fail", "flag": "odd")", R"("judges": "0085/5.3/no-repeat")",
       "unmet should-fail odd 0085/5.3/no-repeat"},
      {R"("grade": "info", "flag": "odd")", R"("judges": "0085/5.3/no-repeat")", "met info odd 0085/5.3/no-repeat"},
      {R"("grade": "should-fail", "flag": "odd")", R"("within": "1s")", "met should-fail odd"},
      {R"("grade": "pass")", R"("within": "1s")", "met"},
  }));
  INFO(row.alternative << ", " << row.judges);
  PlayerStage stage;
  stage.play("server", hello + R"({"juliet": "receives", "one of": [
      {"stanza": "<message><subject/></message>", "grade": "info", "flag": "never"},
      {"stanza": "<message><body/></message>", )" +
                           row.alternative + R"(}], )" + row.judges + "}");
  CHECK(stage.marks() == Texts{std::string("/steps/1 ") + row.mark});
}

TEST_CASE("What a pattern captures can be said later", "[player]") {
  PlayerStage stage;
  stage.play(
      "server",
      hello + R"({"juliet": "receives", "stanza": "<message from='${who:any}'><body>${text:any}</body></message>"},
      {"juliet": "sends", "stanza": "<message to='${who}' id='2'><body>${text}, ${token}</body></message>"})");
  const auto token = stage.all<trace::ScenarioEvent>()[0].token;
  const auto word = Seed(0).word("server/test word", 10);
  CHECK(stage.stanzas("juliet@montague.lit/balcony", true) ==
        Texts{"<message to='romeo@montague.lit/orchard' id='2' from='juliet@montague.lit/balcony'><body>" + word +
              ", " + token + "</body></message>"});
}

TEST_CASE("A stanza that is sent gets what it lacks", "[player]") {
  PlayerStage stage;
  stage.play("client", R"({"romeo": "sends", "stanza": "<message/>"},
                          {"romeo": "sends", "resource": "street", "stanza": "<message to='${juliet.bare}' id='own'/>"},
                          {"romeo": "sends", "stanza": "<iq type='get'/>"})");
  const auto token = stage.all<trace::ScenarioEvent>()[0].token;
  CHECK(stage.stanzas("romeo@montague.lit/orchard", true) ==
        Texts{"<message id='" + token + "-1' to='iut@capulet.lit/x' from='romeo@montague.lit/orchard'/>",
              "<iq type='get' id='" + token + "-2' to='iut@capulet.lit/x' from='romeo@montague.lit/orchard'/>"});
  CHECK(stage.stanzas("romeo@montague.lit/street", true) ==
        Texts{"<message to='juliet@montague.lit' id='own' from='romeo@montague.lit/street'/>"});
}

TEST_CASE("A stanza that is sent several times has an id of its own each time", "[player]") {
  PlayerStage stage;
  stage.play("server", R"({"romeo": "sends", "stanza": "<message to='${juliet}'/>", "repeat": 3},
                          {"romeo": "sends", "stanza": "<message to='${juliet}' id='own'/>", "repeat": 2})");
  const auto token = stage.all<trace::ScenarioEvent>()[0].token;
  const auto said = [](const std::string& id) {
    return "<message to='juliet@montague.lit/balcony' id='" + id + "' from='romeo@montague.lit/orchard'/>";
  };
  CHECK(stage.stanzas("romeo@montague.lit/orchard", true) ==
        Texts{said(token + "-1"), said(token + "-2"), said(token + "-3"), said("own"), said("own")});
}

TEST_CASE("An actor tells the server that nobody looks, where the server asks for that", "[player]") {
  PlayerStage stage;
  stage.play("server", R"({"juliet": "goes inactive"}, {"juliet": "goes active"})");
  Texts told;
  for (const auto& event : stage.all<trace::StreamEvent>()) {
    if (event.what == "inactive" || event.what == "active") told.push_back(event.at + " " + event.what);
  }
  CHECK(told == Texts{"juliet@montague.lit/balcony inactive", "juliet@montague.lit/balcony active"});
  CHECK(stage.outcome() == "played");
}

TEST_CASE("What must not come and has come fails, and what has not come is met", "[player]") {
  const bool comes = GENERATE(true, false);
  PlayerStage stage;
  const std::string telling =
      R"({"romeo": "sends", "stanza": "<message to='${juliet}'>)" + composing + R"(</message>"},)";
  stage.play("server", (comes ? telling : "") + hello +
                           R"({"juliet": "receives", "stanza": "<message><body/></message>"},)" + no_more);
  CHECK(stage.marks().back() == (comes ? "/steps/3 unmet 0085/5.3/no-repeat" : "/steps/2 met 0085/5.3/no-repeat"));
}

TEST_CASE("What a lost stream has not brought is an error and no absence", "[player]") {
  // Her server ends the stream of who sends what is not well-formed.
  PlayerStage stage;
  stage.play("server", R"({"juliet": "sends bytes", "bytes": "</oops>"}, {"quiet": "1s"}, {"fence": "route",
                           "from": "romeo", "to": "juliet"},)" +
                           no_more);
  CHECK(stage.marks().empty());
  CHECK(stage.outcome().starts_with("error: the stream of juliet@montague.lit/balcony has ended: "));
}

TEST_CASE("Bytes go as they are and are noted without what they are", "[player]") {
  PlayerStage stage;
  stage.play("server", R"({"romeo": "sends bytes", "bytes": "<message to='${juliet}'/>"},
                          {"juliet": "receives", "stanza": "<message from='${romeo}'/>"})");
  CHECK(stage.marks() == Texts{"/steps/1 met"});
  CHECK(stage.all<trace::NoteEvent>()[0].text == "romeo sends 43 bytes as they are");
}

TEST_CASE("An actor goes, drops and comes back, with one resource or all", "[player]") {
  PlayerStage stage;
  stage.play("server", R"({"romeo": "goes offline"}, {"romeo": "drops", "resource": "street"}, {"quiet": "1s"},
                          {"romeo": "comes back", "resource": "street"})");
  Texts streams;
  for (const auto& event : stage.all<trace::StreamEvent>()) {
    if (event.at.starts_with("romeo")) streams.push_back(event.at + " " + event.what);
  }
  CHECK(streams == Texts{"romeo@montague.lit/orchard bound", "romeo@montague.lit/street bound",
                         "romeo@montague.lit/orchard closed", "romeo@montague.lit/street closed",
                         "romeo@montague.lit/street bound"});
  CHECK(stage.outcome() == "played");
}

TEST_CASE("Who works with a stream that is gone ends the scenario in error", "[player]") {
  const auto* step =
      GENERATE(R"({"romeo": "sends", "stanza": "<message to='${juliet}'/>"})",
               R"({"romeo": "receives", "stanza": "<message/>"})", R"({"fence": "iq", "from": "romeo"})");
  PlayerStage stage;
  stage.play("server", R"({"romeo": "drops"}, {"quiet": "1s"}, )" + std::string(step) + judged_later);
  CHECK(stage.outcome() == "error: the stream of romeo@montague.lit/orchard has ended: we closed it");
  CHECK(stage.target.discharged == 1);
}

TEST_CASE("A fence that returns is recorded as such, whatever the answer", "[player]") {
  struct Row {
    const char* fence;
    const char* to;
  };
  const auto row =
      GENERATE(values<Row>({{R"({"fence": "iq", "from": "romeo"})", "montague.lit"},
                            {R"({"fence": "route", "from": "romeo", "to": "juliet"})", "juliet@montague.lit"}}));
  PlayerStage stage;
  stage.play("server", row.fence);
  const auto fences = stage.all<trace::FenceEvent>();
  REQUIRE(fences.size() == 2);
  CHECK(fences[0].route == "iq");
  CHECK(fences[0].phase == "sent");
  CHECK(fences[1].phase == "returned");
  CHECK(fences[0].id == fences[1].id);
  CHECK(stage.stanzas("romeo@montague.lit/orchard", true) ==
        Texts{"<iq type='get' id='" + fences[0].id + "' to='" + row.to +
              "' from='romeo@montague.lit/orchard'><ping xmlns='urn:xmpp:ping'/></iq>"});
  CHECK(stage.marks().empty());
}

TEST_CASE("A fence that does not return in time is lost, and nothing after it is judged", "[player]") {
  PlayerStage stage;  // the client under test answers nothing
  stage.play("client", R"({"fence": "iq", "from": "romeo", "within": "3s"})" + judged_later);
  CHECK(stage.all<trace::FenceEvent>()[1].phase == "lost");
  CHECK(stage.marks() == Texts{"/steps/0 unmet", "/steps/1 unreached 0085/5.3/no-repeat"});
  CHECK(stage.all<trace::MarkEvent>()[0].expected == "iq fence by romeo (it did not come back)");
  CHECK(stage.loop.clock().now() == 4s);
}

TEST_CASE("A cast that cannot log in is an error, told apart from one that is unprepared", "[player]") {
  PlayerStage refused;
  refused.target.refuses = "the server refused the login";
  refused.play("server", hello + judged_later.substr(2));
  CHECK(refused.outcome() == "error: the server refused the login");
  CHECK(refused.no_login == "the server refused the login");
  CHECK(refused.marks().empty());

  PlayerStage unprepared;
  unprepared.target.unprepared = "romeo has not seen juliet";
  unprepared.play("server", hello + judged_later.substr(2));
  CHECK(unprepared.outcome() == "played");
  CHECK(unprepared.no_login.empty());
  CHECK(unprepared.marks() == Texts{"/cast unmet"});
  CHECK(unprepared.all<trace::MarkEvent>()[0].expected == "romeo has not seen juliet");
}

}  // namespace conformance::run::test

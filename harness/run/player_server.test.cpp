// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "run/test_stage.hpp"

/// The steps of the server around a client under test, and of a client that comes back.
namespace conformance::run::test {

namespace {

using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

const std::string kicks = R"({"server": "kicks"})";
const std::string comes_back = R"({"iut": "comes back", "within": "1s"})";

}  // namespace

TEST_CASE("What the server does is handed to the world, with the scenario's names in it", "[player]") {
  PlayerStage stage;
  stage.play("client", R"({"server": "sends", "stanza": "<message from='${romeo}'><body>${word}</body></message>"},)"
                       R"({"server": "archives", "stanza": "<message from='${juliet.bare}'/>"},)" +
                           kicks);
  const auto word = Seed(0).word("client/test word", 10);
  CHECK(stage.target.told_stage.log ==
        Texts{"sends <message from='romeo@montague.lit/orchard'><body>" + word + "</body></message>",
              "archives <message from='juliet@montague.lit'/>", "kicks"});
  CHECK(stage.outcome() == "played");
}

TEST_CASE("A client comes back when it is available, and with the address that it has then", "[player]") {
  PlayerStage stage;
  stage.target.told_stage.back_at = 120ms;
  stage.target.told_stage.on_kick = [&] { stage.target.iut_jid = *xmpp::Jid::parse("iut@capulet.lit/y"); };
  stage.play("client", kicks + "," + comes_back + R"(,{"server": "sends", "stanza": "<message from='${iut}'/>"})");
  CHECK(stage.marks() == Texts{"/steps/1 met"});
  CHECK(stage.target.told_stage.log.back() == "sends <message from='iut@capulet.lit/y'/>");
  CHECK(stage.loop.clock().now() == 1150ms);
}

TEST_CASE("A client that does not come back ends the scenario", "[player]") {
  PlayerStage stage;
  stage.target.told_stage.back_at = 1h;
  stage.play("client", kicks + "," + comes_back + "," + kicks);
  CHECK(stage.marks() == Texts{"/steps/1 unmet"});
  CHECK(stage.target.told_stage.log.size() == 1);
}

TEST_CASE("Where the server is not ours, what needs it is not applicable", "[player]") {
  for (const auto& step : {kicks, comes_back}) {
    PlayerStage stage;
    stage.target.staged = false;
    stage.play("client", step);
    CHECK(stage.outcome() == "not applicable: the server around the client is not ours");
  }
  PlayerStage stage;
  stage.target.staged = false;
  stage.play("client", R"({"quiet": "1s"})");
  CHECK(stage.outcome() == "played");
}

TEST_CASE("A stanza goes out as often as it says, each with an id of its own", "[player]") {
  PlayerStage stage;
  stage.play("client", R"({"romeo": "sends", "stanza": "<message/>", "repeat": 3})");
  const auto sent = stage.stanzas("romeo@montague.lit/orchard", true);
  REQUIRE(sent.size() == 3);
  CHECK(sent[0] != sent[1]);
  CHECK(sent[1] != sent[2]);
}

TEST_CASE("How many alerts there are instead is recorded", "[player]") {
  PlayerStage stage;
  stage.target.told.values["alerts"] = {0ms, "2"};
  stage.play("client", R"({"iut": "alerts", "from": "romeo", "count": "3", "within": "1s", "else": "go on"})");
  const auto observed = stage.all<trace::ObservedEvent>();
  REQUIRE(observed.size() == 1);
  CHECK(observed[0].value == "2");
  CHECK(observed[0].wanted == "3");
}

TEST_CASE("A setting that a client does not have may be done without", "[player]") {
  using Kind = scenario::Answer::Kind;
  const auto kind = GENERATE(Kind::unsupported_by_client, Kind::unsupported_by_driver, Kind::error);
  PlayerStage stage;
  stage.target.told.answer = {kind, "", "no reason"};
  stage.play("client", R"({"iut": "configure", "setting": "attention", "value": "on", "else": "go on"})");
  CHECK(stage.all<trace::SettingEvent>().back().phase == "unsupported");
  CHECK((stage.outcome() == "played") == (kind != Kind::error));
}

}  // namespace conformance::run::test

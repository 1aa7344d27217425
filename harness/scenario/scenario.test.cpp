// SPDX-License-Identifier: MIT
#include "scenario/scenario.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "scenario/library.hpp"
#include "scenario/loader.hpp"

namespace conformance::scenario {

namespace {

using namespace std::chrono_literals;
using Json = nlohmann::ordered_json;

const std::set<std::string> rules = {"0085/5.6/one-state"};

// A scenario as small as can be, changed by a JSON merge patch (RFC 7396).
Result<Scenario> changed(const char* patch) {
  auto json =
      Json::parse(R"({"id":"client/x","title":"t","role":"client","rules":["0085/5.6/one-state"],"cast":{"romeo":{}},)"
                  R"("steps":[{"quiet":"1s"}]})");
  json.merge_patch(Json::parse(patch));
  return load("x.json", json.dump(), rules);
}

}  // namespace

TEST_CASE("A scenario that is wrong outside of its steps is refused with file, pointer and reason", "[scenario]") {
  struct Row {
    const char* patch;
    const char* message;
  };
  const auto row = GENERATE(values<Row>({
      {R"({"id":null})", R"(/: the key "id" is missing)"},
      {R"({"role":null})", R"(/: the key "role" is missing)"},
      {R"({"cast":null})", R"(/: the key "cast" is missing)"},
      {R"({"steps":null})", R"(/: the key "steps" is missing)"},
      {R"({"id":"server/x"})", R"(/id: found "server/x", expected it to begin with the role, "client/")"},
      {R"({"rules":["0085/5.6/one-state",1]})", "/rules/1: found number 1, expected a string"},
      {R"({"manners":"rude"})", R"(/manners: found "rude", expected one of polite, load, hostile)"},
      {R"({"needs":{"acts":[]}})",
       R"(/needs/acts: the key "acts" is not known here, expected actions, queries or settings)"},
      {R"({"spec":{"0085":"2.1"}})", R"(/spec/0085: found string "2.1", expected a list)"},
      {R"({"words":["a","b","a"]})", R"(/words/2: "a" is the name of something else already)"},
      {R"({"words":["romeo"]})", R"(/words/0: "romeo" is the name of something else already)"},
      {R"({"words":["A"]})", R"(/words/0: "A" is not a name, expected small letters, digits, - or _)"},
      {R"({"words":[""]})", R"(/words/0: "" is not a name, expected small letters, digits, - or _)"},
      {R"({"cast":{"token":{}}})", R"(/cast/token: "token" is a reserved name)"},
      {R"({"cast":{"server":{}}})", R"(/cast/server: "server" is a reserved name)"},
      {R"({"cast":{"romeo.x":{}}})",
       R"(/cast/romeo.x: "romeo.x" is not a name, expected small letters, digits, - or _)"},
      {R"({"cast":{"romeo":[]}})", "/cast/romeo: found array [], expected an object"},
      {R"({"cast":{"romeo":{"resources":[]}}})", "/cast/romeo/resources: a cast member needs a resource"},
      {R"({"cast":{"romeo":{"resources":["a",""]}}})", R"(/cast/romeo/resources: "" is not a resourcepart)"},
      {R"({"cast":{"romeo":{"priority":128}}})",
       "/cast/romeo/priority: found number 128, expected a whole number from -128 to 127"},
      {R"({"cast":{"romeo":{"priority":0.5}}})",
       "/cast/romeo/priority: found number 0.5, expected a whole number from -128 to 127"},
      {R"({"cast":{"romeo":{"priority":1e300}}})",
       "/cast/romeo/priority: found number 1e+300, expected a whole number from -128 to 127"},
      {R"({"cast":{"romeo":{"offline":"no"}}})", R"(/cast/romeo/offline: found string "no", expected true or false)"},
      {R"({"steps":[]})", "/steps: expected 1 to 500 steps"},
      {R"({"steps":{}})", "/steps: found object {}, expected a list"},
  }));
  INFO(row.patch);
  const auto scenario = changed(row.patch);
  REQUIRE(scenario.has_error());
  CHECK(scenario.error().message() == std::string("x.json: ") + row.message);
}

TEST_CASE("The least and the most of a number are taken", "[scenario]") {
  CHECK(changed(R"({"cast":{"romeo":{"priority":127}}})")->cast[0].priority == 127);
  CHECK(changed(R"({"cast":{"romeo":{"priority":-128}}})")->cast[0].priority == -128);
  CHECK(changed(R"({"cast":{"romeo":{"priority":-129}}})").has_error());
  const auto most = changed(R"({"steps":[{"iut":"type","to":"romeo","text":"a","repeat":1000}]})");
  CHECK(std::get<Acts>(most->steps[0].what).repeat == 1000);
  const auto sends = changed(R"({"steps":[{"romeo":"sends","stanza":"<message/>","repeat":1000}]})");
  CHECK(std::get<Sends>(sends->steps[0].what).repeat == 1000);
}

TEST_CASE("A scenario may have 500 steps and 16 cast members and not one more", "[scenario]") {
  Json json = Json::parse(R"({"steps":[],"cast":{}})");
  for (int i = 0; i < 500; ++i) json["steps"].push_back(Json::parse(R"({"quiet":"1s"})"));
  for (int i = 1; i < 16; ++i) json["cast"]["c" + std::to_string(i)] = Json::object();
  CHECK(changed(json.dump().c_str()).value().cast.size() == 16);
  Json more = json;
  more["cast"]["c16"] = Json::object();
  CHECK(changed(more.dump().c_str()).error().message() == "x.json: /cast: expected 1 to 16 members");
  json["steps"].push_back(json["steps"][0]);
  CHECK(changed(json.dump().c_str()).error().message() == "x.json: /steps: expected 1 to 500 steps");
}

TEST_CASE("What is no JSON is refused with its line", "[scenario]") {
  CHECK(load("x.json", "{\n\n  oops\n}", rules).error().place == "x.json: line 3");
  CHECK(load("x.json", "", rules).error().message().find("x.json: line 1: not JSON: ") == 0);
  CHECK(load("x.json", "[]", rules).error().message() == "x.json: /: found array [], expected an object");
}

TEST_CASE("A scenario has what its file says, and defaults for the rest", "[scenario]") {
  const auto scenario =
      changed(R"({"spec":{"0085":["2.1"]},"needs":{"actions":["type"]},"cast":{"juliet":{"roster":"none",
      "resources":["balcony","chamber"],"priority":-1,"offline":true,"caps":"wrong","disco":"silent","features":["urn:x"]}},
      "steps":[{"romeo":"receives","one of":[{"stanza":"<message/>"},{"stanza":"<presence/>","grade":"info","flag":"f"}],
      "within":"100ms","else":"not applicable","because":"why"},{"iut":"type","to":"juliet","text":"a","every":"2s","repeat":3,
      "new":true},{"quiet":"2m","undisturbed":true},{"juliet":"comes back","resource":"chamber"}]})")
          .value();
  CHECK(scenario.manners == "polite");
  CHECK(scenario.needs.actions == std::vector<std::string>{"type"});
  REQUIRE(scenario.cast.size() == 2);
  CHECK(scenario.cast[0].roster == "both");
  CHECK(scenario.cast[0].caps == "valid");
  CHECK(scenario.cast[0].disco == "answers");
  CHECK(scenario.cast[0].resources == std::vector<std::string>{"orchard"});
  CHECK_FALSE(scenario.cast[0].offline);
  CHECK(scenario.cast[1].roster == "none");
  CHECK(scenario.cast[1].priority == -1);
  CHECK(scenario.cast[1].offline);
  REQUIRE(scenario.steps.size() == 4);
  const auto& receives = scenario.steps[0];
  CHECK(receives.pointer == "/steps/0");
  CHECK(receives.within == 100ms);
  CHECK((receives.otherwise == Otherwise::not_applicable));
  CHECK(receives.because == "why");
  const auto& one_of = std::get<Receives>(receives.what).one_of;
  REQUIRE(one_of.size() == 2);
  CHECK(one_of[0].grade == "pass");
  CHECK(one_of[1].grade == "info");
  CHECK(one_of[1].flag == "f");
  const auto& acts = std::get<Acts>(scenario.steps[1].what);
  CHECK(acts.every == 2s);
  CHECK(acts.repeat == 3);
  CHECK(acts.fresh);
  CHECK(scenario.steps[1].partner == "juliet");
  CHECK(std::get<Quiet>(scenario.steps[2].what).time == 2min);
  CHECK(std::get<Quiet>(scenario.steps[2].what).undisturbed);
  CHECK(scenario.steps[3].who == "juliet");
  CHECK(scenario.steps[3].resource == "chamber");
  CHECK(std::get<Moves>(scenario.steps[3].what).how == "comes back");
}

TEST_CASE("The server and the setting that a client may do without are read", "[scenario]") {
  const auto scenario = changed(R"({"steps":[{"server":"sends","stanza":"<message from='${romeo}'/>"},
      {"server":"archives","stanza":"<message from='${romeo}'/>"},{"server":"kicks"},{"iut":"comes back","within":"5s"},
      {"iut":"configure","setting":"attention","value":"on","else":"go on"}]})")
                            .value();
  CHECK(std::get<Sends>(scenario.steps[0].what).stanza == "<message from='${romeo}'/>");
  CHECK(std::get<Archives>(scenario.steps[1].what).message == "<message from='${romeo}'/>");
  CHECK(std::holds_alternative<Kicks>(scenario.steps[2].what));
  CHECK(scenario.steps[2].who == "server");
  CHECK(std::holds_alternative<ComesBack>(scenario.steps[3].what));
  CHECK(scenario.steps[3].within == 5s);
  CHECK((scenario.steps[4].otherwise == Otherwise::go_on));
}

TEST_CASE("A scenario suits the versions that it names, and any of what it does not name", "[scenario]") {
  const auto some = changed(R"({"spec":{"0085":["2.0","2.1"]}})").value();
  CHECK(some.suits({{"0085", "2.1"}, {"0224", "1.0"}}));
  CHECK(some.suits({{"0224", "1.0"}}));
  CHECK_FALSE(some.suits({{"0224", "1.0"}, {"0085", "1.2"}}));
  CHECK(changed("{}").value().suits({{"0085", "1.2"}}));
}

TEST_CASE("Every scenario that is compiled in loads", "[scenario]") {
  int count = 0;
  for (const auto& file : embedded_files()) {
    if (!file.path.starts_with("client/") && !file.path.starts_with("server/")) continue;
    const auto own = Json::parse(file.content).at("rules").get<std::set<std::string>>();
    const auto scenario = load(std::string(file.path), file.content, own);
    INFO((scenario.has_error() ? scenario.error().message() : ""));
    REQUIRE(scenario.has_value());
    CHECK(scenario->id + ".json" == file.path);
    ++count;
  }
  CHECK(count > 0);
}

}  // namespace conformance::scenario

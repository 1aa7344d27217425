// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "run/test_stage.hpp"

/// What is recorded of each step of a client under test.
namespace conformance::run::test {

namespace {

using namespace std::chrono_literals;
using Texts = std::vector<std::string>;
using Kind = scenario::Answer::Kind;

const std::string judged_later =
    R"(, {"juliet": "receives", "stanza": "<message/>", "within": "1s", "judges": "0085/5.3/no-repeat"})";

template <class T>
Texts phases(const PlayerStage& stage) {
  Texts texts;
  for (const auto& event : stage.all<T>()) texts.push_back(event.phase);
  return texts;
}

}  // namespace

TEST_CASE("An act is handed to the client as often as it says, and recorded before and after", "[player]") {
  PlayerStage stage;
  stage.play("client",
             R"({"iut": "type", "to": "romeo", "text": "${word}", "every": "80ms", "repeat": 2, "new": true})");
  const auto word = Seed(0).word("client/test word", 10);
  const auto line = "type to romeo@montague.lit \"" + word + "\" every 80 ms, new";
  CHECK(stage.target.told.log == Texts{line, line});
  CHECK(phases<trace::ActEvent>(stage) == Texts{"begin", "done", "begin", "done"});
  const auto act = stage.all<trace::ActEvent>()[0];
  CHECK(act.verb == "type");
  CHECK(act.to == "romeo@montague.lit");
  CHECK(act.text == word);
  CHECK(act.fresh);
  CHECK(stage.outcome() == "played");
}

TEST_CASE("An act or setting that is not supported makes the scenario not applicable, a failed one is an error",
          "[player]") {
  struct Row {
    Kind kind;
    const char* step;
    const char* outcome;
  };
  const char* type = R"({"iut": "type", "to": "romeo", "text": "x", "repeat": 2})";
  const char* configure = R"({"iut": "configure", "setting": "chat_states", "value": "off"})";
  const char* shows = R"({"iut": "shows", "from": "romeo", "text": "x"})";
  const auto row = GENERATE_COPY(values<Row>({
      {Kind::unsupported_by_client, type, "not applicable: the client does not support \"type\": no reason"},
      {Kind::unsupported_by_driver, type, "not applicable: the driver does not support \"type\": no reason"},
      {Kind::error, type, "error: the driver could not do \"type\": no reason"},
      {Kind::unsupported_by_client, configure,
       "not applicable: the client does not support \"configure chat_states\": no reason"},
      {Kind::error, configure, "error: the driver could not do \"configure chat_states\": no reason"},
      {Kind::unsupported_by_driver, shows, "not applicable: the driver does not support \"shown_messages\": no reason"},
      {Kind::error, shows, "error: the driver could not do \"shown_messages\": no reason"},
  }));
  PlayerStage stage;
  stage.target.told.answer = {row.kind, "", "no reason"};
  stage.play("client", row.step + judged_later);
  CHECK(stage.outcome() == row.outcome);
  // What was done under the old setting is waited for, before it changes.
  CHECK(std::erase(stage.target.told.log, "sync") == (std::string(row.step) == configure ? 1 : 0));
  CHECK(stage.target.told.log.size() == 1);
  CHECK(stage.marks() == Texts{"/steps/1 unreached 0085/5.3/no-repeat"});
  for (const auto& phase : {phases<trace::ActEvent>(stage), phases<trace::SettingEvent>(stage)}) {
    CHECK((phase.empty() || phase == Texts{"begin", "unsupported"}));
  }
}

TEST_CASE("A setting is handed to the client and recorded before and after", "[player]") {
  PlayerStage stage;
  stage.play("client", R"({"iut": "configure", "setting": "chat_states", "value": "off"})");
  CHECK(stage.target.told.log == Texts{"sync", "chat_states=off", "sync"});
  CHECK(phases<trace::SettingEvent>(stage) == Texts{"begin", "done"});
  CHECK(stage.all<trace::SettingEvent>()[0].value == "off");
}

TEST_CASE("An undisturbed quiet is as long as the client's timers need, and no longer than its limit", "[player]") {
  struct Row {
    bool virtual_time;
    const char* version;
    std::optional<Duration> limit;
    Duration time;
  };
  const auto row = GENERATE(values<Row>({
      {true, "2.1", {}, 24h},
      {true, "1.2", {}, 24h},
      {false, "2.1", {}, 45s},
      {false, "1.2", {}, 45s},
      {false, "1.2", 1h, 3min},
      {true, "2.1", 1min, 1min},
      {false, "2.1", 1min, 1min},
      {false, "2.1", 1h, 15min},
  }));
  const auto passed = [&](const std::string& quiet) {
    PlayerStage stage;
    stage.recorder.header().iut_clock_virtual = row.virtual_time;
    stage.recorder.header().versions = {{"0085", row.version}};
    stage.timer_limit = row.limit;
    stage.play("client", quiet);
    return stage.loop.clock().now() - 1s;  // the scenario's tail
  };
  CHECK(passed(R"({"quiet": "24h", "undisturbed": true})") == row.time);
  CHECK(passed(R"({"quiet": "30s", "undisturbed": true})") == 30s);
  CHECK(passed(R"({"quiet": "24h"})") == 24h);
}

TEST_CASE("What was set is set back when the scenario ends early", "[player]") {
  const std::string on = R"(,{"iut": "configure", "setting": "chat_states", "value": "on"})";
  PlayerStage stage;
  stage.target.told.values["shown_messages"] = {0ms, ""};
  stage.play("client", R"({"iut": "configure", "setting": "chat_states", "value": "off"},)"
                       R"({"iut": "shows", "from": "romeo", "text": "light", "within": "1s"})" +
                           on + R"(,{"iut": "type", "to": "romeo", "text": "x"})");
  auto log = stage.target.told.log;
  std::erase(log, "shown_messages from romeo@montague.lit");
  CHECK(log == std::vector<std::string>{"sync", "chat_states=off", "sync", "sync", "chat_states=on", "sync"});
  CHECK(phases<trace::ActEvent>(stage).empty());
  PlayerStage untouched;
  untouched.play("client", R"({"iut": "shows", "from": "romeo", "text": "light", "within": "1s"})" + on);
  CHECK(phases<trace::SettingEvent>(untouched).empty());
}

TEST_CASE("What the user sees is asked for until it is there", "[player]") {
  struct Row {
    const char* step;
    const char* query;
    const char* value;
    const char* observed;
  };
  const auto row = GENERATE(values<Row>({
      {R"({"iut": "shows", "from": "romeo", "text": "light"})", "shown_messages", "what\nlight through\n", "light"},
      {R"({"iut": "shown state", "from": "romeo", "state": "composing"})", "shown_state", "composing", "composing"},
      {R"({"iut": "alerts", "from": "romeo", "count": "2"})", "alerts", "2", "2"},
  }));
  INFO(row.step);
  PlayerStage stage;
  stage.target.told.values[row.query] = {120ms, row.value};
  stage.play("client", row.step);
  CHECK(stage.marks() == Texts{"/steps/0 met"});
  const auto observed = stage.all<trace::ObservedEvent>();
  REQUIRE(observed.size() == 1);
  CHECK(observed[0].what == row.query);
  CHECK(observed[0].from == "romeo@montague.lit");
  CHECK(observed[0].value == row.observed);
  CHECK(stage.target.told.log.size() == 4);  // after 0, 50, 100 and 150 ms
  CHECK(stage.loop.clock().now() == 1150ms);
}

TEST_CASE("What the user does not come to see ends the scenario, with what is seen", "[player]") {
  struct Row {
    const char* step;
    const char* seen;
  };
  const auto row = GENERATE(values<Row>({
      {R"({"iut": "shows", "from": "romeo", "text": "light", "within": "1s")", "what"},
      {R"({"iut": "shown state", "from": "romeo", "state": "composing", "within": "1s")", "composing more"},
      {R"({"iut": "errors", "from": "romeo", "within": "1s")", "an error"},
  }));
  PlayerStage stage;
  for (const auto* query : {"shown_messages", "shown_state", "user_errors"}) {
    stage.target.told.values[query] = {0ms, row.seen};
  }
  stage.play("client", row.step + std::string("}") + judged_later);
  CHECK(stage.marks() == Texts{"/steps/0 unmet", "/steps/1 unreached 0085/5.3/no-repeat"});
  CHECK(stage.all<trace::MarkEvent>()[0].expected.ends_with("(seen: \"" + std::string(row.seen) + "\")"));
  // What is seen instead is recorded; texts that do not appear are none.
  const bool text = row.seen == std::string("what");
  CHECK(stage.all<trace::ObservedEvent>().size() == (text ? 0 : 1));
  CHECK(stage.loop.clock().now() == 2s);
  PlayerStage other;
  other.play("client",
             row.step + std::string(R"(, "else": "not applicable", "because": "it shows nothing"})") + judged_later);
  const bool no_errors = row.seen == std::string("an error");
  CHECK(other.outcome() == (no_errors ? "played" : "not applicable: it shows nothing"));
}

TEST_CASE("What the user does not come to see is recorded where the scenario goes on", "[player]") {
  PlayerStage stage;
  stage.target.told.values["shown_state"] = {0ms, "paused"};
  stage.target.told.values["shown_messages"] = {0ms, "what"};
  stage.play("client", R"({"iut": "shown state", "from": "romeo", "state": "", "within": "1s", "else": "go on"},)"
                       R"({"iut": "shows", "from": "romeo", "text": "light", "within": "1s", "else": "go on"})");
  CHECK(stage.marks().empty());
  CHECK(stage.outcome() == "played");
  const auto observed = stage.all<trace::ObservedEvent>();
  REQUIRE(observed.size() == 2);
  CHECK(observed[0].value == "paused");
  CHECK(observed[0].wanted == "");
  CHECK(observed[1].value.empty());
  CHECK(observed[1].wanted == "light");
}

TEST_CASE("Who does not support something is recorded", "[player]") {
  const auto kind = GENERATE(Kind::unsupported_by_client, Kind::unsupported_by_driver, Kind::error);
  const std::string by = kind == Kind::unsupported_by_client ? "client" : kind == Kind::error ? "" : "driver";
  for (const char* step : {R"({"iut": "type", "to": "romeo", "text": "a"})",
                           R"({"iut": "configure", "setting": "chat_states", "value": "off"})",
                           R"({"iut": "shown state", "from": "romeo", "state": "active"})"}) {
    PlayerStage stage;
    stage.target.told.answer = {kind, "", "no reason"};
    stage.play("client", step);
    for (const auto& act : stage.all<trace::ActEvent>()) CHECK(act.by == (act.phase == "begin" ? "" : by));
    for (const auto& set : stage.all<trace::SettingEvent>()) CHECK(set.by == (set.phase == "begin" ? "" : by));
    for (const auto& observed : stage.all<trace::ObservedEvent>()) CHECK(observed.by == by);
  }
}

TEST_CASE("A fence on the user interface is the driver's sync", "[player]") {
  PlayerStage stage;
  stage.play("client", R"({"fence": "ui"})");
  CHECK(stage.target.told.log == Texts{"sync"});
  CHECK(phases<trace::FenceEvent>(stage) == Texts{"sent", "returned"});
  CHECK(stage.all<trace::FenceEvent>()[0].route == "ui");
  PlayerStage lost;
  lost.target.told.answer.kind = Kind::error;
  lost.play("client", R"({"fence": "ui"})" + judged_later);
  CHECK(phases<trace::FenceEvent>(lost) == Texts{"sent", "lost"});
  CHECK(lost.marks() == Texts{"/steps/0 unmet", "/steps/1 unreached 0085/5.3/no-repeat"});
}

TEST_CASE("A scenario whose needs the driver does not meet is not applicable, and nobody is enlisted", "[player]") {
  struct Row {
    const char* needs;
    const char* reason;
  };
  const auto row = GENERATE(values<Row>({
      {R"("needs": {"actions": ["type", "close"]}, )", "the driver does not have the action \"close\""},
      {R"("needs": {"queries": ["alerts"]}, )", "the driver does not have the query \"alerts\""},
      {R"("needs": {"settings": ["receipts"]}, )", "the driver does not have the setting \"receipts\""},
  }));
  PlayerStage stage;
  stage.play("client", R"({"quiet": "1s"})", row.needs);
  CHECK(stage.outcome() == "not applicable: " + std::string(row.reason));
  CHECK(stage.all<trace::StreamEvent>().empty());
  CHECK(stage.loop.clock().now() == 0s);
}

TEST_CASE("What is needed and there, or needed of a server, hinders nothing", "[player]") {
  PlayerStage stage;
  stage.play("client", R"({"quiet": "1s"})",
             R"("needs": {"actions": ["type"], "queries": ["shown_messages"], "settings": ["chat_states"]}, )");
  CHECK(stage.outcome() == "played");
  PlayerStage server;
  server.target.driven = false;
  server.play("server", R"({"quiet": "1s"})");
  CHECK(server.outcome() == "played");
}

TEST_CASE("A target that cannot be driven leaves scenarios of clients not applicable", "[player]") {
  PlayerStage stage;
  stage.target.driven = false;
  stage.play("client", R"({"quiet": "1s"})");
  CHECK(stage.outcome() == "not applicable: the target is no client that can be driven");
}

}  // namespace conformance::run::test

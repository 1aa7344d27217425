// SPDX-License-Identifier: MIT
#include "driver/session.hpp"

#include <catch2/catch.hpp>

#include "driver/driven_client.hpp"
#include "driver/lines.hpp"
#include "net/test_loop.hpp"

namespace conformance::driver {

namespace {

// A driver in memory: what it writes for each line that it hears, {n} standing for the number of the request. A line
// after the last of them ends it; "…" keeps silent.
Task<void> drive(std::unique_ptr<net::Wire> wire, std::vector<std::string> answers, std::vector<std::string>* heard) {
  LineReader lines(*wire);
  std::size_t number = 0;
  while (true) {
    auto next = lines.next();
    const auto line = co_await std::move(next);
    if (!line || number >= answers.size()) break;
    if (heard != nullptr) heard->push_back(*line);
    auto answer = answers[number++];
    if (answer == "…") continue;
    const auto at = answer.find("{n}");
    if (at != std::string::npos) answer.replace(at, 3, std::to_string(number));
    auto writing = wire->write(answer + "\n");
    co_await std::move(writing);
  }
  wire->close();
}

struct Stage {
  explicit Stage(std::vector<std::string> answers, bool strict = false) {
    auto [ours, theirs] = net::memory_pipe(loop.clock());
    Session::Options options;
    options.strict = strict;
    options.on_event = [this](const DriverEvent& event) { events.push_back(event.from); };
    options.on_line = [this](bool out, const std::string& line) { said.push_back((out ? "> " : "< ") + line); };
    driving = loop.start(drive(std::move(theirs), std::move(answers), &heard));
    session = std::make_unique<Session>(loop.context(), loop.clock(), std::move(ours), options);
  }
  ~Stage() {
    session->close();
    loop.settle();
  }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  Reply ask(const std::string& command) { return loop.run(session->ask(Request(command))); }
  std::string failure(const std::string& command = "sync") {
    try {
      ask(command);
      return "no error";
    } catch (const DriverError& error) {
      return error.what();
    }
  }
  std::string greeting_failure() {
    try {
      loop.run(session->greet());
      return "no error";
    } catch (const DriverError& error) {
      return error.what();
    }
  }

  net::TestLoop loop;
  std::shared_ptr<net::TestLoop::Outcome<void>> driving;
  std::unique_ptr<Session> session;
  std::vector<std::string> heard;
  std::vector<std::string> events;
  std::vector<std::string> said;
};

const std::string ok = R"({"seq":{n},"ok":{}})";
const std::string unsupported = R"({"seq":{n},"unsupported":{"why":"driver","reason":"."}})";

}  // namespace

TEST_CASE("Each request gets the answer with its number, events between them or not", "[driver]") {
  const std::string alert = R"({"event":"alert","from":"romeo@montague.lit/orchard"})";
  Stage stage({ok, alert + "\n" + ok + "\n" + alert, ok});
  CHECK(stage.ask("sync").seq == 1);
  CHECK(stage.ask("sync").seq == 2);
  CHECK(stage.ask("reset").seq == 3);
  CHECK(stage.heard == std::vector<std::string>{R"({"seq":1,"cmd":"sync"})", R"({"seq":2,"cmd":"sync"})",
                                                R"({"seq":3,"cmd":"reset"})"});
  CHECK(stage.events.size() == 2);
}

TEST_CASE("What a driver does wrong is an error that says what, and then it is over", "[driver]") {
  struct Row {
    std::string answer;
    std::string reason;
  };
  const auto row = GENERATE(values<Row>({
      {"hello there",
       "the driver wrote a line that is none of the protocol: no JSON object: \"hello there\" (asked: sync)"},
      {R"({"seq":7,"ok":{}})", "the driver answered out of turn: seq 7, expected 1 (asked: sync)"},
      {"…", "the driver gave no answer within 30000 ms (asked: sync)"},
  }));
  Stage stage({row.answer, ok});
  CHECK(stage.failure() == row.reason);
  CHECK(stage.failure() == row.reason);
}

TEST_CASE("A driver that ends is an error, its last answer counts", "[driver]") {
  Stage stage({ok});
  CHECK(stage.ask("sync").seq == 1);
  CHECK(stage.failure() == "the driver has ended (asked: sync)");
}

TEST_CASE("A second answer to one request is an error at the next", "[driver]") {
  Stage stage({ok + "\n" + R"({"seq":1,"ok":{}})", ok});
  CHECK(stage.ask("sync").seq == 1);
  CHECK(stage.failure() == "the driver answered out of turn: seq 1, and nothing was asked (asked: sync)");
}

TEST_CASE("A driver may send a thousand events within a second and not one more", "[driver]") {
  const std::string alert = "{\"event\":\"alert\",\"from\":\"romeo@montague.lit\"}\n";
  std::string events;
  for (std::size_t i = 0; i < events_a_second_max; ++i) events += alert;
  Stage enough({events + ok});
  CHECK(enough.ask("sync").seq == 1);
  Stage more({events + alert + ok});
  CHECK(more.failure() == "the driver sent more than 1000 events within a second (asked: sync)");
}

TEST_CASE("A password is in no line that is told of", "[driver]") {
  Stage stage({ok});
  stage.loop.run(stage.session->ask(Request("connect").with("password", "nightingale")));
  CHECK(stage.heard.front().find("nightingale") != std::string::npos);
  for (const auto& line : stage.said) CHECK(line.find("nightingale") == std::string::npos);
  CHECK(stage.said.size() == 2);
}

TEST_CASE("A driver is greeted, and sounded with a verb that does not exist", "[driver]") {
  const std::string hello = R"({"seq":1,"ok":{"name":"toy","actions":["open"]}})";
  Stage stage({hello, unsupported});
  const auto said = stage.loop.run(stage.session->greet());
  CHECK(said.name == "toy");
  CHECK(said.abilities.actions.contains("open"));
  CHECK(Stage({unsupported}).greeting_failure() == "the driver does not answer to hello: .");
  CHECK(Stage({R"({"seq":1,"ok":{"name":7}})"}).greeting_failure() ==
        "the driver's answer to hello: \"name\" is no string");
  CHECK(Stage({hello, ok}).greeting_failure() ==
        "the driver answers ok to a verb that does not exist, expected unsupported: what it says of others proves "
        "nothing");
}

TEST_CASE("The verbs of a client are requests", "[driver]") {
  Stage stage({ok, R"({"seq":{n},"ok":{"value":["one","two"]}})", R"({"seq":{n},"ok":{"restarted":true}})", ok,
               unsupported, R"({"seq":{n},"ok":{}})"});
  DrivenClient client(*stage.session, {});
  const auto romeo = *xmpp::Jid::parse("romeo@montague.lit");
  using Kind = scenario::Answer::Kind;
  CHECK(stage.loop.run(client.act({"type", romeo, "Soft", Duration(80), true})).kind == Kind::ok);
  CHECK(stage.loop.run(client.query("shown_messages", romeo)).value == "one\ntwo\n");
  CHECK(stage.loop.run(client.configure("chat_states", "off")).kind == Kind::ok);
  CHECK(stage.loop.run(client.sync()).kind == Kind::ok);
  CHECK(stage.loop.run(client.act({"close", romeo, "", Duration(0), false})).kind == Kind::unsupported_by_driver);
  CHECK_THROWS_WITH(stage.loop.run(client.query("alerts", romeo)),
                    "the driver's answer to query alerts: the answer to a query has no \"value\"");
  CHECK(stage.heard ==
        std::vector<std::string>{
            R"({"seq":1,"cmd":"act","action":"type","to":"romeo@montague.lit","text":"Soft","key_ms":80,"new":true})",
            R"({"seq":2,"cmd":"query","query":"shown_messages","from":"romeo@montague.lit"})",
            R"({"seq":3,"cmd":"configure","setting":"chat_states","value":false})", R"({"seq":4,"cmd":"sync"})",
            R"({"seq":5,"cmd":"act","action":"close","to":"romeo@montague.lit"})",
            R"({"seq":6,"cmd":"query","query":"alerts","from":"romeo@montague.lit"})"});
}

TEST_CASE("A value that is JSON already is written as it is", "[driver]") {
  const auto line =
      Request("configure").with("setting", "timers").with("value", Request::Written{R"({"paused_ms":1000})"});
  CHECK(line.to_json(1) == R"({"seq":1,"cmd":"configure","setting":"timers","value":{"paused_ms":1000}})");
}

TEST_CASE("A secret is taken out wherever it stands", "[driver]") {
  CHECK(without("wherefore", "wherefore, Romeo, wherefore") == "…, Romeo, …");
  CHECK(without("", "art thou") == "art thou");
  CHECK(without("aa", "aaa") == "…a");
}

}  // namespace conformance::driver

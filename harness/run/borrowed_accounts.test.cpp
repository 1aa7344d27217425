// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "run/test_plays.hpp"
#include "server/server.hpp"
#include "target/server_target.hpp"

/// Accounts that are borrowed: the same verdicts as with registered ones, and nothing is left behind.
namespace conformance::run::test {

namespace {

xmpp::Jid jid(const std::string& text) { return *xmpp::Jid::parse(text); }

// A server with three accounts, of which some are lent.
class Stage {
 public:
  Stage() : server(loop.context(), loop.clock(), {}) {
    server.accounts().add_domain("capulet.lit");
    for (const char* name : {"romeo", "juliet", "nurse"}) server.accounts().add(jid(at(name)), "wherefore");
  }
  ~Stage() {
    server.stop();
    loop.finish();
  }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  PlayResult play(const std::vector<std::string>& names, const Selection& selection) {
    trace::Header header;
    header.role = "server";
    header.iut = "capulet.lit";
    header.versions = order("server", "2.1").versions;
    header.run_clock_virtual = header.iut_clock_virtual = true;
    header.salt = "test";
    trace::Recorder recorder(std::move(header), loop.clock(), &loop.clock());
    std::vector<peer::ActorAccount> accounts;
    for (const auto& name : names) accounts.push_back({jid(at(name)), "wherefore"});
    target::ServerTarget target(loop.context(), loop.clock(), recorder,
                                {"capulet.lit",
                                 [this] { return connect(); },
                                 Seed(0),
                                 std::chrono::seconds(10),
                                 std::chrono::seconds(1),
                                 [this](const xmpp::Jid&, const std::string*) { ++registered; },
                                 {},
                                 std::nullopt,
                                 {},
                                 accounts});
    return play_on(loop, target, recorder, order("server", "2.1"), selection, {});
  }
  // "juliet both, nurse from": a roster, in the order of its addresses.
  std::string roster(const std::string& name) {
    std::string text;
    for (const auto& [contact, item] : server.accounts().find(jid(at(name)))->roster) {
      text += (text.empty() ? "" : ", ") + contact.local() + " " + item.subscription();
    }
    return text;
  }
  static std::string at(const std::string& name) { return name + "@capulet.lit"; }

  Loop loop{Loop::Time::virtual_time};
  server::Server server;
  int registered = 0;

 private:
  Task<std::unique_ptr<net::Wire>> connect() {
    auto [ours, theirs] = net::memory_pipe(loop.clock());
    server.serve(std::move(theirs));
    co_return std::move(ours);
  }
};

std::map<std::string, rules::Verdict> verdicts(const PlayResult& played) {
  std::map<std::string, rules::Verdict> all;
  for (const auto& result : results(played)) all[result.rule] = result.verdict;
  return all;
}

}  // namespace

TEST_CASE("Borrowed accounts give the verdicts that registered ones give", "[accounts]") {
  Stage stage;
  const auto played = stage.play({"romeo", "juliet", "nurse"}, everything());
  CHECK(played.error.empty());
  CHECK(verdicts(played) == verdicts(play(order("server", "2.1"), everything(), "")));
  CHECK(stage.registered == 0);
}

TEST_CASE("Rosters are left as they were found", "[accounts]") {
  struct Row {
    const char* before;  // of romeo towards juliet
    const char* after;   // in both rosters
  };
  const auto row = GENERATE(values<Row>({
      {"", "|"},
      {"both", "juliet both|romeo both"},
      {"to", "juliet to|romeo from"},
      {"from", "juliet from|romeo to"},
  }));
  Stage stage;
  if (*row.before != '\0') stage.server.subscribe(jid(Stage::at("romeo")), jid(Stage::at("juliet")), row.before);
  INFO(row.before);
  const auto played = stage.play({"romeo", "juliet"}, everything());
  CHECK(played.error.empty());
  CHECK(verdicts(played)["0085/5.8/no-offline"] == rules::Verdict::pass);
  CHECK(stage.roster("romeo") + "|" + stage.roster("juliet") == row.after);
  CHECK(stage.server.accounts().find(jid(Stage::at("juliet")))->offline.empty());
}

TEST_CASE("Friends that an account has already stay its friends", "[accounts]") {
  Stage stage;
  stage.server.subscribe(jid(Stage::at("juliet")), jid(Stage::at("nurse")), "both");
  stage.play({"romeo", "juliet"}, everything());
  CHECK(stage.roster("juliet") == "nurse both");
  CHECK(stage.roster("nurse") == "juliet both");
}

TEST_CASE("A scenario with more actors than there are accounts is not applicable", "[accounts]") {
  Stage stage;
  const auto played = stage.play({"romeo"}, everything());
  CHECK(played.error.empty());
  int ends = 0;
  for (const auto& event : played.trace.events) {
    const auto* scenario = event.as<trace::ScenarioEvent>();
    if (scenario == nullptr || scenario->phase != "end" || scenario->outcome == "played") continue;
    CHECK(scenario->outcome == "not applicable");
    CHECK(scenario->reason == "it has 2 actors, and there is 1 account");
    ++ends;
  }
  CHECK(ends > 0);
  CHECK(verdicts(played)["0085/5.8/no-offline"] == rules::Verdict::not_applicable);
}

TEST_CASE("An account that is let in nowhere ends the run and gives no verdict", "[accounts]") {
  Stage stage;
  stage.server.accounts().add(jid(Stage::at("romeo")), "another password");
  const auto played = stage.play({"romeo", "juliet"}, everything());
  CHECK(played.error.find("not-authorized") != std::string::npos);
  CHECK(played.error.find("wherefore") == std::string::npos);
  for (const auto& [rule, verdict] : verdicts(played)) CHECK(verdict != rules::Verdict::pass);
}

}  // namespace conformance::run::test

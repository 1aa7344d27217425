// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "run/test_plays.hpp"
#include "target/embedded_client.hpp"
#include "target/server_target.hpp"

/// A target that is lost, whenever it is: the play ends, its trace is whole, and what was not reached has not passed.
namespace conformance::run::test {

namespace {

// What is left to some wires before they break.
struct Budget {
  int operations = 0;
  bool first_wire_only = false;
  int wires = 0;
};

// A wire that breaks for both sides when its budget is spent.
class BudgetWire final : public net::Wire {
 public:
  BudgetWire(std::unique_ptr<net::Wire> inner, std::shared_ptr<Budget> budget)
      : inner_(std::move(inner)), budget_(std::move(budget)) {}
  Task<std::string> read() override {
    spend();
    return inner_->read();
  }
  Task<void> write(std::string bytes) override {
    spend();
    return inner_->write(std::move(bytes));
  }
  void close() override { inner_->close(); }
  [[nodiscard]] std::string name() const override { return inner_->name(); }
  [[nodiscard]] bool keeps_messages() const override { return inner_->keeps_messages(); }
  [[nodiscard]] bool is_local() const override { return inner_->is_local(); }

 private:
  void spend() {
    if (budget_->operations-- > 0) return;
    inner_->close();
    throw net::NetworkError("memory: the other side reset the connection");
  }
  std::unique_ptr<net::Wire> inner_;
  std::shared_ptr<Budget> budget_;
};

std::unique_ptr<net::Wire> through(std::shared_ptr<Budget> budget, std::unique_ptr<net::Wire> wire) {
  if (budget->first_wire_only && ++budget->wires > 1) return wire;
  return std::make_unique<BudgetWire>(std::move(wire), std::move(budget));
}

Task<std::unique_ptr<net::Wire>> ready(std::unique_ptr<net::Wire> wire) { co_return std::move(wire); }

struct Stage {
  Stage(const PlayOrder& order, const std::string& iut)
      : loop(Loop::Time::virtual_time), recorder(header(order, iut), loop.clock(), &loop.clock()) {}
  static trace::Header header(const PlayOrder& order, const std::string& iut) {
    trace::Header header;
    header.role = order.role;
    header.iut = iut;
    header.versions = order.versions;
    header.driven = true;
    header.run_clock_virtual = header.iut_clock_virtual = true;
    header.salt = "test";
    return header;
  }
  Loop loop;
  trace::Recorder recorder;
};

// The server of the actors stops when it has seen `stanzas`; then it takes new connections, or closes them.
PlayResult play_on_stopping_server(const Selection& selection, int stanzas, bool comes_back) {
  const auto wanted = order("server", "2.1");
  Stage stage(wanted, "capulet.lit");
  server::Server server(stage.loop.context(), stage.loop.clock(), {});
  server.accounts().add_domain("capulet.lit");
  bool down = false;
  server.set_tap(
      [&](const xmpp::Jid&, bool, const xmpp::Stanza&) {
        if (--stanzas != 0) return;
        down = !comes_back;
        server.stop();
      },
      {});
  const auto connect = [&] {
    auto [ours, theirs] = net::memory_pipe(stage.loop.clock());
    if (down) {
      theirs->close();
    } else {
      server.serve(std::move(theirs));
    }
    return ready(std::move(ours));
  };
  target::ServerTarget target(stage.loop.context(), stage.loop.clock(), stage.recorder,
                              {"capulet.lit", connect, Seed(0), std::chrono::seconds(10), std::chrono::seconds(1), {}});
  auto result = play_on(stage.loop, target, stage.recorder, wanted, selection, {});
  server.set_tap({}, {});
  server.stop();
  stage.loop.finish();
  return result;
}

// The wires of the client's world break, or the client's own alone.
PlayResult play_on_breaking_wires(const Selection& selection, int operations, bool own_only) {
  const auto wanted = order("client", "2.1");
  Stage stage(wanted, "juliet@capulet.lit");
  const auto budget = std::make_shared<Budget>(Budget{operations, own_only, 0});
  target::EmbeddedClient target(
      stage.loop.context(), stage.loop.clock(), stage.recorder,
      {"2.1", Seed(0), {}, std::chrono::seconds(10), [budget](std::unique_ptr<net::Wire> wire) {
         return through(budget, std::move(wire));
       }});
  return play_on(stage.loop, target, stage.recorder, wanted, selection, {});
}

// Every scenario that began has ended, and no rule passed in one that was not played to its end.
void check_result(const PlayResult& played) {
  std::map<std::string, std::string> outcomes;  // of each scenario that began
  std::set<std::string> unprepared;
  std::string lost_in;  // the scenario that was played when the client's stream ended
  std::string current;
  for (const auto& event : played.trace.events) {
    if (const auto* scenario = event.as<trace::ScenarioEvent>()) {
      if (scenario->phase == "begin") outcomes.emplace(*event.scn, "");
      if (scenario->phase == "end") outcomes[*event.scn] = scenario->outcome;
      current = scenario->phase == "begin" ? *event.scn : "";
    }
    const auto* mark = event.as<trace::MarkEvent>();
    if (mark != nullptr && mark->outcome != "met") unprepared.insert(*event.scn);
    const auto* stream = event.as<trace::StreamEvent>();
    if (stream != nullptr && stream->at == trace::at_iut && stream->what != "bound") lost_in = current;
  }
  for (const auto& [id, outcome] : outcomes) {
    INFO(id);
    CHECK((outcome == "played" || outcome == "error"));
  }
  for (const auto& finding : rules::judge(played.trace, data().catalogue)) {
    INFO(finding.rule << " in " << finding.scenario.value_or("none") << ": " << finding.reason);
    CHECK(finding.verdict != rules::Verdict::fail);
    if (finding.verdict != rules::Verdict::pass) continue;
    CHECK(outcomes.at(*finding.scenario) == "played");
    CHECK_FALSE(unprepared.contains(*finding.scenario));
    CHECK(*finding.scenario != lost_in);
  }
}

bool passes_all(const PlayResult& played, const Selection& selection) {
  std::set<std::string> passed;
  for (const auto& finding : rules::judge(played.trace, data().catalogue)) {
    if (finding.verdict == rules::Verdict::pass) passed.insert(finding.rule);
  }
  return played.error.empty() && passed == selection.rules;
}

// More than any of these scenarios takes.
constexpr int longest = 400;

Selection one(const std::string& id) { return select({id}, data().scenarios, data().catalogue).value(); }

}  // namespace

TEST_CASE("A server that drops all streams after any stanza gives a whole result and no pass too many", "[lost]") {
  const std::string id = GENERATE("server/0085/5.6/one-state", "server/0085/5.8/offline-store");
  const bool comes_back = GENERATE(false, true);
  const auto selection = one(id);
  int lost = 0;
  for (int stanzas = 1; stanzas < longest; ++stanzas) {
    INFO(id << " after " << stanzas << " stanzas" << (comes_back ? ", back at once" : ""));
    const auto played = play_on_stopping_server(selection, stanzas, comes_back);
    check_result(played);
    if (passes_all(played, selection)) break;
    lost = stanzas;
  }
  CHECK(lost > 10);
  CHECK(lost < longest - 1);
  CHECK(passes_all(play_on_stopping_server(selection, longest, comes_back), selection));
}

TEST_CASE("A client whose stream breaks after any operation gives a whole result and no pass too many", "[lost]") {
  const std::string id = GENERATE("client/0085/5.6/one-state", "client/0085/5.7/new-thread-after-gone");
  const bool own_only = GENERATE(true, false);
  const auto selection = one(id);
  int lost = 0;
  for (int operations = 0; operations < longest; ++operations) {
    INFO(id << " after " << operations << " operations" << (own_only ? " of its own" : ""));
    const auto played = play_on_breaking_wires(selection, operations, own_only);
    check_result(played);
    if (passes_all(played, selection)) break;
    lost = operations;
  }
  CHECK(lost > 10);
  CHECK(lost < longest - 1);
  CHECK(passes_all(play_on_breaking_wires(selection, longest, own_only), selection));
}

TEST_CASE("A server that is lost in a run of everything ends the run after three scenarios without a login", "[lost]") {
  const auto selection = select({"server/0085"}, data().scenarios, data().catalogue).value();
  REQUIRE(selection.scenarios.size() > 3);
  const auto played = play_on_stopping_server(selection, 5, false);
  check_result(played);
  CHECK(played.error.starts_with("the run was ended after 3 scenarios without a login: "));
}

TEST_CASE("A target that was never there gives an empty result and the error", "[lost]") {
  const auto played = play_on_breaking_wires(one("client/0085/5.6/one-state"), 0, false);
  CHECK(played.trace.events.empty());
  CHECK_FALSE(played.error.empty());
}

}  // namespace conformance::run::test

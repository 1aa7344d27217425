// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "run/test_lost.hpp"
#include "run/test_plays.hpp"
#include "target/embedded_client.hpp"
#include "target/server_target.hpp"

/// A target that is lost, whenever it is: the play ends, its trace is whole, and what was not reached has not passed.
namespace conformance::run::test {

namespace {

// The server of the actors stops when it has seen `stanzas`; then it takes new connections, or closes them.
PlayResult play_on_stopping_server(const Selection& selection, int stanzas, bool comes_back) {
  const auto wanted = order("server", "2.1");
  LostStage stage(wanted, "capulet.lit");
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
  target::ServerTarget target(
      stage.loop.context(), stage.loop.clock(), stage.recorder,
      {"capulet.lit", connect, Seed(0), std::chrono::seconds(10), std::chrono::seconds(1), {}, {}});
  auto result = play_on(stage.loop, target, stage.recorder, wanted, selection, {});
  server.set_tap({}, {});
  server.stop();
  stage.loop.finish();
  return result;
}

// The wires of the client's world break, or the client's own alone.
PlayResult play_on_breaking_wires(const Selection& selection, int operations, bool own_only) {
  const auto wanted = order("client", "2.1");
  LostStage stage(wanted, "juliet@capulet.lit");
  const auto budget = std::make_shared<Budget>(Budget{operations, own_only, 0});
  target::EmbeddedClient target(
      stage.loop.context(), stage.loop.clock(), stage.recorder,
      {"2.1", Seed(0), {}, std::chrono::seconds(10), [budget](std::unique_ptr<net::Wire> wire) {
         return through(budget, std::move(wire));
       }});
  return play_on(stage.loop, target, stage.recorder, wanted, selection, {});
}

// More than any of these scenarios takes.
constexpr int longest = 400;

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

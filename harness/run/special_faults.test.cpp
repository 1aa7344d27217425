// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>
#include <map>

#include "run/test_plays.hpp"

/// Faults that keep verdicts from being reached: what the tool makes of a target that is slow, that loses what it is
/// given, that answers nothing or everything, or that goes away. (dead-stream and late: faults.test.cpp.)
namespace conformance::run::test {

namespace {

using rules::Verdict;
// Of the rules that do not pass, by play.
using Others = std::map<std::string, Verdict>;

PlayResult play_seeded(const PlayOrder& order, const Selection& selection, const std::string& fault,
                       std::uint64_t seed) {
  RunOptions options;
  options.target_name = "embedded";
  options.tool = "test";
  options.seed = Seed(seed);
  options.faults = faults::FaultSet::parse(fault, data().faults).value();
  return play_embedded(order, selection, options);
}

// What became of the scenarios of a play.
struct Scenarios {
  explicit Scenarios(const trace::Trace& trace) {
    std::set<std::string> open;
    for (const auto& event : trace.events) {
      const auto* scenario = event.as<trace::ScenarioEvent>();
      const auto* mark = event.as<trace::MarkEvent>();
      const auto* fence = event.as<trace::FenceEvent>();
      const auto* stream = event.as<trace::StreamEvent>();
      if (scenario != nullptr && scenario->phase == "begin") open.insert(*event.scn);
      if (scenario != nullptr && scenario->phase == "end") {
        open.erase(*event.scn);
        (scenario->outcome == "played" ? played : unplayed).insert(*event.scn);
      }
      if (mark != nullptr && mark->outcome != "met" && event.scn) disturbed.insert(*event.scn);
      if (fence != nullptr && fence->phase == "lost" && event.scn) disturbed.insert(*event.scn);
      if (stream != nullptr && stream->what == "lost" && event.scn && open.contains(*event.scn)) {
        disturbed.insert(*event.scn);
      }
      const bool gone = stream != nullptr && (stream->what == "closed" || stream->what == "lost");
      if (gone && stream->at == trace::at_iut && stream->by != "us") disturbed.insert(open.begin(), open.end());
    }
    disturbed.insert(open.begin(), open.end());
  }
  std::set<std::string> played;
  std::set<std::string> unplayed;
  std::set<std::string> disturbed;  ///< a step, a fence or a stream was lost
};

// Nothing has failed, and nothing has passed in a scenario that lost something that its verdicts rest on.
void check_sound(const PlayResult& played) {
  const Scenarios scenarios(played.trace);
  for (const auto& finding : rules::judge(played.trace, data().catalogue)) {
    INFO(finding.rule << " in " << finding.scenario.value_or("none") << ": " << finding.reason);
    CHECK(finding.verdict != Verdict::fail);
    if (finding.verdict != Verdict::pass) continue;
    CHECK(scenarios.played.contains(*finding.scenario));
    CHECK_FALSE(scenarios.disturbed.contains(*finding.scenario));
  }
}

// The verdicts on the rules that are owed: the reference's, which is pass, but for those listed.
void check_verdicts(const std::string& fault, const PlayOrder& order, const Others& others) {
  const auto reference = results(play(order, everything(), ""));
  const auto faulty = results(play(order, everything(), fault));
  REQUIRE(reference.size() == faulty.size());
  for (std::size_t i = 0; i < faulty.size(); ++i) {
    const auto listed = others.find(faulty[i].rule);
    INFO(fault << ", " << faulty[i].rule << " in " << order.name() << ": " << faulty[i].reason);
    CHECK(faulty[i].verdict == (listed == others.end() ? reference[i].verdict : listed->second));
  }
}

Verdict verdict_of(const PlayResult& played, const std::string& rule) {
  for (const auto& result : results(played)) {
    if (result.rule == rule) return result.verdict;
  }
  return Verdict::none;
}

}  // namespace

TEST_CASE("A slow target is judged as a quick one", "[faults]") {
  // 3 s are within every wait of 10 s, and within none of them is anything concluded from silence.
  for (const auto& order : all_plays()) check_verdicts("slow", order, {});
}

TEST_CASE("A target that is slower than every wait passes nothing that waits, and fails nothing", "[faults]") {
  for (const auto& order : all_plays()) {
    RunOptions options;
    options.target_name = "embedded";
    options.timeout = std::chrono::seconds(2);
    options.faults = faults::FaultSet::parse("slow", data().faults).value();
    check_sound(play_embedded(order, everything(), options));
  }
}

TEST_CASE("A client that answers every iq with an error is judged by what it sends of itself", "[faults]") {
  const Others refused = {
      // XEP-0030 7 lets a client refuse disco#info: then nobody knows what it would list.
      {"0085/4/disco-feature", Verdict::inconclusive},
      {"0030/3.1/identity", Verdict::inconclusive},
      {"0030/3.1/info-feature", Verdict::inconclusive},
      {"0030/3.2/node-echoed", Verdict::inconclusive},
      {"0115/5.4/well-formed", Verdict::inconclusive},
      // Its caps name what nobody can read.
      {"0085/4/caps-feature", Verdict::inconclusive},
      {"0115/5.1/ver", Verdict::inconclusive},
      {"0115/6.2/node-answered", Verdict::inconclusive},
      // Nor is it known what it lists when attention is on, and when it is off.
      {"0224/5/disco-feature", Verdict::inconclusive},
      {"0224/6/can-disable", Verdict::inconclusive},
      {"0224/6/off-not-advertised", Verdict::inconclusive},
      {"0224/6/off-is-off", Verdict::inconclusive},
  };
  check_verdicts("every-iq-an-error", order("client", "1.2"), refused);
  check_verdicts("every-iq-an-error", order("client", "2.1"), refused);
}

TEST_CASE("A server that answers every iq with an error has no archive, and all else is judged", "[faults]") {
  // A fence asks for an answer, of whatever kind; what a server offers, rooms among it, it does not say.
  check_verdicts("every-iq-an-error", order("server", "2.1"),
                 {{"0313/archive", Verdict::not_applicable}, {"0085/5.8/no-history", Verdict::not_applicable}});
}

TEST_CASE("Where every third message to an actor is lost, what rests on it does not pass", "[faults]") {
  for (const auto& order : all_plays()) {
    const auto played = play(order, everything(), "drops-every-third");
    check_sound(played);
    const Scenarios scenarios(played.trace);
    INFO(order.name());
    CHECK_FALSE(scenarios.disturbed.empty());
    CHECK(scenarios.disturbed.size() < scenarios.played.size());
  }
}

TEST_CASE("Alone, each scenario loses its third message", "[faults]") {
  struct Row {
    const char* scenario;
    const char* rule;
    Verdict verdict;
  };
  const auto row = GENERATE(values<Row>({
      // The state, the message, and then the message that the scenario ends with.
      {"server/0085/5.6/one-state", "0085/5.6/one-state", Verdict::inconclusive},
      {"server/0085/5.4/message-only", "0085/5.4/message-only", Verdict::inconclusive},
      // The body before; on return come the body behind, and, third, the live body.
      {"server/0085/5.8/offline-store", "0085/5.8/no-offline", Verdict::inconclusive},
      // The message before, two states, of which the second is lost, the message behind.
      {"server/0085/5.8/refusal", "0085/5.8/may-refuse", Verdict::pass},
      // There are two messages only.
      {"server/0085/5.8/thread-parent", "0085/5.8/no-generation", Verdict::pass},
      // The attention, that the user types, and then the text behind it.
      {"client/0224/4/headline", "0224/4/headline", Verdict::inconclusive},
      // Its first words, then each message with a state.
      {"client/0085/5.3/long-typing", "0085/5.3/composing-once", Verdict::pass},
  }));
  const auto selection = select({row.scenario}, data().scenarios, data().catalogue).value();
  const auto role = std::string(row.scenario).substr(0, 6);
  const auto played = play(order(role, "2.1"), selection, "drops-every-third");
  INFO(row.scenario);
  check_sound(played);
  CHECK(verdict_of(played, row.rule) == row.verdict);
}

TEST_CASE("A target that goes away at any time fails nothing, and passes nothing after that", "[faults]") {
  for (const auto& order : all_plays()) {
    std::size_t passed = 0;
    std::size_t disturbed = 0;
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
      INFO(order.name() << " with seed " << seed);
      const auto played = play_seeded(order, everything(), "closes-at-random", seed);
      check_sound(played);
      const Scenarios scenarios(played.trace);
      disturbed += scenarios.disturbed.size() + scenarios.unplayed.size();
      for (const auto& result : results(played)) passed += result.verdict == Verdict::pass ? 1 : 0;
    }
    CHECK(disturbed > 8);
    CHECK(passed > 8);
  }
}

TEST_CASE("A client that returns every message and does nothing passes nothing that it had to do", "[faults]") {
  // What it says that it has done, and has not, is proved by the driver's fence; what it returns it sends.
  const std::set<std::string> in_both = {
      // Its user typed to a contact who has shown support: nothing was told, by a client that sends states.
      "0085/5.1/send-standalone",
      // It asks what caps stand for, and did not ask who has none, before its user's attention or after.
      "0224/5/disco-fallback",
      // What it returns it sends, malformed as it came: a state of type normal, attentions of any type and with text.
      "0085/5.4/chat-or-groupchat", "0085/5.4/type-matches", "0224/4/headline", "0224/schema/empty",
      // Who does not know an extension does not send it back.
      "6120/8.4/unknown-ignored"};
  auto in_2_1 = in_both;
  // … nor when it returned his messages. 1.2 does not ask for that.
  in_2_1.insert("0085/4/disco-fallback");
  for (const std::string version : {"1.2", "2.1"}) {
    const auto played = play(order("client", version), everything(), "echo");
    CHECK(failed(results(played)) == (version == "1.2" ? in_both : in_2_1));
    // What passes was asked by an iq, which it answers. The text of a user never arrives, nor does an attention.
    std::set<std::string> worked;
    for (const auto& event : played.trace.events) {
      if (event.as<trace::ActEvent>() != nullptr && event.scn) worked.insert(*event.scn);
    }
    CHECK(worked.size() > 30);
    for (const auto& finding : rules::judge(played.trace, data().catalogue)) {
      INFO(finding.rule << " in " << finding.scenario.value_or("none") << ": " << finding.reason);
      if (finding.verdict == Verdict::pass) CHECK_FALSE(worked.contains(*finding.scenario));
    }
    CHECK(verdict_of(played, "0115/5.1/ver") == Verdict::pass);
    CHECK(verdict_of(played, "0085/5.3/composing-once") == Verdict::inconclusive);
    CHECK(verdict_of(played, "0224/4/confirm-support") == Verdict::inconclusive);
  }
}

}  // namespace conformance::run::test

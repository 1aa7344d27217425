// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>
#include <map>

#include "run/test_plays.hpp"
#include "trace/test_changed.hpp"

namespace conformance::run::test {

namespace {

using Key = std::pair<std::string, std::string>;

// What was found out by the scenarios that were played, by rule and scenario.
std::map<Key, std::pair<std::string, std::set<std::string>>> verdicts(const trace::Trace& trace) {
  std::map<Key, std::pair<std::string, std::set<std::string>>> all;
  for (const auto& finding : rules::judge(trace, data().catalogue)) {
    if (finding.scenario == trace::testing::beside) continue;
    all[{finding.rule, finding.scenario.value_or("")}] = {std::string(to_string(finding.verdict)), finding.flags};
  }
  return all;
}

// One thing that can go wrong with a record: an event is lost, comes twice, or comes earlier.
void damage(trace::Trace& trace, const Seed& seed, const std::string& step) {
  if (trace.events.size() < 2) return;
  const auto at = 1 + seed.number("where " + step) % (trace.events.size() - 1);
  const auto where = trace.events.begin() + static_cast<std::ptrdiff_t>(at);
  switch (seed.number("how " + step) % 3) {
    case 0:
      trace.events.erase(where);
      break;
    case 1: {
      auto copy = *where;
      trace.events.insert(where, std::move(copy));
      break;
    }
    default:
      std::iter_swap(where, trace.events.begin() + static_cast<std::ptrdiff_t>(seed.number("with " + step) % at));
  }
}

}  // namespace

TEST_CASE("No verdict depends on a second conversation, on carbons, or on a second resource", "[judge]") {
  // The tables try each monitor in these ways; of the plays with a fault some are enough.
  constexpr std::size_t every = 8;
  std::vector<std::string> names = {""};
  for (std::size_t i = 0; i < data().faults.all().size(); i += every) names.push_back(data().faults.all()[i].name);
  for (const auto& fault : names) {
    const auto* known = data().faults.find(fault);
    for (const auto& order : all_plays()) {
      // The server has its own faults; a client's are played in the newest version, the reference in all.
      const bool newest = order.versions.front().second == "2.1";
      if (known != nullptr && (!newest || (known->side != order.role && known->side != "both"))) continue;
      const auto played = play(order, everything(), fault).trace;
      const auto expected = verdicts(played);
      for (const auto& [how, trace] : trace::testing::changed(played)) {
        INFO(fault << " in " << order.name() << ", " << how);
        for (const auto& [key, verdict] : verdicts(trace)) {
          INFO(key.first << " in " << key.second);
          const auto before = expected.find(key);
          CHECK((before == expected.end() ? "none" : before->second.first) == verdict.first);
          if (before != expected.end()) CHECK(before->second.second == verdict.second);
        }
      }
    }
  }
}

TEST_CASE("A trace that is damaged in any way is judged, and nothing in it is evidence that is not there", "[judge]") {
  for (const auto& order : all_plays()) {
    const auto played = play(order, everything(), "").trace;
    for (unsigned seed = 0; seed < 40; ++seed) {
      INFO(order.name() << ", seed " << seed);
      auto trace = played;
      for (unsigned i = 0; i <= seed * 4; ++i) damage(trace, Seed(seed), std::to_string(i));
      std::uint64_t n = 0;
      for (auto& event : trace.events) event.n = ++n;
      const auto findings = rules::judge(trace, data().catalogue);
      CHECK_FALSE(findings.empty());
      for (const auto& finding : findings) {
        CHECK(data().catalogue.find(finding.rule) != nullptr);
        for (const auto event : finding.evidence) CHECK((event > 0 && event <= n));
      }
    }
  }
}

}  // namespace conformance::run::test

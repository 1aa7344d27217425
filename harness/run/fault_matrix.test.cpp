// SPDX-License-Identifier: MIT
#include "run/fault_matrix.hpp"

#include <catch2/catch.hpp>
#include <tuple>

#include "run/test_plays.hpp"

namespace conformance::run::test {

namespace {

faults::Fault fault(bool legal, const std::set<std::string>& trips, int exit) {
  faults::Fault made;
  made.name = "made-up";
  made.legal = legal;
  made.trips["2.1"] = std::move(trips);
  made.exit = exit;
  made.exit_strict = exit;
  return made;
}

FaultRow row(const faults::Fault& fault, std::set<std::string> failed, int exit) {
  return {&fault, {{"client-0085@2.1", false, fault.trips.at("2.1"), std::move(failed)}}, exit, exit};
}

// The data that are compiled in, with another list for one fault.
Data with_list(const std::string& name, const std::set<std::string>& trips, int exit) {
  auto changed = data();
  std::string json;
  for (const auto& known : changed.faults.all()) {
    if (known.name != name) continue;
    std::string rules;
    for (const auto& rule : trips) rules += (rules.empty() ? "\"" : ",\"") + rule + "\"";
    json = R"({"faults":[{"name":")" + name + R"(","side":")" + known.side + R"(","does":"It.","trips":{"1.2":[)" +
           rules + R"(],"2.1":[)" + rules + R"(]},"exit":)" + std::to_string(exit) +
           R"(},{"name":"late","side":"both","does":"It.","legal":true,"trips":{"1.2":[],"2.1":[]},"exit":0}]})";
  }
  std::set<std::string> ids;
  for (const auto& rule : changed.catalogue.rules()) ids.insert(rule.id);
  changed.faults = faults::FaultList::load(json, ids).value();
  return changed;
}

// It points into the data.
FaultMatrix matrix_of(const Data& played) { return compare(FaultPlays(played, {}), played); }

// Without what names events of the trace, and words that are drawn.
std::set<std::tuple<std::string, std::string, rules::Verdict>> verdicts(const JudgedPlay& play) {
  std::set<std::tuple<std::string, std::string, rules::Verdict>> all;
  for (const auto& finding : play.findings) all.emplace(finding.rule, finding.scenario.value_or(""), finding.verdict);
  return all;
}

}  // namespace

TEST_CASE("A fault holds if it trips what is listed with the exit codes listed", "[faults]") {
  const auto one = fault(false, {"a"}, 1);
  CHECK(row(one, {"a"}, 1).holds());
  CHECK_FALSE(row(one, {}, 1).holds());
  CHECK_FALSE(row(one, {"a", "b"}, 1).holds());
  CHECK_FALSE(row(one, {"a"}, 0).holds());
  auto strict = row(one, {"a"}, 1);
  strict.exit_strict = 0;
  CHECK_FALSE(strict.holds());
}

TEST_CASE("A fault that nothing catches is an empty row and does not hold", "[faults]") {
  const auto unseen = fault(false, {}, 0);
  CHECK(row(unseen, {}, 0).empty());
  CHECK_FALSE(row(unseen, {}, 0).holds());
  const auto legal = fault(true, {}, 0);
  CHECK(row(legal, {}, 0).holds());
  const auto dead = fault(false, {}, 3);
  CHECK(row(dead, {}, 3).holds());
}

TEST_CASE("A matrix holds only if reference, faults and rules do", "[faults]") {
  const auto one = fault(false, {"a"}, 1);
  FaultMatrix good;
  good.faults = {row(one, {"a"}, 1)};
  good.rules = {{"a", "client-0085@2.1", rules::Level::must, {"made-up"}}};
  CHECK(good.holds());
  auto reference = good;
  reference.reference = {{"client-0085@2.1", "a", "inconclusive"}};
  CHECK_FALSE(reference.holds());
  auto differs = good;
  differs.faults.push_back(row(one, {}, 1));
  CHECK_FALSE(differs.holds());
  auto unproved = good;
  unproved.rules.push_back({"b", "client-0085@2.1", rules::Level::must, {}});
  CHECK_FALSE(unproved.holds());
  unproved.whole = false;
  CHECK(unproved.holds());
}

TEST_CASE("What is played is compared with the list, and rules without a fault are found", "[faults]") {
  const auto right_list = with_list("two-states", {"0085/5.6/one-state"}, 1);
  const auto right = matrix_of(right_list);
  REQUIRE(right.faults.size() == 2);  // and late, which combines with it
  CHECK(right.faults.front().exit == 1);
  CHECK(right.faults.front().exit_strict == 1);
  for (const auto& trip : right.faults.front().trips) {
    INFO(trip.play);
    CHECK(trip.failed == trip.listed);
  }
  CHECK(right.faults.front().holds());
  CHECK(right.faults.front().trips.size() == 4);  // two versions, alone and late
  CHECK(right.reference.empty());
  for (const auto& rule : right.rules) {
    INFO(rule.rule << " in " << rule.play);
    CHECK(rule.proved() == (rule.rule == "0085/5.6/one-state" && rule.play != "server-0085@2.1"));
  }
  CHECK_FALSE(right.holds());

  const auto wrong_list = with_list("two-states", {"0085/5.4/message-only"}, 0);
  const auto wrong = matrix_of(wrong_list);
  CHECK_FALSE(wrong.faults.front().holds());
  CHECK(wrong.faults.front().trips.front().failed == std::set<std::string>{"0085/5.6/one-state"});
  CHECK(wrong.faults.front().exit == 1);
}

TEST_CASE("Faults that are named are played alone, on any number of threads with the same verdicts", "[faults]") {
  const FaultPlays one(data(), {Seed(0), "test", {"two-states"}, 1});
  const FaultPlays three(data(), {Seed(0), "test", {"two-states"}, 3});
  for (const auto& order : one.orders()) {
    for (const auto* name : {"", "two-states", "two-states+late"}) {
      CHECK(one.at(order, name).findings == three.at(order, name).findings);
    }
  }
  const auto compared = compare(one, data());
  CHECK(compared.faults.size() == 1);
  CHECK_FALSE(compared.whole);
  CHECK(compared.holds());
}

TEST_CASE("A fault is played where the reference asks for it, and whole plays have the same findings", "[faults]") {
  // Of each kind: at the login, in the midst, by a setting, of the server, of a room, a foundation, a legal behaviour.
  const std::set<std::string> names = {
      "attention-off-by-default", "feature-not-advertised", "echo", "server-adds-active", "never-locks",
      "server-no-archive"};
  FaultPlayOptions options{Seed(0), "test", names};
  const FaultPlays some(data(), options);
  options.whole = true;
  const FaultPlays whole(data(), options);
  for (const auto& order : some.orders()) {
    for (const auto& name : names) {
      for (const auto& fault : {name, name + "+late"}) {
        INFO(fault << " in " << order.name());
        CHECK(verdicts(some.at(order, fault)) == verdicts(whole.at(order, fault)));
      }
    }
  }
}

}  // namespace conformance::run::test

// SPDX-License-Identifier: MIT
#include "run/selection.hpp"

#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>

#include "run/test_plays.hpp"
#include "scenario/library.hpp"
#include "target/listen_target.hpp"

namespace conformance::run::test {

namespace {

Result<Selection> selected(const std::vector<std::string>& words) {
  return select(words, data().scenarios, data().catalogue);
}

std::vector<std::string> ids(const Selection& selection) {
  std::vector<std::string> found;
  for (const auto& scenario : selection.scenarios) found.push_back(scenario.id);
  return found;
}

std::string text_of(const std::string& path) {
  for (const auto& [name, text] : scenario::data_files("").value()) {
    if (name == path) return text;
  }
  throw std::runtime_error("there is no " + path);
}

// A file that is there while the test runs.
class TemporaryFile {
 public:
  TemporaryFile(std::string path, const std::string& text) : path_(std::move(path)) { std::ofstream(path_) << text; }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { std::remove(path_.c_str()); }

 private:
  std::string path_;
};

}  // namespace

TEST_CASE("Nothing named selects everything", "[selection]") {
  const auto selection = selected({}).value();
  CHECK(selection.everything);
  CHECK(selection.scenarios.size() == data().scenarios.size());
  CHECK(selection.rules.size() == data().catalogue.rules().size());
}

TEST_CASE("A rule selects the scenarios that owe it, and only itself of their rules", "[selection]") {
  const auto selection = selected({"0085/5.8/no-offline"}).value();
  CHECK_FALSE(selection.everything);
  CHECK(selection.rules == std::set<std::string>{"0085/5.8/no-offline"});
  CHECK(ids(selection) == std::vector<std::string>{"server/0085/5.8/offline-many", "server/0085/5.8/offline-store",
                                                   "server/0085/5.8/offline-thread"});
}

TEST_CASE("A prefix selects whole parts of an id", "[selection]") {
  struct Row {
    const char* word;
    const char* rule;  // that is selected
    const char* not_rule;
  };
  const auto row = GENERATE(values<Row>({
      {"0085/5.3", "0085/5.3/no-repeat", "0085/5.4/message-only"},
      {"0085/5.3/", "0085/5.3/no-repeat", "0085/5.4/message-only"},
      {"0085", "0085/5.4/message-only", "0030/3.1/identity"},
      {"0115/5.1", "0115/5.1/ver", "0115/5.4/well-formed"},
  }));
  INFO(row.word);
  const auto selection = selected({row.word}).value();
  CHECK(selection.rules.contains(row.rule));
  CHECK_FALSE(selection.rules.contains(row.not_rule));
  CHECK_FALSE(selection.scenarios.empty());
}

TEST_CASE("A scenario that is named owes all of its rules", "[selection]") {
  const auto* word = GENERATE("client/0085/5.3/long-typing", "client/*/long-typing", "client/0085/5.3/long-t?ping");
  INFO(word);
  const auto selection = selected({word}).value();
  REQUIRE(ids(selection) == std::vector<std::string>{"client/0085/5.3/long-typing"});
  const auto& rules = selection.scenarios[0].rules;
  CHECK(selection.rules == std::set<std::string>(rules.begin(), rules.end()));
}

TEST_CASE("A folder of scenarios selects those below it", "[selection]") {
  const auto selection = selected({"server/0085/5.8"}).value();
  CHECK(ids(selection) == std::vector<std::string>{"server/0085/5.8/no-generation", "server/0085/5.8/offline-many",
                                                   "server/0085/5.8/offline-store", "server/0085/5.8/offline-thread",
                                                   "server/0085/5.8/refusal-offline", "server/0085/5.8/refusal",
                                                   "server/0085/5.8/room-generation", "server/0085/5.8/room-history",
                                                   "server/0085/5.8/room-refusal", "server/0085/5.8/thread-parent"});
}

TEST_CASE("Several words add up, and what is named twice is played once", "[selection]") {
  const auto selection =
      selected({"server/0085/5.8/offline-store", "client/0085/5.3/long-typing", "server/*/offline-store"}).value();
  CHECK(ids(selection) == std::vector<std::string>{"client/0085/5.3/long-typing", "server/0085/5.8/offline-store"});
}

TEST_CASE("A word that fits nothing is refused with what was probably meant", "[selection]") {
  struct Row {
    const char* word;
    const char* reason;
  };
  const auto row = GENERATE(values<Row>({
      {"0085/5.3/no-repeats",
       "\"0085/5.3/no-repeats\" is neither a rule nor a scenario, did you mean "
       "\"0085/5.3/no-repeat\"? (conformance list rules, conformance list scenarios)"},
      {"client/0085/5.3/long-tipping",
       "\"client/0085/5.3/long-tipping\" is neither a rule nor a scenario, did you mean "
       "\"client/0085/5.3/long-typing\"? "
       "(conformance list rules, conformance list scenarios)"},
      {"0085/5.", "\"0085/5.\" is neither a rule nor a scenario (conformance list rules, conformance list scenarios)"},
      {"", "\"\" is neither a rule nor a scenario (conformance list rules, conformance list scenarios)"},
  }));
  const auto selection = selected({"0085/5.3", row.word});
  REQUIRE(selection.has_error());
  CHECK(selection.error().reason == row.reason);
}

TEST_CASE("A path selects the scenario of that file", "[selection]") {
  const std::string path = "./selection.test.json";
  const TemporaryFile file(path, text_of("client/0085/5.3/long-typing.json"));
  const auto selection = selected({path}).value();
  CHECK(ids(selection) == std::vector<std::string>{"client/0085/5.3/long-typing"});
  CHECK(selection.rules.contains("0085/5.3/composing-once"));
}

TEST_CASE("A file that is not there or no scenario is refused with its place", "[selection]") {
  CHECK(selected({"./not-there.json"}).error().message().find("./not-there.json") != std::string::npos);
  const TemporaryFile file("./selection.test.json", "{\"id\": 5}");
  CHECK(selected({"./selection.test.json"}).error().place.starts_with("./selection.test.json: /"));
}

TEST_CASE("A scenario stands where its id says", "[selection]") {
  const auto text = text_of("client/0085/5.3/long-typing.json");
  CHECK(load_scenarios({{"client/0085/5.3/long-typing.json", text}}, data().catalogue).value().size() == 1);
  const auto moved = load_scenarios({{"client/0085/5.4/long-typing.json", text}}, data().catalogue);
  REQUIRE(moved.has_error());
  CHECK(moved.error().message() ==
        "client/0085/5.4/long-typing.json: /id: found \"client/0085/5.3/long-typing\", expected the file's place, "
        "\"client/0085/5.4/long-typing\"");
  CHECK(load_scenarios({{"faults.json", "{}"}, {"rules/x.json", "{}"}}, data().catalogue).value().empty());
}

TEST_CASE("The catalogue has the specifications before their companions", "[selection]") {
  const auto& rules = data().catalogue.rules();
  CHECK(rules.front().id.starts_with("0085/"));
  bool companions = false;
  for (const auto& rule : rules) {
    const bool own = rule.id.starts_with("0085/") || rule.id.starts_with("0224/");
    CHECK_FALSE((companions && own));
    companions = companions || !own;
  }
}

TEST_CASE("A person is asked for twelve things at most", "[guided]") {
  std::size_t prompts = 0;
  for (const auto& scenario : data().scenarios) {
    if (target::is_guided(scenario)) prompts += target::prompts_of(scenario);
  }
  CHECK(prompts == 12);
}

}  // namespace conformance::run::test

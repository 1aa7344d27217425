// SPDX-License-Identifier: MIT
#include "faults/faults.hpp"

#include <catch2/catch.hpp>

namespace conformance::faults {

namespace {

const std::set<std::string> rules = {"0085/5.3/no-repeat", "0085/5.3/composing-once"};

const std::string two = R"({"faults":[
  {"name":"composing-repeated","side":"client","does":"Sends composing again.",
   "trips":{"1.2":["0085/5.3/composing-once","0085/5.3/no-repeat"],"2.1":["0085/5.3/no-repeat"]},"exit":1},
  {"name":"late","side":"both","does":"Is slow.","legal":true,"trips":{"2.1":[]},"exit":0,"exit_strict":3}]})";

}  // namespace

TEST_CASE("A list of faults says what each does and trips", "[faults]") {
  const auto list = FaultList::load(two, rules);
  REQUIRE(list.has_value());
  REQUIRE(list->all().size() == 2);
  const auto* repeated = list->find("composing-repeated");
  REQUIRE(repeated != nullptr);
  CHECK(repeated->side == "client");
  CHECK(repeated->does == "Sends composing again.");
  CHECK_FALSE(repeated->legal);
  CHECK(repeated->trips.at("1.2") == rules);
  CHECK(repeated->trips.at("2.1") == std::set<std::string>{"0085/5.3/no-repeat"});
  CHECK(repeated->exit == 1);
  CHECK(repeated->exit_strict == 1);
  CHECK(list->find("late")->legal);
  CHECK(list->find("late")->exit == 0);
  CHECK(list->find("late")->exit_strict == 3);
  CHECK(list->find("composing") == nullptr);
  CHECK(list->find("") == nullptr);
  CHECK(FaultList::load(R"({"faults":[]})", rules)->all().empty());
}

TEST_CASE("A list of faults that is wrong is refused with its place", "[faults]") {
  struct Row {
    const char* text;
    const char* place;
    const char* words;
  };
  const auto row = GENERATE(values<Row>({
      {"", "faults.json", "unexpected end of input"},
      {"{}", "faults.json", "key 'faults' not found"},
      {R"({"faults":[{}]})", "faults.json: /faults/0", "key 'name' not found"},
      {R"({"faults":[{"name":"a","side":"client","does":"b","trips":{},"exit":0},{"name":"b","side":"client","does":"b","trips":{}}]})",
       "faults.json: /faults/1", "key 'exit' not found"},
      {R"({"faults":[{"name":1,"side":"client","does":"b","trips":{},"exit":0}]})", "faults.json: /faults/0",
       "must be string"},
      {R"({"faults":[{"name":"a","side":"client","does":"b","trips":{"2.1":["0085/9/x"]},"exit":0}]})",
       "faults.json: /faults/0", "\"0085/9/x\" is not a rule of the catalogue"},
      {R"({"faults":[{"name":"a","side":"client","does":"b","trips":{},"exit":0},{"name":"a","side":"client","does":"b","trips":{},"exit":0}]})",
       "faults.json: /faults/1", "\"a\" is there twice"},
      {R"({"faults":[{"name":"a+b","side":"client","does":"b","trips":{},"exit":0}]})", "faults.json: /faults/0",
       "\"a+b\" is not a name"},
      {R"({"faults":[{"name":"","side":"client","does":"b","trips":{},"exit":0}]})", "faults.json: /faults/0",
       "\"\" is not a name"},
  }));
  INFO(row.text);
  const auto list = FaultList::load(row.text, rules);
  REQUIRE(list.has_error());
  CHECK(list.error().place == row.place);
  CHECK(list.error().reason.find(row.words) != std::string::npos);
}

TEST_CASE("A run has the faults that were named, combined by a plus", "[faults]") {
  const auto list = FaultList::load(two, rules).value();
  const auto one = FaultSet::parse("late", list).value();
  CHECK(one.has("late"));
  CHECK_FALSE(one.has("composing-repeated"));
  CHECK_FALSE(one.empty());
  const auto both = FaultSet::parse("composing-repeated+late", list).value();
  CHECK(both.names() == std::set<std::string, std::less<>>{"composing-repeated", "late"});
  CHECK(FaultSet::parse("late+late", list)->names().size() == 1);
  CHECK(FaultSet().empty());
  CHECK_FALSE(FaultSet().has("late"));
}

TEST_CASE("A fault that is not in the list is refused with what was meant", "[faults]") {
  const auto list = FaultList::load(two, rules).value();
  CHECK(FaultSet::parse("composing-repaeted", list).error().message() ==
        "\"composing-repaeted\" is not a fault, did you mean \"composing-repeated\"? (conformance list faults)");
  CHECK(FaultSet::parse("late+thunder", list).error().message() ==
        "\"thunder\" is not a fault (conformance list faults)");
  const std::string text = GENERATE(as<std::string>{}, "", "+", "late+", "+late", "late++late", "late late", "LATE+");
  CHECK(FaultSet::parse(text, list).has_error());
}

}  // namespace conformance::faults

// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "reports/sample_report.hpp"
#include "reports/writers.hpp"

namespace conformance::reports {

namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> keys(const Json& json) {
  std::vector<std::string> names;
  for (const auto& [key, value] : json.items()) names.push_back(key);
  return names;
}

std::string written(const Report& report, Traces traces = Traces::of_findings) {
  return to_json(report, sample::catalogue(), traces);
}

// The trace of the failing sample, with a passing scenario and what belongs to none around it.
Report with_more_events() {
  auto report = sample::failing();
  auto& events = report.plays.front().trace.events;
  events.push_back(sample::event(3, trace::NoteEvent{"passing"}));
  events.back().scn = "client/0085/5.1/asks";
  events.push_back(sample::event(4, trace::NoteEvent{"nobody's"}));
  events.back().scn.reset();
  events.push_back(sample::event(5, trace::NoteEvent{"nobody's, but named"}));
  events.back().scn.reset();
  report.plays.front().results.back().findings.front().evidence = {5, 0};
  report.plays.front().results.front().findings.front().scenario = "client/0085/5.1/asks";
  return report;
}

std::vector<int> event_numbers(const std::string& text) {
  std::vector<int> numbers;
  const auto json = Json::parse(text);
  for (const auto& event : json["traces"]["client-0085@2.1"]["events"]) numbers.push_back(event["n"]);
  return numbers;
}

}  // namespace

TEST_CASE("The JSON report has its keys in a fixed order", "[reports]") {
  auto report = sample::failing();
  report.error = "the stream was lost";
  const auto json = Json::parse(written(report));
  CHECK(keys(json) == std::vector<std::string>{"format", "tool", "target", "seed", "profile", "strict", "fault",
                                               "exit_code", "error", "warnings", "specifications", "plays", "traces",
                                               "environment"});
  const auto& play = json["plays"][0];
  CHECK(keys(play) == std::vector<std::string>{"name", "role", "versions", "iut", "counters", "results"});
  CHECK(keys(play["results"][2]) == std::vector<std::string>{"role", "version", "rule", "title", "required", "level",
                                                             "rule_version", "verdict", "reason", "deciding", "bounded",
                                                             "flags", "link", "evidence"});
  CHECK(keys(play["results"][2]["evidence"][0]) == std::vector<std::string>{"scenario", "verdict", "reason", "expected",
                                                                            "actual", "events", "flags", "incidental"});
}

TEST_CASE("The JSON report tells each result with its evidence and its link", "[reports]") {
  const auto result = Json::parse(written(sample::failing()))["plays"][0]["results"][2];
  CHECK(result["rule"] == "0085/5.6/one-state");
  CHECK(result["level"] == "MUST NOT");
  CHECK(result["verdict"] == "fail");
  CHECK(result["deciding"] == true);
  CHECK(result["link"] == "https://xmpp.org/extensions/xep-0085.html#bizrules-syntax");
  CHECK(result["evidence"][0]["events"] == Json::array({2}));
}

TEST_CASE("The JSON report counts every verdict, also those that nothing got", "[reports]") {
  const auto counters = Json::parse(written(sample::failing()))["plays"][0]["counters"];
  const Json deciding = {{"pass", 1},  {"fail", 1},           {"inconclusive", 0},
                         {"error", 0}, {"not applicable", 0}, {"none", 0}};
  const Json other = {{"pass", 0}, {"fail", 0}, {"inconclusive", 0}, {"error", 0}, {"not applicable", 0}, {"none", 1}};
  CHECK(counters["deciding"] == deciding);
  CHECK(counters["other"] == other);
}

TEST_CASE("Equal reports give equal JSON, and another environment changes that alone", "[reports]") {
  const auto text = written(sample::failing());
  CHECK(text == written(sample::failing()));
  CHECK(text.back() == '\n');

  auto later = sample::failing();
  later.environment = {{"began", "2024-02-01T12:00:00Z"}, {"port", "5223"}};
  const auto other = written(later);
  CHECK(other != text);
  CHECK(other.substr(0, other.find("\"environment\"")) == text.substr(0, text.find("\"environment\"")));
  CHECK(Json::parse(other)["environment"]["port"] == "5223");
}

TEST_CASE("Traces hold the scenarios that did not pass and what findings name", "[reports]") {
  CHECK(event_numbers(written(with_more_events())) == std::vector<int>{1, 2, 5});
}

TEST_CASE("Traces hold every event where all are asked for", "[reports]") {
  CHECK(event_numbers(written(with_more_events(), Traces::all)) == std::vector<int>{1, 2, 3, 4, 5});
}

TEST_CASE("Every event of a JSON report stands in one line", "[reports]") {
  CHECK(written(sample::failing()).find("\n        {\"n\":2,\"t\":1500,") != std::string::npos);
}

TEST_CASE("An empty report is valid JSON, too", "[reports]") {
  const auto json = Json::parse(to_json({}, *rules::Catalogue::load({}), Traces::all));
  CHECK(json["plays"] == Json::array());
  CHECK(json["environment"] == Json::object());
}

}  // namespace conformance::reports

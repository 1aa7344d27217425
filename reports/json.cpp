// SPDX-License-Identifier: MIT
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "reports/counters.hpp"
#include "reports/json_layout.hpp"
#include "reports/writers.hpp"
#include "rules/timings.hpp"
#include "trace/json.hpp"

namespace conformance::reports {

namespace {

using Json = nlohmann::ordered_json;
using rules::Verdict;

std::string name_of(Verdict verdict) {
  return verdict == Verdict::none ? "none" : std::string(rules::to_string(verdict));
}

Json specifications(const rules::Catalogue& catalogue) {
  Json list = Json::array();
  for (const auto& specification : catalogue.specifications()) {
    Json versions = Json::object();
    for (const auto& [version, url] : specification.versions) versions[version] = url;
    list.push_back({{"id", specification.id}, {"title", specification.title}, {"versions", std::move(versions)}});
  }
  return list;
}

Json finding_json(const rules::Finding& finding) {
  Json json;
  json["scenario"] = finding.scenario ? Json(*finding.scenario) : Json(nullptr);
  json["verdict"] = name_of(finding.verdict);
  json["reason"] = finding.reason;
  if (!finding.expected.empty()) json["expected"] = finding.expected;
  if (!finding.actual.empty()) json["actual"] = finding.actual;
  json["events"] = Json::array();
  for (const auto number : finding.evidence) {
    if (number > 0) json["events"].push_back(number);
  }
  json["flags"] = finding.flags;
  if (!finding.grades.empty()) json["grades"] = finding.grades;
  json["incidental"] = finding.incidental;
  return json;
}

Json expectation_json(const rules::RuleResult& result) {
  const auto& entry = *result.expectation;
  Json json = {
      {"became", rules::to_string(result.announced)}, {"verdict", name_of(entry.verdict)}, {"reason", entry.reason}};
  if (!entry.link.empty()) json["link"] = entry.link;
  if (!entry.until.empty()) json["until"] = entry.until;
  return json;
}

Json result_json(const rules::RuleResult& result, const rules::Catalogue& catalogue) {
  const auto* rule = catalogue.find(result.rule);
  Json json;
  json["role"] = result.role;
  json["version"] = result.version;
  json["rule"] = result.rule;
  if (rule != nullptr) json["title"] = rule->title;
  if (rule != nullptr) json["required"] = rule->sentence;
  json["level"] = rules::to_string(result.level);
  json["rule_version"] = result.rule_version;
  json["verdict"] = name_of(result.verdict);
  json["reason"] = result.reason;
  json["deciding"] = result.deciding;
  json["bounded"] = result.bounded;
  json["flags"] = result.flags;
  if (result.newer) json["newer"] = true;
  if (result.expectation) json["expectation"] = expectation_json(result);
  if (!result.grades.empty()) json["grades"] = result.grades;
  if (rule != nullptr) json["link"] = catalogue.link(*rule, result.rule_version);
  json["evidence"] = Json::array();
  for (const auto& finding : result.findings) json["evidence"].push_back(finding_json(finding));
  return json;
}

Json counters_json(const Play& play) {
  Counters counters;
  counters.add(play.results);
  Json json;
  for (const auto verdict : all_verdicts) json["deciding"][name_of(verdict)] = counters.deciding(verdict);
  for (const auto verdict : all_verdicts) json["other"][name_of(verdict)] = counters.other(verdict);
  return json;
}

// In milliseconds.
Json timings_json(const Play& play) {
  Json list = Json::array();
  for (const auto& timing : rules::measured_timings(play.trace)) {
    Json suggested = Json::object();
    for (const auto& [version, time] : timing.suggested) suggested[version] = time.count();
    list.push_back({{"state", timing.state},
                    {"count", timing.count},
                    {"shortest", timing.shortest.count()},
                    {"longest", timing.longest.count()},
                    {"suggested", std::move(suggested)}});
  }
  return list;
}

Json play_json(const Play& play, const rules::Catalogue& catalogue) {
  Json json;
  json["name"] = play.name;
  json["role"] = play.trace.header.role;
  json["versions"] = Json::object();
  for (const auto& [specification, version] : play.trace.header.versions) json["versions"][specification] = version;
  json["iut"] = play.trace.header.iut;
  json["counters"] = counters_json(play);
  json["results"] = Json::array();
  for (const auto& result : play.results) json["results"].push_back(result_json(result, catalogue));
  if (auto timings = timings_json(play); !timings.empty()) json["timings"] = std::move(timings);
  return json;
}

// What a reader of the findings wants to look up.
class Wanted {
 public:
  explicit Wanted(const Play& play) {
    for (const auto& result : play.results) {
      for (const auto& finding : result.findings) {
        if (finding.verdict == Verdict::pass) continue;
        if (finding.scenario) scenarios_.insert(*finding.scenario);
        events_.insert(finding.evidence.begin(), finding.evidence.end());
      }
    }
  }
  [[nodiscard]] bool has(const trace::Event& event) const {
    return events_.contains(event.n) || (event.scn && scenarios_.contains(*event.scn));
  }

 private:
  std::set<std::string> scenarios_;
  std::set<std::uint64_t> events_;
};

Json trace_json(const Play& play, Traces traces) {
  const Wanted wanted(play);
  Json events = Json::array();
  for (const auto& event : play.trace.events) {
    if (traces == Traces::all || wanted.has(event)) events.push_back(trace::to_json(event));
  }
  return {{"header", trace::to_json(play.trace.header)}, {"events", std::move(events)}};
}

}  // namespace

std::string to_json(const Report& report, const rules::Catalogue& catalogue, Traces traces) {
  Json json;
  json["format"] = 1;
  json["tool"] = {{"name", "conformance"}, {"version", report.tool_version}};
  json["target"] = report.target;
  json["seed"] = report.seed;
  json["profile"] = report.profile;
  json["strict"] = report.strict;
  if (!report.rules_as_of.empty()) json["rules_as_of"] = report.rules_as_of;
  if (report.owed > 0) json["owed"] = report.owed;
  if (!report.fault.empty()) json["fault"] = report.fault;
  if (report.insecure) json["insecure"] = true;
  json["exit_code"] = report.exit_code;
  if (!report.error.empty()) json["error"] = report.error;
  json["warnings"] = report.warnings;
  json["specifications"] = specifications(catalogue);
  json["plays"] = Json::array();
  for (const auto& play : report.plays) json["plays"].push_back(play_json(play, catalogue));
  json["traces"] = Json::object();
  for (const auto& play : report.plays) json["traces"][play.name] = trace_json(play, traces);
  json["environment"] = Json::object();
  for (const auto& [name, value] : report.environment) json["environment"][name] = value;
  return laid_out(json);
}

}  // namespace conformance::reports

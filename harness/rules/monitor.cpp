// SPDX-License-Identifier: MIT
#include "rules/monitor.hpp"

namespace conformance::rules {

void Sink::fail(const ScenarioId& scenario, std::vector<std::uint64_t> evidence, std::string expected,
                std::string actual) {
  auto& ruling = rulings_[scenario];
  if (ruling.failure) return;
  Finding finding;
  finding.expected = std::move(expected);
  finding.actual = std::move(actual);
  finding.evidence = std::move(evidence);
  ruling.failure = std::move(finding);
}

void Sink::opportunity(const ScenarioId& scenario, std::uint64_t event) {
  auto& ruling = rulings_[scenario];
  if (!ruling.opportunity) ruling.opportunity = event;
}

void Sink::inconclusive(const ScenarioId& scenario, std::uint64_t event, std::string reason) {
  auto& ruling = rulings_[scenario];
  if (ruling.inconclusive) return;
  Finding finding;
  finding.reason = std::move(reason);
  finding.evidence = {event};
  ruling.inconclusive = std::move(finding);
}

void Sink::not_applicable(const ScenarioId& scenario, std::uint64_t event, std::string reason) {
  auto& ruling = rulings_[scenario];
  if (ruling.not_applicable) return;
  Finding finding;
  finding.reason = std::move(reason);
  finding.evidence = {event};
  ruling.not_applicable = std::move(finding);
}

void Sink::flag(const ScenarioId& scenario, std::string name) { rulings_[scenario].flags.insert(std::move(name)); }

void Sink::graded_flag(const ScenarioId& scenario, const std::string& name, const std::string& grade) {
  auto& ruling = rulings_[scenario];
  ruling.flags.insert(name);
  if (!grade.empty()) ruling.grades[name] = grade;
}

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::fail:
      return "fail";
    case Verdict::inconclusive:
      return "inconclusive";
    case Verdict::error:
      return "error";
    case Verdict::not_applicable:
      return "not applicable";
    case Verdict::none:
      break;
  }
  return "not judged";
}

}  // namespace conformance::rules

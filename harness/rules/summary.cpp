// SPDX-License-Identifier: MIT
#include "rules/summary.hpp"

#include <algorithm>
#include <array>

#include "rules/judge.hpp"

namespace conformance::rules {

namespace {

// The order in which one finding outweighs another.
constexpr std::array<Verdict, 5> weight = {Verdict::fail, Verdict::error, Verdict::inconclusive, Verdict::pass,
                                           Verdict::not_applicable};

std::size_t rank(Verdict verdict) {
  return static_cast<std::size_t>(std::find(weight.begin(), weight.end(), verdict) - weight.begin());
}

std::string why_not_judged(const Rule& rule, bool selected, const std::set<std::string>& judged) {
  if (!selected) return "not selected";
  if (!rule.testable) return "cannot be tested: " + rule.unseen;
  if (rule.found_by.empty()) return "decided by another rule: " + rule.unseen;
  if (judged.contains(rule.id)) return "no scenario that was played judges it";
  return "no scenario yet";
}

}  // namespace

std::string play_version(const trace::Header& header) { return "0085@" + header.version_of("0085"); }

std::vector<RuleResult> summarize(const trace::Header& header, const std::vector<Finding>& findings,
                                  const Catalogue& catalogue, const SummaryOptions& options) {
  std::set<std::string> judged;
  for (auto& id : judged_rules(header.role)) judged.insert(std::move(id));
  std::vector<RuleResult> results;
  for (const auto& rule : catalogue.rules()) {
    const auto version = catalogue.version_for(rule, header.versions);
    const auto* in_version = rule.in_version(version);
    if (in_version == nullptr || !rule.on_side(header.role)) continue;
    RuleResult result{rule.id, header.role, play_version(header), version, in_version->level};
    const bool selected = options.selected(rule.id);
    result.newer = !options.rules_as_of.empty() && is_newer(rule.since, options.rules_as_of);
    const bool decisive = !result.newer && decides(in_version->level, options.strict);
    result.deciding = selected && decisive;
    for (const auto& finding : findings) {
      if (finding.rule != rule.id) continue;
      // What was not selected is owed by nobody, but a violation seen by the way is told.
      if (!selected && finding.verdict != Verdict::fail) continue;
      result.findings.push_back(finding);
      if (!selected) result.findings.back().incidental = true;
      result.flags.insert(finding.flags.begin(), finding.flags.end());
      result.grades.insert(finding.grades.begin(), finding.grades.end());
    }
    std::stable_sort(result.findings.begin(), result.findings.end(),
                     [](const Finding& a, const Finding& b) { return rank(a.verdict) < rank(b.verdict); });
    if (result.findings.empty()) {
      result.reason = why_not_judged(rule, selected, judged);
    } else {
      result.verdict = result.findings.front().verdict;
      result.reason = result.findings.front().reason;
      result.bounded = result.verdict == Verdict::inconclusive &&
                       std::all_of(result.findings.begin(), result.findings.end(), [](const Finding& finding) {
                         return finding.verdict != Verdict::inconclusive || finding.flags.contains("bounded");
                       });
      if (result.verdict == Verdict::fail) result.deciding = decisive;
    }
    results.push_back(std::move(result));
  }
  return results;
}

std::string_view to_string(Announced announced) {
  switch (announced) {
    case Announced::met:
      return "met";
    case Announced::passed:
      return "passed";
    case Announced::ran_out:
      return "ran out";
    case Announced::none:
      break;
  }
  return "none";
}

ExitCode exit_code(const std::vector<RuleResult>& results) {
  const auto any = [&](auto holds) { return std::any_of(results.begin(), results.end(), holds); };
  if (any([](const RuleResult& r) { return r.announced == Announced::passed || r.announced == Announced::ran_out; })) {
    return ExitCode::failed;
  }
  const auto decides_as = [](const RuleResult& r, Verdict verdict) {
    return r.deciding && r.verdict == verdict && r.announced != Announced::met;
  };
  if (any([&](const RuleResult& r) { return decides_as(r, Verdict::fail); })) return ExitCode::failed;
  if (any([](const RuleResult& r) { return r.verdict == Verdict::error; })) return ExitCode::error;
  if (any([&](const RuleResult& r) { return decides_as(r, Verdict::inconclusive) && !r.bounded; })) {
    return ExitCode::inconclusive;
  }
  return ExitCode::ok;
}

std::size_t judged_and_deciding(const std::vector<RuleResult>& results) {
  return static_cast<std::size_t>(std::count_if(results.begin(), results.end(), [](const RuleResult& r) {
    return r.deciding && (r.verdict == Verdict::pass || r.verdict == Verdict::fail);
  }));
}

}  // namespace conformance::rules

// SPDX-License-Identifier: MIT
#include "reports/failures.hpp"

#include <algorithm>

namespace conformance::reports {

namespace {

using rules::Level;
using rules::RuleResult;
using rules::Verdict;

const rules::Finding no_finding;

// How near the top a failure stands.
int rank(const RuleResult& result) {
  if (!result.deciding || result.announced == rules::Announced::met) return 2;
  return result.level == Level::must || result.level == Level::must_not ? 0 : 1;
}

// A row is never without a finding here: one that has none of its own gets an empty one.
template <class Use>
void each_of_verdict(const Play& play, const RuleResult& result, Use use) {
  bool any = false;
  for (const auto& finding : result.findings) {
    if (finding.verdict != result.verdict) continue;
    use(Seen{&play, &result, &finding});
    any = true;
  }
  if (!any) use(Seen{&play, &result, &no_finding});
}

void collect(const Report& report, Verdict verdict, std::vector<Obstacle>& obstacles) {
  for (const auto& play : report.plays) {
    for (const auto& result : play.results) {
      if (result.verdict != verdict) continue;
      if (verdict == Verdict::inconclusive && (!result.deciding || result.bounded)) continue;
      if (result.announced == rules::Announced::met) continue;
      const auto same = [&](const Obstacle& o) { return o.verdict == verdict && o.reason == result.reason; };
      auto found = std::find_if(obstacles.begin(), obstacles.end(), same);
      if (found == obstacles.end()) found = obstacles.insert(found, {verdict, result.reason, {}});
      each_of_verdict(play, result, [&](const Seen& seen) { found->seen.push_back(seen); });
    }
  }
}

}  // namespace

std::vector<Failure> failures_of(const Report& report) {
  std::vector<Failure> failures;
  for (const auto& play : report.plays) {
    for (const auto& result : play.results) {
      if (result.verdict != Verdict::fail) continue;
      const auto same = [&](const Failure& failure) { return failure.front().result->rule == result.rule; };
      auto found = std::find_if(failures.begin(), failures.end(), same);
      if (found == failures.end()) found = failures.insert(found, Failure{});
      each_of_verdict(play, result, [&](const Seen& seen) { found->push_back(seen); });
    }
  }
  for (auto& failure : failures) {
    std::stable_sort(failure.begin(), failure.end(),
                     [](const Seen& a, const Seen& b) { return rank(*a.result) < rank(*b.result); });
  }
  std::stable_sort(failures.begin(), failures.end(), [](const Failure& a, const Failure& b) {
    return rank(*a.front().result) < rank(*b.front().result);
  });
  return failures;
}

bool breaks_expectation(const rules::RuleResult& result) {
  return result.announced == rules::Announced::passed || result.announced == rules::Announced::ran_out;
}

std::string announcement_of(const rules::RuleResult& result) {
  if (!result.expectation) return "";
  const auto& entry = *result.expectation;
  const auto verdict = std::string(rules::to_string(entry.verdict));
  auto why = entry.reason;
  if (!entry.link.empty()) why += " (" + entry.link + ")";
  switch (result.announced) {
    case rules::Announced::met:
      return verdict + " as expected" + (entry.until.empty() ? "" : " until " + entry.until) + ": " + why;
    case rules::Announced::passed:
      return "it was expected to fail, and passed: take it out of the expectations, or --update-expect; it was "
             "known: " +
             why;
    case rules::Announced::ran_out:
      return verdict + " was expected until " + entry.until + ", which is over: " + why;
    case rules::Announced::none:
      break;
  }
  return "";
}

std::vector<Obstacle> obstacles_of(const Report& report) {
  std::vector<Obstacle> obstacles;
  collect(report, Verdict::error, obstacles);
  collect(report, Verdict::inconclusive, obstacles);
  return obstacles;
}

const trace::Event* event_of(const Play& play, std::uint64_t number) {
  // Numbers rise (trace::parse_json_lines sees to it, and the recorder counts).
  const auto& events = play.trace.events;
  const auto found = std::lower_bound(events.begin(), events.end(), number,
                                      [](const trace::Event& event, std::uint64_t n) { return event.n < n; });
  return found == events.end() || found->n != number ? nullptr : &*found;
}

}  // namespace conformance::reports

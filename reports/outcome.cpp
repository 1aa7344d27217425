// SPDX-License-Identifier: MIT
#include "reports/outcome.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/counters.hpp"
#include "reports/escape.hpp"

namespace conformance::reports {

namespace {

using rules::ExitCode;
using rules::RuleResult;
using rules::Verdict;

// Leaves room for the exit code in the line.
constexpr std::size_t error_bytes_max = 1'000;

std::string rules_in_words(std::size_t number, const char* kind) {
  return fmt::format("{} {}rule{}", number, kind, number == 1 ? "" : "s");
}

bool any(const Report& report, bool (*holds)(const RuleResult&)) {
  return std::any_of(report.plays.begin(), report.plays.end(),
                     [&](const Play& play) { return std::any_of(play.results.begin(), play.results.end(), holds); });
}

std::size_t number_of(const Report& report, bool (*holds)(const RuleResult&)) {
  std::size_t number = 0;
  for (const auto& play : report.plays) {
    number += static_cast<std::size_t>(std::count_if(play.results.begin(), play.results.end(), holds));
  }
  return number;
}

bool decides_by_failing(const RuleResult& result) {
  return result.deciding && result.verdict == Verdict::fail && result.announced != rules::Announced::met;
}

bool breaks_must(const RuleResult& result) {
  return result.verdict == Verdict::fail && result.announced != rules::Announced::met &&
         (result.level == rules::Level::must || result.level == rules::Level::must_not);
}

std::string first_error(const Report& report) {
  for (const auto& play : report.plays) {
    for (const auto& result : play.results) {
      if (result.verdict == Verdict::error) return cut(result.reason, error_bytes_max);
    }
  }
  return "the run could not be made";
}

// What else the reader of the one line should know.
std::string besides(const Counters& counters, std::initializer_list<Verdict> told) {
  std::string text;
  const auto tell = [&](Verdict verdict, const char* what) {
    const auto number = counters.deciding(verdict);
    if (number > 0 && std::find(told.begin(), told.end(), verdict) == told.end()) {
      text += fmt::format(", {} {}", number, what);
    }
  };
  tell(Verdict::pass, "passed");
  tell(Verdict::inconclusive, "inconclusive");
  tell(Verdict::error, "in error");
  return text;
}

bool nothing_judged(const Counters& counters) {
  return std::all_of(all_verdicts.begin(), all_verdicts.end(),
                     [&](Verdict verdict) { return verdict == Verdict::none || counters.both(verdict) == 0; });
}

Outcome made(const Counters& counters) {
  const auto passed = counters.deciding(Verdict::pass);
  const auto failed = counters.deciding(Verdict::fail);
  if (nothing_judged(counters)) return {"NOTHING JUDGED", "no rule got a verdict"};
  if (failed > 0) {
    // Exit code 0 in spite of failures: they were announced with --expect.
    return {"KNOWN FAILURES",
            rules_in_words(failed, "deciding ") + " failed as expected" + besides(counters, {Verdict::fail})};
  }
  if (passed == 0) return {"NOTHING DECIDED", "no deciding rule passed or failed" + besides(counters, {})};
  return {"PASS", rules_in_words(passed, "deciding ") + " passed" + besides(counters, {Verdict::pass})};
}

Outcome failed(const Report& report, const Counters& counters) {
  std::string text;
  const auto tell = [&](const std::string& what) { text += (text.empty() ? "" : ", ") + what; };
  if (const auto number = number_of(report, decides_by_failing); number > 0) {
    tell(rules_in_words(number, "deciding ") + " failed");
  }
  const auto passed = number_of(report, [](const RuleResult& r) { return r.announced == rules::Announced::passed; });
  if (passed > 0) tell(fmt::format("{} expected to fail passed", rules_in_words(passed, "")));
  const auto over = number_of(report, [](const RuleResult& r) { return r.announced == rules::Announced::ran_out; });
  if (over > 0) tell(fmt::format("{} ran out", over == 1 ? "1 expectation" : fmt::format("{} expectations", over)));
  if (!text.empty()) return {"FAIL", text + besides(counters, {Verdict::fail})};
  if (!report.error.empty()) return {"FAIL", cut(report.error, error_bytes_max), false, true};
  return {"FAIL", "what was expected with --expect did not come about" + besides(counters, {})};
}

Outcome inconclusive(const Report& report, const Counters& counters) {
  const auto number = number_of(report, [](const RuleResult& r) {
    return r.deciding && r.verdict == Verdict::inconclusive && r.announced != rules::Announced::met;
  });
  const auto judged = counters.deciding(Verdict::pass) + counters.deciding(Verdict::fail);
  if (judged < report.owed) {
    return {"INCONCLUSIVE", fmt::format("{} judged, {} are owed", rules_in_words(judged, "deciding "), report.owed) +
                                besides(counters, {Verdict::pass})};
  }
  if (nothing_judged(counters)) return {"INCONCLUSIVE", "no rule got a verdict"};
  if (number == 0) return {"INCONCLUSIVE", "fewer rules were judged than asked for" + besides(counters, {})};
  return {"INCONCLUSIVE",
          rules_in_words(number, "deciding ") + " could not be decided" + besides(counters, {Verdict::inconclusive})};
}

}  // namespace

Outcome outcome_of(const Report& report) {
  const auto counters = count(report);
  const auto is = [&](ExitCode code) { return report.exit_code == static_cast<int>(code); };
  const auto error = cut(report.error, error_bytes_max);
  Outcome outcome;
  if (is(ExitCode::failed)) {
    outcome = failed(report, counters);
  } else if (is(ExitCode::usage)) {
    outcome = {"USAGE", error.empty() ? "nothing was run" : error, false, true};
  } else if (is(ExitCode::inconclusive)) {
    outcome = inconclusive(report, counters);
  } else if (is(ExitCode::ok) && report.error.empty()) {
    outcome = made(counters);
  } else {
    outcome = {"ERROR", error.empty() ? first_error(report) : error, false, true};
  }
  if (report.plays.size() > 1 && !outcome.tells_error) {
    outcome.sentence += fmt::format(" in {} plays", report.plays.size());
  }
  outcome.sentence += fmt::format(" (exit {})", report.exit_code);
  outcome.must_broken = any(report, breaks_must);
  return outcome;
}

}  // namespace conformance::reports

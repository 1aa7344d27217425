// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "reports/console_parts.hpp"
#include "reports/escape.hpp"
#include "reports/flags.hpp"
#include "reports/outcome.hpp"
#include "reports/writers.hpp"

namespace conformance::reports {

namespace {

using rules::RuleResult;
using rules::Verdict;

constexpr std::size_t columns = 80;

// What a testcase is to those who read the file.
enum class Kind { passed, told, failure, error, skipped };

Kind kind_of(const RuleResult& result) {
  if (breaks_expectation(result)) return Kind::failure;
  if (result.announced == rules::Announced::met) return Kind::skipped;
  switch (result.verdict) {
    case Verdict::pass:
      return Kind::passed;
    case Verdict::fail:
      return result.deciding ? Kind::failure : Kind::told;
    case Verdict::error:
      return Kind::error;
    case Verdict::inconclusive:
      // A build must not be red where the exit code is 0.
      return result.deciding && !result.bounded ? Kind::error : Kind::skipped;
    case Verdict::not_applicable:
    case Verdict::none:
      break;
  }
  return Kind::skipped;
}

// In one line, as a terminal would show it: these files are read in browsers and on consoles.
std::string attribute(std::string_view text) { return for_xml(for_ci_line(for_terminal(cut(text)))); }

// Jenkins takes what stands before the last dot for a package.
std::string class_of(const Play& play) {
  auto name = play.name;
  std::replace(name.begin(), name.end(), '.', '_');
  return "conformance." + name;
}

std::vector<Seen> seen_of(const Play& play, const RuleResult& result) {
  static const rules::Finding nothing;
  std::vector<Seen> seen;
  for (const auto& finding : result.findings) {
    if (finding.verdict == result.verdict) seen.push_back({&play, &result, &finding});
  }
  if (seen.empty()) seen.push_back({&play, &result, &nothing});
  return seen;
}

// The same words as on the console.
std::string text_of(const Play& play, const RuleResult& result, const Report& report,
                    const rules::Catalogue& catalogue) {
  Page page(false, columns);
  if (breaks_expectation(result)) page.paragraph("expected  ", Tone::plain, announcement_of(result));
  if (result.verdict == Verdict::pass) return for_xml(page.take());
  if (result.verdict == Verdict::fail) {
    print_failure(seen_of(play, result), report, catalogue, page);
  } else {
    print_obstacle({result.verdict, result.reason, seen_of(play, result)}, report, page);
  }
  return for_xml(page.take());
}

std::string message_of(const RuleResult& result) {
  if (result.expectation) return attribute(announcement_of(result));
  const auto& findings = result.findings;
  const bool failed = result.verdict == Verdict::fail && !findings.empty() && !findings.front().actual.empty();
  return attribute(failed ? findings.front().actual : result.reason);
}

std::string why_skipped(const RuleResult& result) {
  if (result.expectation) return attribute(announcement_of(result));
  if (result.verdict == Verdict::none) return attribute("not judged: " + result.reason);
  const auto verdict = std::string(rules::to_string(result.verdict));
  return attribute((result.verdict == Verdict::inconclusive ? verdict + ", not deciding: " : verdict + ": ") +
                   result.reason);
}

std::string level_of(const RuleResult& result) { return attribute(std::string(rules::to_string(result.level))); }

std::string content_of(const Play& play, const RuleResult& result, const Report& report,
                       const rules::Catalogue& catalogue) {
  switch (kind_of(result)) {
    case Kind::passed:
      return "";
    case Kind::told:
      return fmt::format("      <system-out>{}</system-out>\n", text_of(play, result, report, catalogue));
    case Kind::failure:
      return fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n", level_of(result),
                         message_of(result), text_of(play, result, report, catalogue));
    case Kind::error:
      return fmt::format("      <error type=\"{}\" message=\"{}\">{}</error>\n", rules::to_string(result.verdict),
                         message_of(result), text_of(play, result, report, catalogue));
    case Kind::skipped:
      break;
  }
  return fmt::format("      <skipped message=\"{}\"/>\n", why_skipped(result));
}

struct Numbers {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;
};

std::string property(std::string_view name, std::string_view value) {
  return fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", attribute(name), attribute(value));
}

std::string properties(const Report& report) {
  auto text = property("outcome", outcome_of(report).word + ": " + outcome_of(report).sentence) +
              property("target", report.target) + property("profile", report.profile) +
              property("seed", std::to_string(report.seed)) + property("strict", report.strict ? "yes" : "no") +
              property("command", report.command + (report.command_tail.empty() ? "" : " " + report.command_tail));
  if (!report.fault.empty()) text += property("fault", report.fault);
  for (const auto& warning : report.warnings) text += property("warning", warning);
  for (const auto& flag : flags_of(report)) {
    std::string rules;
    for (const auto& rule : flag.rules) rules += (rules.empty() ? "" : ", ") + rule;
    text += property("flag " + flag.title(), rules);
  }
  for (const auto& play : report.plays) {
    for (const auto& result : play.results) {
      if (kind_of(result) != Kind::told) continue;
      text += property("failed without deciding",
                       fmt::format("{} ({}) in {}", result.rule, rules::to_string(result.level), play.name));
    }
  }
  return text;
}

// Seconds with three digits: the one number that differs between two equal runs.
std::string seconds(const Report& report) {
  for (const auto& [name, value] : report.environment) {
    if (name != "milliseconds" || value.empty() || value.size() > 9) continue;
    if (value.find_first_not_of("0123456789") != std::string::npos) continue;
    const auto milliseconds = std::stoul(value);
    return fmt::format("{}.{:03}", milliseconds / 1000, milliseconds % 1000);
  }
  return "0.000";
}

// Why the run could not be made is an error of its own, or a file without failures would read as a success.
std::string run_case(const Report& report) {
  return fmt::format(
      "    <testcase classname=\"conformance\" name=\"run\" time=\"0\">\n"
      "      <error type=\"error\" message=\"{}\">{}</error>\n    </testcase>\n",
      attribute(report.error), attribute(report.error));
}

std::string in_lines(const std::string& text) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto end = std::min(text.find('\n', at), text.size());
    out += for_ci_line(std::string_view(text).substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return out;
}

}  // namespace

std::string to_junit(const Report& report, const rules::Catalogue& catalogue) {
  Numbers numbers;
  std::string cases;
  for (const auto& play : report.plays) {
    for (const auto& result : play.results) {
      const auto kind = kind_of(result);
      ++numbers.tests;
      if (kind == Kind::failure) ++numbers.failures;
      if (kind == Kind::error) ++numbers.errors;
      if (kind == Kind::skipped) ++numbers.skipped;
      cases +=
          fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"0\">\n{}    </testcase>\n",
                      attribute(class_of(play)), attribute(result.rule), content_of(play, result, report, catalogue));
    }
  }
  if (!report.error.empty()) {
    ++numbers.tests;
    ++numbers.errors;
    cases += run_case(report);
  }
  return in_lines(fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuite name=\"conformance {}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{}\">\n"
      "    <properties>\n{}    </properties>\n{}</testsuite>\n",
      attribute(report.target), numbers.tests, numbers.failures, numbers.errors, numbers.skipped, seconds(report),
      properties(report), cases));
}

}  // namespace conformance::reports

// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "reports/console_parts.hpp"
#include "reports/counters.hpp"
#include "reports/escape.hpp"
#include "reports/flags.hpp"
#include "reports/outcome.hpp"
#include "reports/writers.hpp"

namespace conformance::reports {

namespace {

using rules::Verdict;

constexpr std::size_t columns = 80;
/// A summary page of GitHub takes 1 MiB; what is beyond these stands in the JSON report.
constexpr std::size_t failures_max = 50;
constexpr std::size_t obstacles_max = 20;

// Within a fence nothing is mark-up.
std::string fenced(const std::string& text) {
  const auto fence = fence_for(text);
  return fmt::format("{}text\n{}{}\n", fence, text, fence);
}

std::string head(const Report& report) {
  const auto outcome = outcome_of(report);
  auto text = fmt::format("## conformance: {}\n\n{}\n\n", outcome.word, code_span(outcome.sentence));
  text +=
      fmt::format("Target {}, {} profile, seed {}", code_span(report.target), code_span(report.profile), report.seed);
  if (report.strict) text += ", strict";
  if (!report.rules_as_of.empty()) text += ", rules as of " + code_span(report.rules_as_of);
  if (!report.fault.empty()) text += ", fault " + code_span(report.fault);
  text += fmt::format(", version {}.\n", code_span(report.tool_version));
  if (!report.error.empty()) text += fmt::format("\n**Error:** {}\n", code_span(report.error));
  for (const auto& warning : report.warnings) text += fmt::format("\n**Warning:** {}\n", code_span(warning));
  return text;
}

// "11" that decide, "11 + 8" where others have the verdict, too.
std::string number(const Counters& counters, Verdict verdict) {
  const auto deciding = counters.deciding(verdict);
  const auto other = counters.other(verdict);
  if (deciding + other == 0) return "";
  return other == 0 ? std::to_string(deciding) : fmt::format("{} + {}", deciding, other);
}

std::string counters_table(const Report& report) {
  std::string text = "\n| play |";
  std::string rule = "|---|";
  for (const auto verdict : all_verdicts) {
    text += fmt::format(" {} |", rules::to_string(verdict));
    rule += "---:|";
  }
  text += "\n" + rule + "\n";
  for (const auto& play : report.plays) {
    Counters counters;
    counters.add(play.results);
    text += fmt::format("| {} |", code_span(play.name));
    for (const auto verdict : all_verdicts) text += fmt::format(" {} |", number(counters, verdict));
    text += "\n";
  }
  return text + "\nRules that decide, and after the + those that do not.\n";
}

std::string broken_expectations(const Report& report) {
  std::string text;
  for (const auto& play : report.plays) {
    for (const auto& result : play.results) {
      if (!breaks_expectation(result)) continue;
      text += fmt::format("- {} in {}: {}\n", code_span(result.rule), code_span(play.name),
                          code_span(announcement_of(result)));
    }
  }
  return text.empty() ? "" : "\n### Expectations that do not hold\n\n" + text;
}

std::string failures(const Report& report, const rules::Catalogue& catalogue) {
  const auto all = failures_of(report);
  if (all.empty()) return "";
  std::string text = "\n### Failures\n";
  for (std::size_t i = 0; i < all.size() && i < failures_max; ++i) {
    Page page(false, columns);
    print_failure(all[i], report, catalogue, page);
    const auto& result = *all[i].front().result;
    text += fmt::format("\n#### {} ({}{})\n\n{}", code_span(result.rule), rules::to_string(result.level),
                        result.announced == rules::Announced::met ? ", expected"
                        : result.deciding                         ? ""
                                                                  : ", does not decide",
                        fenced(page.take()));
    const auto* rule = catalogue.find(result.rule);
    if (rule == nullptr) continue;
    if (const auto link = catalogue.link(*rule, result.rule_version); !link.empty()) text += "\n<" + link + ">\n";
  }
  if (all.size() > failures_max) text += fmt::format("\n{} more rules failed.\n", all.size() - failures_max);
  return text;
}

std::string obstacles(const Report& report) {
  const auto all = obstacles_of(report);
  if (all.empty()) return "";
  std::string text = "\n### Not decided\n";
  for (std::size_t i = 0; i < all.size() && i < obstacles_max; ++i) {
    Page page(false, columns);
    print_obstacle(all[i], report, page);
    text += "\n" + fenced(page.take());
  }
  if (all.size() > obstacles_max) text += fmt::format("\n{} more reasons.\n", all.size() - obstacles_max);
  return text;
}

// What was seen on the way, of rules that passed as well.
std::string flags(const Report& report) {
  const auto all = flags_of(report);
  if (all.empty()) return "";
  std::string text = "\n### Flags\n\n";
  for (const auto& flag : all) {
    text += fmt::format("- {}:", code_span(flag.title()));
    for (const auto& rule : flag.rules) text += " " + code_span(rule);
    text += "\n";
  }
  return text;
}

std::string_view word(const rules::RuleResult& result) {
  const bool decides = result.deciding && result.announced != rules::Announced::met;
  if (result.verdict == Verdict::fail) return decides ? "**FAIL**" : "fail";
  return result.verdict == Verdict::none ? "" : rules::to_string(result.verdict);
}

std::string rules_table(const Report& report) {
  std::vector<std::string> order;
  std::map<std::string, std::map<std::size_t, const rules::RuleResult*>> rows;
  for (std::size_t play = 0; play < report.plays.size(); ++play) {
    for (const auto& result : report.plays[play].results) {
      if (!rows.contains(result.rule)) order.push_back(result.rule);
      rows[result.rule][play] = &result;
    }
  }
  if (order.empty()) return "";
  std::string text = "\n<details><summary>All rules</summary>\n\n| rule | level |";
  std::string line = "|---|---|";
  for (const auto& play : report.plays) {
    text += fmt::format(" {} |", code_span(play.name));
    line += "---|";
  }
  text += "\n" + line + "\n";
  for (const auto& rule : order) {
    const auto& row = rows.at(rule);
    const bool judged =
        std::any_of(row.begin(), row.end(), [](const auto& entry) { return entry.second->verdict != Verdict::none; });
    if (!judged) continue;
    text += fmt::format("| {} | {} |", code_span(rule), rules::to_string(row.rbegin()->second->level));
    for (std::size_t play = 0; play < report.plays.size(); ++play) {
      const auto found = row.find(play);
      text += fmt::format(" {} |", found == row.end() ? "" : word(*found->second));
    }
    text += "\n";
  }
  return text + "\nAn empty cell: not judged.\n\n</details>\n";
}

}  // namespace

std::string to_markdown(const Report& report, const rules::Catalogue& catalogue) {
  return head(report) + counters_table(report) + broken_expectations(report) + failures(report, catalogue) +
         obstacles(report) + flags(report) + rules_table(report) +
         fmt::format("\nAgain: {}\n",
                     code_span(report.command + (report.command_tail.empty() ? "" : " " + report.command_tail)));
}

}  // namespace conformance::reports

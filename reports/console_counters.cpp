// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "reports/console_parts.hpp"
#include "reports/counters.hpp"
#include "reports/escape.hpp"
#include "reports/flags.hpp"

namespace conformance::reports {

namespace {

using rules::Verdict;

constexpr std::size_t label_columns = 14;
constexpr std::size_t play_columns = 20;
constexpr std::size_t rules_in_a_line_max = 6;

struct Column {
  std::string name;
  Counters counters;
};

// A name in a table, never wider than its column.
std::string heading(const std::string& name) {
  auto shown = for_terminal(cut(name, 2 * play_columns));
  const bool too_wide = display_width(shown) >= play_columns;
  while (display_width(shown) > play_columns - 4 && too_wide) shown.pop_back();
  if (too_wide) shown += "...";
  return std::string(play_columns - display_width(shown), ' ') + shown;
}

void print_table(const std::vector<Column>& columns, Page& page) {
  std::string names(label_columns, ' ');
  std::string kinds(label_columns, ' ');
  for (const auto& column : columns) {
    names += heading(column.name);
    kinds += fmt::format("{:>12}{:>8}", "deciding", "other");
  }
  page.line(names, Tone::bold);
  page.line(kinds);
  for (const auto verdict : all_verdicts) {
    auto row = fmt::format("{:<{}}", rules::to_string(verdict), label_columns);
    for (const auto& column : columns) {
      row += fmt::format("{:>12}{:>8}", column.counters.deciding(verdict), column.counters.other(verdict));
    }
    page.line(row);
  }
  page.blank();
}

void add_once(std::vector<std::string>& list, const std::string& item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

}  // namespace

void print_counters(const Report& report, Page& page) {
  const auto fitting = std::max<std::size_t>(1, (page.columns() - label_columns) / play_columns);
  std::vector<Column> columns;
  for (const auto& play : report.plays) {
    columns.push_back({play.name, {}});
    columns.back().counters.add(play.results);
    if (columns.size() < fitting) continue;
    print_table(columns, page);
    columns.clear();
  }
  if (report.plays.empty()) columns.push_back({"no play", {}});
  if (!columns.empty()) print_table(columns, page);
}

void print_obstacle(const Obstacle& obstacle, const Report& report, Page& page) {
  const bool error = obstacle.verdict == Verdict::error;
  page.paragraph(error ? "ERROR  " : "INCONCLUSIVE  ", error ? Tone::magenta : Tone::yellow, obstacle.reason);
  std::vector<std::string> ids;
  std::vector<std::string> places;
  for (const auto& seen : obstacle.seen) {
    add_once(ids, seen.result->rule);
    add_once(places, seen.finding->scenario.value_or("no scenario") + " in " + seen.play->name);
  }
  page.field(ids.size() == 1 ? "rule" : "rules", few(ids, rules_in_a_line_max));
  page.field("where", few(places, 2));
  page.command_field("again", again(report, obstacle.seen.front()));
}

void print_obstacles(const Report& report, Page& page) {
  constexpr std::size_t shown_max = 8;
  const auto obstacles = obstacles_of(report);
  for (std::size_t i = 0; i < obstacles.size() && i < shown_max; ++i) {
    print_obstacle(obstacles[i], report, page);
    page.blank();
  }
  if (obstacles.size() > shown_max) {
    page.line(fmt::format("... and {} more reasons, all in the JSON report", obstacles.size() - shown_max));
    page.blank();
  }
}

// By rule, in one paragraph: a whole run has many.
bool print_flags(const Report& report, Page& page) {
  constexpr std::size_t shown_max = 16;
  std::map<std::string, std::string> by_rule;
  for (const auto& flag : flags_of(report)) {
    for (const auto& rule : flag.rules) {
      auto& titles = by_rule[rule];
      titles += (titles.empty() ? "" : ", ") + flag.title();
    }
  }
  if (by_rule.empty()) return false;
  std::vector<std::string> shown;
  for (const auto& [rule, titles] : by_rule) shown.push_back(fmt::format("{} ({})", rule, titles));
  page.paragraph("flags       ", Tone::dim, few(shown, shown_max));
  return true;
}

void print_remarks(const Report& report, Page& page) {
  std::vector<std::string> undecided;
  for (const auto& play : report.plays) {
    for (const auto& result : play.results) {
      const bool decides = result.deciding && !result.bounded;
      if (result.verdict == Verdict::inconclusive && !decides) add_once(undecided, result.rule);
    }
  }
  if (!undecided.empty()) {
    page.paragraph(fmt::format("inconclusive, not deciding: {}  ", undecided.size()), Tone::dim,
                   few(undecided, rules_in_a_line_max));
  }
  const auto flagged = print_flags(report, page);
  if (!undecided.empty() || flagged) page.blank();
}

}  // namespace conformance::reports

// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "reports/console_parts.hpp"

namespace conformance::reports {

namespace {

using rules::Verdict;

std::string joined(const std::vector<std::string>& items, const char* between) {
  std::string text;
  for (const auto& item : items) text += (text.empty() ? "" : between) + item;
  return text;
}

}  // namespace

// By the plays in which they passed: rules that passed in the same plays stand together.
void print_passes(const Report& report, Page& page) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<std::string>> plays_of;
  for (const auto& play : report.plays) {
    for (const auto& result : play.results) {
      if (result.verdict != Verdict::pass) continue;
      const auto key = result.role + " " + result.rule;
      if (!plays_of.contains(key)) order.push_back(key);
      plays_of[key].push_back(play.name);
    }
  }
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;
  for (const auto& key : order) {
    const auto plays = joined(plays_of[key], ", ");
    auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return g.first == plays; });
    if (group == groups.end()) group = groups.insert(groups.end(), {plays, {}});
    group->second.push_back(key.substr(key.find(' ') + 1));
  }
  for (const auto& [plays, ids] : groups) {
    page.paragraph("pass        ", Tone::green, joined(ids, "  "));
    page.paragraph("            in ", Tone::dim, plays, Tone::dim);
  }
  if (!groups.empty()) page.blank();
}

// A reason is told once, with the number of rules; the rest of a long one stands in the JSON report.
void print_unjudged(const Report& report, Page& page) {
  std::map<std::string, std::vector<std::string>> reasons;
  for (const auto& play : report.plays) {
    for (const auto& result : play.results) {
      if (result.verdict != Verdict::none) continue;
      auto& ids = reasons[result.reason.substr(0, result.reason.find(':'))];
      if (std::find(ids.begin(), ids.end(), result.rule) == ids.end()) ids.push_back(result.rule);
    }
  }
  if (reasons.empty()) return;
  std::string text;
  for (const auto& [reason, ids] : reasons) {
    text +=
        fmt::format("{}{} {}{}", text.empty() ? "" : ", ", reason, ids.size(), ids.size() == 1 ? " rule" : " rules");
  }
  page.paragraph("not judged  ", Tone::dim, text + " (conformance list rules)", Tone::dim);
  page.blank();
}

}  // namespace conformance::reports

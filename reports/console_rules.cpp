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

// 0085/5.3/no-repeat as 0085/5.3 and no-repeat, in the order in which they come.
std::vector<std::pair<std::string, std::vector<std::string>>> by_section(const std::vector<std::string>& ids) {
  std::vector<std::pair<std::string, std::vector<std::string>>> sections;
  for (const auto& id : ids) {
    const auto slash = id.rfind('/');
    const auto section = id.substr(0, slash);
    if (sections.empty() || sections.back().first != section) sections.push_back({section, {}});
    sections.back().second.push_back(id.substr(slash + 1));
  }
  return sections;
}

// Sections stand together on a line as long as they have room there; a longer one is for itself.
std::vector<std::string> packed(const std::vector<std::pair<std::string, std::vector<std::string>>>& sections) {
  constexpr std::size_t columns = 66;
  std::vector<std::string> lines;
  for (const auto& [section, slugs] : sections) {
    const auto text = section + " " + joined(slugs, ", ");
    if (!lines.empty() && lines.back().size() + 2 + text.size() <= columns) {
      lines.back() += "; " + text;
    } else {
      lines.push_back(text);
    }
  }
  return lines;
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
    const auto lines = packed(by_section(ids));
    const char* lead = "pass        ";
    for (const auto& text : lines) {
      page.paragraph(lead, Tone::green, text);
      lead = "            ";
    }
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

// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "reports/console_parts.hpp"
#include "rules/timings.hpp"

namespace conformance::reports {

namespace {

std::string time_words(Duration time) {
  const auto seconds = std::chrono::round<std::chrono::seconds>(time).count();
  if (seconds >= 3600 && seconds % 3600 == 0) return fmt::format("{} h", seconds / 3600);
  if (seconds >= 60 && seconds % 60 == 0) return fmt::format("{} min", seconds / 60);
  return fmt::format("{} s", seconds);
}

std::string words(const rules::Timing& timing) {
  auto text = timing.state + " after " + time_words(timing.shortest);
  if (time_words(timing.longest) != time_words(timing.shortest)) text += " to " + time_words(timing.longest);
  std::string suggested;
  for (const auto& [version, time] : timing.suggested) {
    suggested += fmt::format("{}{} in {}", suggested.empty() ? "" : ", ", time_words(time), version);
  }
  return text + " (suggested: " + suggested + ")";
}

}  // namespace

void print_timings(const Report& report, Page& page) {
  bool any = false;
  for (const auto& play : report.plays) {
    std::vector<std::string> all;
    for (const auto& timing : rules::measured_timings(play.trace)) all.push_back(words(timing));
    if (all.empty()) continue;
    page.paragraph("timings     ", Tone::bold, play.name + ": " + few(all, all.size()));
    any = true;
  }
  if (any) page.blank();
}

}  // namespace conformance::reports

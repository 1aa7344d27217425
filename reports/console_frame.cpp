// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "reports/console_parts.hpp"
#include "reports/escape.hpp"
#include "reports/outcome.hpp"

namespace conformance::reports {

namespace {

std::string played(const trace::Header& header) {
  auto text = header.role;
  for (const auto& [specification, version] : header.versions) text += fmt::format(" {}@{}", specification, version);
  return text;
}

Tone tone_of(const Outcome& outcome) {
  if (outcome.word == "PASS") return Tone::green;
  if (outcome.word == "FAIL" && outcome.must_broken) return Tone::red;
  return outcome.word == "ERROR" ? Tone::magenta : Tone::yellow;
}

}  // namespace

std::string few(const std::vector<std::string>& items, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < items.size() && i < most; ++i) text += (i == 0 ? "" : ", ") + items[i];
  if (items.size() > most) text += fmt::format(" and {} more", items.size() - most);
  return text;
}

std::string again(const Report& report, const Seen& seen) {
  const auto& command = report.command.empty() ? "conformance" : report.command;
  const auto tail = report.command_tail.empty() ? std::string() : " " + report.command_tail;
  if (!report.command_selects) return command + tail;
  return command + " " + shell_word(seen.finding->scenario.value_or(seen.result->rule)) + tail;
}

void print_head(const Report& report, Page& page) {
  auto text =
      fmt::format("{}: {}, {} profile, seed {}", report.tool_version, report.target, report.profile, report.seed);
  if (report.strict) text += ", strict";
  if (!report.rules_as_of.empty()) text += ", rules as of " + report.rules_as_of;
  if (!report.fault.empty()) text += ", fault " + report.fault;
  page.paragraph("conformance ", Tone::bold, text);
  if (report.insecure) page.paragraph("INSECURE    ", Tone::red, "certificates were not verified");
  std::vector<std::string> plays;
  for (const auto& play : report.plays) plays.push_back(played(play.trace.header));
  page.paragraph("played      ", Tone::bold, plays.empty() ? "nothing" : few(plays, plays.size()));
  page.blank();
}

void print_warnings(const Report& report, Page& page) {
  for (const auto& warning : report.warnings) page.paragraph("WARNING  ", Tone::yellow, warning);
  if (!report.warnings.empty()) page.blank();
}

void print_outcome(const Report& report, Page& page) {
  const auto outcome = outcome_of(report);
  if (!report.error.empty() && !outcome.tells_error) page.paragraph("ERROR: ", Tone::magenta, report.error);
  page.paragraph(outcome.word + ": ", tone_of(outcome), outcome.sentence);
}

}  // namespace conformance::reports

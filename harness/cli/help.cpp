// SPDX-License-Identifier: MIT
#include "cli/help.hpp"

#include <fmt/format.h>

namespace conformance::cli {

namespace {

constexpr std::size_t option_columns = 27;

std::string names_of(const OptionRow& row) {
  std::string text;
  for (const auto& name : row.each_name()) text += (text.empty() ? "" : ", ") + name;
  return row.is_flag() ? text : text + " " + row.value;
}

std::string line(const std::string& left, const char* right) {
  if (left.size() + 2 > option_columns) return fmt::format("  {}\n{:{}}  {}\n", left, "", option_columns, right);
  return fmt::format("  {:<{}}{}\n", left, option_columns, right);
}

std::string options_text(const Command* command) {
  std::string text;
  for (const auto group : {Group::target, Group::accounts, Group::play, Group::reports, Group::other}) {
    std::string lines;
    for (const auto& row : option_table()) {
      if (row.group != group || (command != nullptr && !row.belongs_to(*command))) continue;
      // The short help is of what most people play: options of one other command stand with that.
      if (command == nullptr && !row.belongs_to(Command::run)) continue;
      lines += line(names_of(row), row.does);
    }
    if (!lines.empty()) text += fmt::format("\n{}\n{}", heading_of(group), lines);
  }
  return text;
}

constexpr const char* selection_text =
    "\nSELECTION is a rule or the beginning of its id (0085/5.7), a scenario or a\n"
    "pattern ('client/*/new-*'), or a scenario file (begins with . or /).\n";

constexpr const char* exit_text =
    "\nExit codes: 0 passed, 1 a deciding rule failed, 2 usage, 3 a deciding rule is\n"
    "inconclusive, or fewer were judged than --owed, 4 target or harness error.\n";

}  // namespace

const std::vector<Example>& examples() {
  static const std::vector<Example> all = {
      {"conformance", "the embedded reference: client and server"},
      {"conformance 0085/5.3", "only what judges these rules"},
      {"conformance --fault two-states", "see it fail"},
      {"conformance explain 0085/5.7/new-thread", "what a rule asks for, and how to fix it"},
      {"conformance -o junit:report.xml -o markdown:summary.md", "reports for a build service"},
      {"conformance --target 127.0.0.1 --domain localhost --register --tls off", "a server on this machine"},
  };
  return all;
}

std::string help_text(const Command* command) {
  if (command != nullptr) {
    const auto& row = row_of(*command);
    auto text = fmt::format("usage: conformance {}{}{}\n\n{}\n", row.name, *row.arguments == '\0' ? "" : " ",
                            row.arguments, row.does);
    text += options_text(command);
    return *command == Command::run ? text + selection_text + exit_text : text;
  }
  std::string text =
      "usage: conformance [SELECTION...] [OPTION...]\n"
      "       conformance COMMAND ...\n\n"
      "Plays scripted XMPP peers against an implementation of XEP-0085 (Chat State\n"
      "Notifications) and XEP-0224 (Attention), and judges what it does.\n\nExamples\n";
  for (const auto& example : examples()) text += fmt::format("  {}\n      {}\n", example.command, example.does);
  text += "\nCommands\n";
  for (const auto& row : command_table()) {
    text += line(std::string(row.name) + (*row.arguments == '\0' ? "" : " ") + row.arguments, row.does);
  }
  return text + options_text(nullptr) + selection_text + exit_text;
}

}  // namespace conformance::cli

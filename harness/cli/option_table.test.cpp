// SPDX-License-Identifier: MIT
#include "cli/option_table.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <sstream>

#include "cli/completion.hpp"
#include "cli/help.hpp"

namespace conformance::cli {

namespace {

const Completions words = {{"0085/5.3/composing-once", "client/0085/5.3/long-typing"}, {"two-states"}, {"0085@2.1"}};

}  // namespace

TEST_CASE("No name of an option stands twice for a command, and no command twice", "[cli]") {
  std::set<std::string> commands;
  for (const auto& command : command_table()) {
    CHECK(commands.insert(command.name).second);
    std::set<std::string> names;
    for (const auto& row : option_table()) {
      if (!row.belongs_to(command.command)) continue;
      const auto all = row.each_name();
      for (const auto& name : all) CHECK(names.insert(name).second);
    }
  }
}

TEST_CASE("Help, manual and completions name every option and every command", "[cli]") {
  std::string all_help = help_text(nullptr);
  for (const auto& row : command_table()) all_help += help_text(&row.command);
  const auto manual = manual_page();
  for (const auto& row : option_table()) {
    const auto name = row.name();
    INFO(name);
    CHECK(all_help.find(name) != std::string::npos);
    std::string typed;
    for (const char c : name) typed += c == '-' ? "\\-" : std::string(1, c);
    CHECK(manual.find(typed) != std::string::npos);
    CHECK(completion_script("bash", words).find(name) != std::string::npos);
    CHECK(completion_script("zsh", words).find(name + "[") != std::string::npos);
    CHECK(completion_script("fish", words).find(" -l " + name.substr(2)) != std::string::npos);
  }
  for (const auto& row : command_table()) {
    INFO(row.name);
    CHECK(help_text(nullptr).find(std::string("\n  ") + row.name) != std::string::npos);
    CHECK(manual.find(std::string("\\fB") + row.name + "\\fR") != std::string::npos);
    CHECK(completion_script("fish", words).find(std::string("-a ") + row.name) != std::string::npos);
  }
}

TEST_CASE("Every line of the help fits into 80 columns", "[cli]") {
  std::vector<std::string> texts = {help_text(nullptr)};
  for (const auto& row : command_table()) texts.push_back(help_text(&row.command));
  for (const auto& text : texts) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      INFO(line);
      CHECK(line.size() <= 80);
    }
  }
}

TEST_CASE("No shell but those that are known gets a completion", "[cli]") {
  CHECK(completion_script("tcsh", words).empty());
  CHECK(completion_script("", words).empty());
}

TEST_CASE("The help of a command is of its options alone", "[cli]") {
  const auto list = Command::list;
  CHECK(help_text(&list).find("--json") != std::string::npos);
  CHECK(help_text(&list).find("--target") == std::string::npos);
}

}  // namespace conformance::cli

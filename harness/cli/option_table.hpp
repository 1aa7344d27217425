// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/options.hpp"

/// The command line as data: the parser, the help, the completions and the manual page are made from these two tables.
namespace conformance::cli {

/// What a value is, for those who complete it.
enum class Hint { none, file, folder, fault, spec, format, selection, list_kind };

struct CommandRow {
  Command command = Command::run;
  const char* name = "";
  const char* arguments = "";  ///< "[SELECTION...]"
  const char* does = "";       ///< a line of the help
  Hint hint = Hint::none;      ///< of its arguments
};

/// Under which heading of the help an option stands.
enum class Group { target, accounts, play, reports, other };

/// What not every option has.
struct OptionExtras {
  std::vector<std::string> choices{};  ///< nothing else is taken, where there are any
  Hint hint = Hint::none;              ///< of the value
  bool repeated = false;               ///< can be given more than once
};

struct OptionRow {
  const char* names = "";  ///< "-o,--output"
  const char* value = "";  ///< "FORMAT[:FILE]"; "" for a flag
  const char* does = "";   ///< a line of the help
  Group group = Group::other;
  std::vector<Command> of{};  ///< empty: of every command
  /// Puts a value ("" of a flag) into the options. Errors: the value, with what was expected.
  Result<void> (*set)(Options& options, const std::string& value) = nullptr;
  OptionExtras extras{};

  [[nodiscard]] bool is_flag() const { return *value == '\0'; }
  [[nodiscard]] bool belongs_to(Command command) const;
  /// "-o", "--output".
  [[nodiscard]] std::vector<std::string> each_name() const;
  /// The long name where there is one.
  [[nodiscard]] std::string name() const;
};

const std::vector<CommandRow>& command_table();
const std::vector<OptionRow>& option_table();
const CommandRow& row_of(Command command);
std::string_view heading_of(Group group);

/// What `-o` knows.
const std::vector<std::string>& report_formats();

}  // namespace conformance::cli

// SPDX-License-Identifier: MIT
#include "cli/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/suggest.hpp"
#include "cli/help.hpp"
#include "cli/option_table.hpp"

namespace conformance::cli {

namespace {

constexpr int usage_error = 2;

Parsed refused(const std::string& message) {
  return {std::nullopt, "conformance: " + message + "\nconformance --help tells what there is.\n", usage_error};
}

// Splits off the command: the first word, if it is one.
Command take_command(std::vector<std::string>& arguments) {
  if (arguments.empty()) return Command::run;
  for (const auto& row : command_table()) {
    if (arguments.front() != row.name) continue;
    arguments.erase(arguments.begin());
    return row.command;
  }
  return Command::run;
}

// An option that is not known, or not here.
std::string mistyped(Command command, const std::string& message, const std::vector<std::string>& arguments) {
  std::vector<std::string> here;
  std::vector<std::string> elsewhere;
  for (const auto& row : option_table()) {
    for (auto& name : row.each_name()) (row.belongs_to(command) ? here : elsewhere).push_back(std::move(name));
  }
  const auto has = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const auto& argument : arguments) {
    const auto name = argument.substr(0, argument.find('='));
    if (!name.starts_with("-") || name == "-" || has(here, name)) continue;
    if (has(elsewhere, name)) {
      return "the option \"" + name + "\" is not one of \"" + std::string(row_of(command).name) + "\"";
    }
    // A short option may have its value, or another one, right behind it.
    if (!name.starts_with("--") && has(here, name.substr(0, 2))) continue;
    return "the option \"" + name + "\" is not known" + did_you_mean(name, here);
  }
  return message;
}

Result<void> put(const OptionRow& row, const std::string& value, Options& options) {
  const auto& choices = row.extras.choices;
  const auto place = row.each_name().front();
  if (!choices.empty() && std::find(choices.begin(), choices.end(), value) == choices.end()) {
    std::string list;
    for (const auto& choice : choices) list += (list.empty() ? "" : ", ") + choice;
    return InputError{"found \"" + value + "\", expected one of " + list + did_you_mean(value, choices), place};
  }
  if (auto done = row.set(options, value); done.has_error()) return InputError{done.error().reason, place};
  return {};
}

// One standard output, one report on it.
bool crowd(const std::vector<Output>& outputs) {
  return std::count_if(outputs.begin(), outputs.end(), [](const Output& output) { return output.file.empty(); }) > 1;
}

bool asks(const std::vector<std::string>& arguments, std::initializer_list<const char*> names) {
  return std::any_of(arguments.begin(), arguments.end(), [&](const std::string& argument) {
    return std::find(names.begin(), names.end(), argument) != names.end();
  });
}

bool drives(const Options& options) {
  return options.command == Command::smoke ||
         (options.command == Command::run && (options.target == "driver" || options.target.starts_with("driver:")));
}

}  // namespace

std::string tls_default(const Options& options) {
  if (options.command == Command::serve) return "starttls";
  const bool listens = options.command == Command::run && options.target.starts_with("listen:");
  return drives(options) || listens ? "off" : "required";
}

Parsed parse(const std::vector<std::string>& given) {
  auto arguments = given;
  // What stands behind -- is for a driver, and no option of ours.
  const auto end = std::find(arguments.begin(), arguments.end(), "--");
  Options options;
  if (end != arguments.end()) options.program.assign(end + 1, arguments.end());
  arguments.erase(end, arguments.end());
  const bool whole = arguments.empty() || arguments.front().starts_with("-") || arguments.front() == "help";
  if (!arguments.empty() && arguments.front() == "help") arguments.front() = "--help";
  options.command = take_command(arguments);
  if (asks(arguments, {"-h", "--help"})) return {std::nullopt, help_text(whole ? nullptr : &options.command), 0};
  if (asks(arguments, {"--version"})) return {std::nullopt, "conformance " CONFORMANCE_VERSION "\n", 0};

  CLI::App app("", "conformance");
  app.set_help_flag();
  std::vector<std::pair<const OptionRow*, CLI::Option*>> known;
  for (const auto& row : option_table()) {
    if (row.set == nullptr || !row.belongs_to(options.command)) continue;
    auto* option =
        row.is_flag() ? app.add_flag(row.names) : app.add_option(row.names, [](const auto&) { return true; });
    if (!row.is_flag()) option->expected(1, row.extras.repeated ? -1 : 1)->allow_extra_args(false);
    known.emplace_back(&row, option);
  }
  app.add_option("SELECTION", options.selection, "");
  try {
    std::reverse(arguments.begin(), arguments.end());
    app.parse(arguments);
  } catch (const CLI::ParseError& error) {
    return refused(mistyped(options.command, error.what(), given));
  }
  bool tls_is_given = false;
  for (const auto& [row, option] : known) {
    if (option->count() == 0) continue;
    tls_is_given = tls_is_given || row->name() == "--tls";
    const auto values = row->is_flag() ? std::vector<std::string>{""} : option->results();
    for (const auto& value : values) {
      if (const auto done = put(*row, value, options); done.has_error()) return refused(done.error().message());
    }
  }
  if (!tls_is_given) options.tls = tls_default(options);
  if (!options.program.empty() && !drives(options))
    return refused("what stands behind -- is a driver, expected --target driver");
  if (crowd(options.outputs)) {
    return refused("-o: two reports on standard output, give one of them a file: -o json:report.json");
  }
  return {options, "", 0};
}

}  // namespace conformance::cli

// SPDX-License-Identifier: MIT
#include <cstdio>
#include <exception>

#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/lookup.hpp"
#include "reports/escape.hpp"
#include "scenario/library.hpp"

namespace conformance::cli {

Result<Data> load_data(const std::string& folder) {
  const auto files = scenario::data_files(folder);
  if (files.has_error()) return files.error();
  auto catalogue = run::load_catalogue(*files);
  if (catalogue.has_error()) return catalogue.error();
  auto scenarios = run::load_scenarios(*files, *catalogue);
  if (scenarios.has_error()) return scenarios.error();
  std::set<std::string> ids;
  for (const auto& rule : catalogue->rules()) ids.insert(rule.id);
  std::string faults_text = R"({"faults": []})";
  for (const auto& [path, text] : *files) {
    if (path == "faults.json") faults_text = text;
  }
  auto faults = faults::FaultList::load(faults_text, ids);
  if (faults.has_error()) return faults.error();
  return Data{std::move(*catalogue), std::move(*scenarios), std::move(*faults)};
}

int usage_error(const InputError& error) {
  // It may quote a file that somebody else has written.
  std::fprintf(stderr, "conformance: %s\n", reports::for_terminal(reports::cut(error.message())).c_str());
  return static_cast<int>(rules::ExitCode::usage);
}

namespace {

int run_program(const std::vector<std::string>& arguments) {
  const auto parsed = parse(arguments);
  if (!parsed.options) {
    std::fputs(parsed.text.c_str(), parsed.exit_code == 0 ? stdout : stderr);
    return parsed.exit_code;
  }
  if (parsed.options->command == Command::man) {
    std::fputs(manual_page().c_str(), stdout);
    return 0;
  }
  if (parsed.options->command == Command::clean) return clean_command(*parsed.options);
  const auto data = load_data(parsed.options->scenarios);
  if (data.has_error()) return usage_error(with_file_hint(data.error(), parsed.options->scenarios));
  switch (parsed.options->command) {
    case Command::list:
      return list_command(*parsed.options, *data);
    case Command::judge:
      return judge_command(*parsed.options, *data);
    case Command::explain:
      return explain_command(*parsed.options, *data);
    case Command::show:
      return show_command(*parsed.options, *data);
    case Command::validate:
      return validate_command(*parsed.options, *data);
    case Command::completion:
      return completion_command(*parsed.options, *data);
    case Command::serve:
      return serve_command(*parsed.options, *data);
    case Command::man:
    case Command::run:
    case Command::clean:
      break;
  }
  return run_command(*parsed.options, *data);
}

}  // namespace

}  // namespace conformance::cli

int main(int argc, char** argv) {
  try {
    return conformance::cli::run_program({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "conformance: %s\n", error.what());
    return static_cast<int>(conformance::rules::ExitCode::error);
  }
}

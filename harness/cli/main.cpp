// SPDX-License-Identifier: MIT
#include <cstdio>
#include <exception>

#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/lookup.hpp"
#include "reports/escape.hpp"

namespace conformance::cli {

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
  const auto data = run::load_data(parsed.options->scenarios);
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
    case Command::faults:
      return faults_command(*parsed.options, *data);
    case Command::smoke:
      return smoke_command(*parsed.options, *data);
    case Command::reference_client:
      return reference_client_command(*parsed.options, *data);
    case Command::record:
      return record_command(*parsed.options, *data);
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

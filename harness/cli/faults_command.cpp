// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>

#include "base/suggest.hpp"
#include "cli/commands.hpp"
#include "cli/faults_output.hpp"
#include "cli/report_output.hpp"

namespace conformance::cli {

namespace {

Result<std::set<std::string>> names_of(const Options& options, const Data& data) {
  for (const auto& name : options.selection) {
    const auto known = faults::FaultSet::parse(name, data.faults);
    if (known.has_error()) return known.error();
    if (known->names().size() > 1) return InputError{"\"" + name + "\" is more than one, each is played late, too", ""};
  }
  return std::set<std::string>(options.selection.begin(), options.selection.end());
}

Result<void> can_be_played(const Data& data) {
  for (const auto* id : {"0085", "0224"}) {
    if (data.catalogue.specification(id) == nullptr) {
      return InputError{"the catalogue has no specification " + std::string(id), "--scenarios"};
    }
  }
  return {};
}

}  // namespace

int faults_command(const Options& options, const Data& data) {
  const auto names = names_of(options, data);
  if (names.has_error()) return usage_error(names.error().within("faults"));
  if (const auto possible = can_be_played(data); possible.has_error()) return usage_error(possible.error());
  const auto began = std::chrono::system_clock::now();
  run::FaultPlayOptions play_options;
  play_options.seed = options.seed ? Seed(*options.seed) : Seed(0);
  play_options.tool = "conformance " CONFORMANCE_VERSION;
  play_options.names = *names;
  const run::FaultPlays plays(data, play_options);
  const auto matrix = run::compare(plays, data);
  const MatrixHead head{CONFORMANCE_VERSION, play_options.seed.value(), environment_since(began)};
  return write_outputs(options, exit_code(matrix), [&](const Output& output, const reports::ConsoleOptions& console) {
    return output.format == "json" ? to_json(matrix, head) : to_console(matrix, head, console);
  });
}

}  // namespace conformance::cli

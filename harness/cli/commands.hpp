// SPDX-License-Identifier: MIT
#pragma once

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "cli/options.hpp"
#include "faults/faults.hpp"
#include "reports/report.hpp"
#include "reports/writers.hpp"
#include "rules/catalogue.hpp"
#include "run/runner.hpp"

namespace conformance::cli {

/// The data that every command reads first.
struct Data {
  rules::Catalogue catalogue;
  std::vector<scenario::Scenario> scenarios;
  faults::FaultList faults;
};
Result<Data> load_data(const std::string& folder);

/// Each prints what it has to and returns the exit code.
int run_command(const Options& options, const Data& data);
int list_command(const Options& options, const Data& data);
int judge_command(const Options& options, const Data& data);
int explain_command(const Options& options, const Data& data);
int show_command(const Options& options, const Data& data);
int validate_command(const Options& options, const Data& data);
int completion_command(const Options& options, const Data& data);

/// Reads a saved trace and judges it; a trace that is cut off is told in `warnings`.
Result<reports::Play> read_play(const std::string& path, const Data& data, bool strict,
                                std::vector<std::string>& warnings);
/// How a report is shown there: colour and width of a terminal, or plain 80 columns.
reports::ConsoleOptions console_options(std::FILE* to, bool quiet);
int clean_command(const Options& options);
/// Lets the embedded server listen until SIGINT or SIGTERM. The first line of standard output is a JSON object: host,
/// port, tls, domains.
int serve_command(const Options& options, const Data& data);

/// Writes a report to where the options say, and returns its exit code (4 if a file could not be written).
int write_report(const reports::Report& report, const Options& options, const rules::Catalogue& catalogue);
/// The exit code of all plays together: the first that applies (docs/ARCHITECTURE.md, "Exit codes").
int exit_code(const reports::Report& report);

/// Prints "conformance: …" on standard error and returns exit code 2.
int usage_error(const InputError& error);

}  // namespace conformance::cli

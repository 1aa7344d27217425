// SPDX-License-Identifier: MIT
#pragma once

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "cli/options.hpp"
#include "reports/report.hpp"
#include "reports/writers.hpp"
#include "rules/catalogue.hpp"
#include "run/data.hpp"
#include "run/runner.hpp"

namespace conformance::cli {

using run::Data;

/// Each prints what it has to and returns the exit code.
int run_command(const Options& options, const Data& data);
int list_command(const Options& options, const Data& data);
int judge_command(const Options& options, const Data& data);
int explain_command(const Options& options, const Data& data);
int show_command(const Options& options, const Data& data);
int validate_command(const Options& options, const Data& data);
int completion_command(const Options& options, const Data& data);
/// Plays every fault, or those that are named, and compares what it trips with what is listed for it.
int faults_command(const Options& options, const Data& data);

/// Reads a saved trace, or what a client's XML console shows, and judges it; a trace that is cut off is told in
/// `warnings`.
Result<reports::Play> read_play(const std::string& path, const Options& options, const Data& data,
                                const rules::SummaryOptions& summary, std::vector<std::string>& warnings);
/// How a report is shown there: colour and width of a terminal, or plain 80 columns.
reports::ConsoleOptions console_options(std::FILE* to, bool quiet);
/// Starts a driver, tries what it says it can, and tells in words.
int smoke_command(const Options& options, const Data& data);
/// Speaks the driver protocol on standard input and output, and works the reference client.
int reference_client_command(const Options& options, const Data& data);
/// Passes a client on to its server, records the stanzas, and tells each failure as it happens; then judges the whole.
int record_command(const Options& options, const Data& data);
int clean_command(const Options& options);
/// Lets the embedded server listen until SIGINT or SIGTERM. The first line of standard output is a JSON object: host,
/// port, tls, domains.
int serve_command(const Options& options, const Data& data);

/// Writes a report to where the options say, and returns its exit code (4 if a file could not be written).
int write_report(const reports::Report& report, const Options& options, const rules::Catalogue& catalogue);

/// Prints "conformance: …" on standard error and returns exit code 2.
int usage_error(const InputError& error);

}  // namespace conformance::cli

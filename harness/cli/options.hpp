// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace conformance::cli {

/// Where a report goes: `-o FORMAT[:FILE]`.
struct Output {
  std::string format;  ///< one of report_formats()
  std::string file;    ///< "" for standard output
};

/// What the program can be asked to do; what each is for stands in option_table.cpp.
enum class Command { run, list, judge, clean, serve };

/// The command line, read.
struct Options {
  Command command = Command::run;
  std::vector<std::string> selection;  ///< what stands behind the command: rules, scenarios, files
  std::string target = "embedded";
  std::string role;
  std::string domain;
  bool register_accounts = false;
  bool own_target = false;
  std::string ledger;            ///< "" for conformance-PID.ledger in the working directory
  std::string tls = "required";  ///< required, optional, off, direct; of serve: starttls, direct, off
  bool insecure = false;
  std::string ca;
  bool allow_plain = false;
  std::string listen = "127.0.0.1:0";  ///< of serve, as all that follow here
  std::vector<std::string> accounts;   ///< juliet@capulet.lit=NAME_OF_A_VARIABLE
  std::string ca_out;
  bool anonymous = false;
  bool web_socket = false;
  std::vector<std::string> specs;  ///< 0085@2.1
  bool strict = false;
  std::optional<std::uint64_t> seed;
  Duration timeout{std::chrono::seconds(10)};
  std::string fault;
  std::string profile = "modern";
  bool dry_run = false;
  std::string trace_dir;
  std::string scenarios;
  bool quiet = false;
  bool as_json = false;  ///< of list
  std::vector<Output> outputs;
};

/// What the command line asks for, or the text to print and the exit code: help, version, or what is wrong with it.
struct Parsed {
  std::optional<Options> options;
  std::string text;
  int exit_code = 0;
};
Parsed parse(const std::vector<std::string>& arguments);

}  // namespace conformance::cli

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
  std::string format;  ///< console, json, json+traces
  std::string file;    ///< "" for standard output
};

enum class Command { run, list, judge, serve };

/// The command line, read.
struct Options {
  Command command = Command::run;
  std::vector<std::string> selection;  ///< of run; what to list; the traces to judge
  std::string target = "embedded";
  std::string role;
  std::string domain;
  bool register_accounts = false;
  std::string tls = "required";  ///< required, optional, off, direct; of serve: starttls, direct, off
  bool insecure = false;
  std::string ca;
  bool allow_plain = false;
  std::string listen = "127.0.0.1:0";  ///< of serve, as all that follow here
  std::vector<std::string> accounts;   ///< juliet@capulet.lit=NAME_OF_A_VARIABLE
  std::string ca_out;
  bool anonymous = false;
  std::vector<std::string> specs;  ///< 0085@2.1
  bool strict = false;
  std::optional<std::uint64_t> seed;
  Duration timeout{0};
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

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

/// `--account JID[=ENV]`: an account to borrow, and the environment variable that holds its password.
struct AccountFlag {
  std::string jid;
  std::string variable;  ///< "" for default_password_variable
};

/// What the program can be asked to do; what each is for stands in option_table.cpp.
enum class Command {
  run,
  list,
  explain,
  judge,
  show,
  validate,
  completion,
  man,
  serve,
  clean,
  faults,
  smoke,
  reference_client,
  record
};

/// The command line, read.
struct Options {
  Command command = Command::run;
  std::vector<std::string> program;    ///< what stands behind --: a driver and its arguments
  std::vector<std::string> selection;  ///< what stands behind the command: rules, scenarios, files
  std::string target = "embedded";
  std::string role;
  std::string domain;
  bool register_accounts = false;
  std::vector<AccountFlag> accounts;  ///< to borrow; of serve, those that can log in
  std::string password_file;
  bool own_target = false;
  std::string ledger;  ///< "" for conformance-PID.ledger in the working directory
  /// required, optional, off, direct; of serve and of a client that comes to us: starttls, direct, off.
  std::string tls = "required";
  bool insecure = false;
  std::string ca;
  bool allow_plain = false;
  std::string listen = "127.0.0.1:0";  ///< of serve and record
  std::string upstream;                ///< of record: the server
  std::string listen_tls;              ///< of record, for the client: starttls, direct, off; "" as --tls
  bool keep_bodies = false;            ///< of record
  std::string ca_out;                  ///< of serve and record
  bool anonymous = false;
  bool web_socket = false;
  std::vector<std::string> specs;  ///< 0085@2.1
  bool strict = false;
  std::string expect;  ///< a file: what is known not to pass
  bool update_expect = false;
  std::size_t owed = 0;  ///< deciding rules that have to be judged
  std::string rules_as_of;
  std::optional<std::uint64_t> seed;
  Duration timeout{std::chrono::seconds(10)};
  std::optional<Duration> timer_limit;
  std::string fault;
  std::string driver_listen;     ///< where a driver is to connect
  bool prompt = false;           ///< a person is asked to work the client
  bool validate_driver = false;  ///< what the protocol does not know is an error
  bool no_sync = false;          ///< of reference-client, as the next
  bool virtual_clock = false;
  std::string profile = "modern";
  bool dry_run = false;
  std::string trace_dir;
  std::string scenarios;
  bool quiet = false;
  bool verbose = false;
  bool as_json = false;  ///< of list
  std::vector<Output> outputs;
};

/// What --tls is where it is not given: "required" towards a server; a client that comes to us may be one that cannot.
std::string tls_default(const Options& options);

/// What the command line asks for, or the text to print and the exit code: help, version, or what is wrong with it.
struct Parsed {
  std::optional<Options> options;
  std::string text;
  int exit_code = 0;
};
Parsed parse(const std::vector<std::string>& arguments);

}  // namespace conformance::cli

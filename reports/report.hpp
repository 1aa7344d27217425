// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rules/catalogue.hpp"
#include "rules/summary.hpp"
#include "trace/event.hpp"

namespace conformance::reports {

/// One play: one role, one version of each specification.
struct Play {
  /// "client-0085@2.1": also the name of its trace file, without ".jsonl".
  std::string name;
  trace::Trace trace;
  std::vector<rules::RuleResult> results;
};

/// Everything that a run has to say, as plain data; writers turn it into text.
struct Report {
  std::string tool_version;
  std::string target;
  std::uint64_t seed = 0;
  std::string profile = "modern";
  bool strict = false;
  /// --rules-as-of: rules that are newer do not decide; "" if it was not given.
  std::string rules_as_of;
  /// --owed: how many deciding rules had to be judged; 0 if it was not given.
  std::size_t owed = 0;
  std::string fault;  ///< of the embedded target; "" if none
  /// No certificate was looked at (--insecure): said in the first line.
  bool insecure = false;
  std::vector<Play> plays;
  int exit_code = 0;
  /// Why the run could not be made or ended early; "" if it was made.
  std::string error;
  /// To be said loudly: what makes this run's verdicts worth less (flags such as --insecure).
  std::vector<std::string> warnings;
  /// The command line of this run without its selection and output: "conformance --target 127.0.0.1:5222 --register".
  std::string command;
  /// What has to come last of it, behind a selection: "-- ./driver".
  std::string command_tail;
  /// A scenario or rule can stand behind `command`, to run just that again. Not so of a trace that was judged.
  bool command_selects = true;
  /// What differs between two equal runs: times, ports, process ids. Name to value, in order.
  std::vector<std::pair<std::string, std::string>> environment;
};

}  // namespace conformance::reports

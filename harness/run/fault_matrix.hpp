// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>
#include <vector>

#include "rules/catalogue.hpp"
#include "run/fault_plays.hpp"

namespace conformance::run {

/// What the reference does not pass without a fault.
struct ReferenceProblem {
  std::string play;
  std::string rule;  ///< "" of the play itself
  std::string reason;
};

/// One fault in one play, alone or late.
struct Trip {
  std::string play;
  bool late = false;
  std::set<std::string> listed;
  std::set<std::string> failed;
  [[nodiscard]] bool as_listed() const { return listed == failed; }
};

struct FaultRow {
  const faults::Fault* fault = nullptr;
  std::vector<Trip> trips;  ///< of the plays that it concerns
  int exit = 0;             ///< of a run of everything with the fault
  int exit_strict = 0;
  /// A fault that nothing catches: it is not legal, trips no rule anywhere, and a run with it ends with 0.
  [[nodiscard]] bool empty() const;
  [[nodiscard]] bool holds() const;
};

/// A rule in a play that owes it and where it can fail.
struct RuleRow {
  std::string rule;
  std::string play;
  rules::Level level = rules::Level::info;
  std::vector<std::string> faults;  ///< those that fail it and what it implies, and nothing else
  [[nodiscard]] bool proved() const { return !faults.empty(); }
};

/// Faults against rules: the proof that every judgement can fail, and fails nothing else.
struct FaultMatrix {
  std::vector<std::string> plays;
  std::size_t passed = 0;  ///< rules that pass on the reference, counted once for each play
  std::vector<ReferenceProblem> reference;
  std::vector<FaultRow> faults;
  std::vector<RuleRow> rules;
  /// All faults were played: only then rules without a proof count.
  bool whole = true;

  [[nodiscard]] bool holds() const;
};

/// The rules that scenarios owe in a play.
std::set<std::string> owed_in(const PlayOrder& order, const Data& data);
/// What a rule is in the versions of a play; nothing where they do not have it.
const rules::RuleVersion* rule_in(const std::string& rule, const PlayOrder& order, const rules::Catalogue& catalogue);
/// A permission and an information have nothing to fail by.
bool can_fail(const std::string& rule, const PlayOrder& order, const rules::Catalogue& catalogue);

FaultMatrix compare(const FaultPlays& plays, const Data& data);

}  // namespace conformance::run

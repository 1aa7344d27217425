// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rules/finding.hpp"
#include "rules/summary.hpp"
#include "run/data.hpp"
#include "run/runner.hpp"
#include "trace/event.hpp"

namespace conformance::run {

/// One play of everything on the embedded target, as it was judged.
struct JudgedPlay {
  trace::Header header;
  std::vector<rules::Finding> findings;
  std::string error;  ///< why it ended early; "" if it did not

  [[nodiscard]] std::vector<rules::RuleResult> results(const rules::Catalogue& catalogue, bool strict = false) const;
};

/// Whether a fault is decided in what the play tests.
bool concerns(const faults::Fault& fault, const PlayOrder& order);
/// The rules that the fault is listed to trip in a play.
std::set<std::string> listed_for(const faults::Fault& fault, const PlayOrder& order);
/// A fault combined with "late"; "" for late itself.
std::string late_name(const faults::Fault& fault);

struct FaultPlayOptions {
  Seed seed{0};
  std::string tool;
  std::set<std::string> names;  ///< the faults to play; all of them if there are none
  unsigned threads = 0;         ///< 0: one for each processor
  /// Play every scenario with every fault, also those in which nothing asks for it. For the proof that it is the same.
  bool whole = false;
};

/// The embedded reference without a fault, and with each, alone and late, in the profile modern, for which faults are
/// listed. A play has an io_context, a clock and a thread of its own, and plays share nothing but the data: as many run
/// at once as there are processors.
///
/// A scenario in which the reference never asks for a fault goes as it goes without: only the others are played with
/// it, and the findings on the rest are the reference's. What is asked for before the first scenario, at the login,
/// concerns all of them.
class FaultPlays {
 public:
  FaultPlays(const Data& data, FaultPlayOptions options);

  [[nodiscard]] const std::vector<PlayOrder>& orders() const { return orders_; }
  [[nodiscard]] const FaultPlayOptions& options() const { return options_; }
  [[nodiscard]] bool has(const faults::Fault& fault) const;
  /// `fault` is "", "X" or "X+late", and was played. A play that the fault does not concern is the reference's.
  [[nodiscard]] const JudgedPlay& at(const PlayOrder& order, const std::string& fault) const;

 private:
  /// A play without the faults that it was listened for, and the scenarios in which each was asked for.
  struct Heard {
    JudgedPlay play;
    std::map<std::string, std::set<std::string>, std::less<>> asked;
  };
  Heard listen(const PlayOrder& order, const std::string& late) const;
  JudgedPlay with_fault(const PlayOrder& order, const std::string& fault, const std::string& name,
                        const Heard& without) const;
  JudgedPlay play(const PlayOrder& order, const Selection& selection, RunOptions run_options) const;
  RunOptions run_options(const std::string& faults) const;

  const Data& data_;
  FaultPlayOptions options_;
  Selection everything_;
  std::vector<PlayOrder> orders_;
  std::map<std::pair<std::string, std::string>, JudgedPlay> plays_;  ///< by order and fault
};

}  // namespace conformance::run

// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rules/catalogue.hpp"
#include "rules/finding.hpp"
#include "trace/event.hpp"

namespace conformance::rules {

/// Every finding that a trace gives: the whole judgement, from the trace and the catalogue alone.
///
/// There is one finding for each rule that a scenario owes, one for each failure seen by the way, and, of a trace
/// without scenarios, one for each rule that had an opportunity or a failure. In the order of the catalogue, then of
/// the scenarios.
std::vector<Finding> judge(const trace::Trace& trace, const Catalogue& catalogue);

/// Of findings from several traces of one target: where a foundation failed in one of them, what rests on it can
/// neither pass nor fail in any. `judge` does that for its trace.
void excuse_by_foundations(std::vector<Finding>& findings, const Catalogue& catalogue);

/// The same, event by event, for a session that goes on.
class Judgement {
 public:
  Judgement(const trace::Header& header, const Catalogue& catalogue);
  ~Judgement();
  Judgement(const Judgement&) = delete;
  Judgement& operator=(const Judgement&) = delete;

  /// The next event. It has to outlive the judgement, at its place.
  void see(const trace::Event& event);
  /// The failures that were not told yet: each rule's first, in each scenario. They may still be withdrawn at the end,
  /// where a foundation fails.
  std::vector<Finding> news();
  /// All findings, once, as `judge` gives them. Nothing can be seen any more.
  std::vector<Finding> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The ids of the rules that something in this version of the product judges.
std::vector<std::string> judged_rules(const std::string& role);

}  // namespace conformance::rules

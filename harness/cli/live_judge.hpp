// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <memory>
#include <string>

#include "reports/report.hpp"
#include "reports/writers.hpp"
#include "rules/judge.hpp"

namespace conformance::cli {

/// Judges a session while it goes on.
class LiveJudge {
 public:
  /// `like` says what a failure is reported under: profile, strictness, the command.
  LiveJudge(trace::Header header, const rules::Catalogue& catalogue, reports::Report like);

  /// The failures that this event shows, each rule's first only, as the console shows them; "" mostly.
  std::string see(const trace::Event& event, const reports::ConsoleOptions& console);

 private:
  const rules::Catalogue& catalogue_;
  reports::Report like_;
  trace::Header header_;
  std::deque<trace::Event> events_;  ///< each stays where it is
  rules::Judgement judgement_;
};

}  // namespace conformance::cli

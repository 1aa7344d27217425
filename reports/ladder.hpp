// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "reports/report.hpp"
#include "reports/stanza_words.hpp"

namespace conformance::reports {

/// A play as a conversation in 80 columns: one line for what happens, in order, and what was found under the event that
/// shows it. Everything that came from outside is escaped and cut.
std::string to_ladder(const Play& play, const rules::Catalogue& catalogue);

/// Turns events into lines while they happen, each with its stanza as it is: for -v. Escaped, at most
/// limits::report_line_bytes_max bytes of what came from outside.
class Follower {
 public:
  explicit Follower(const trace::Header& header) : names_(header) {}
  /// A line with its line feed; "" for what nobody looks on for.
  std::string line(const trace::Event& event);

 private:
  Names names_;
};

}  // namespace conformance::reports

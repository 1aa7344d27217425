// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "trace/event.hpp"

namespace conformance::rules {

/// How long it took until a chat state came by itself. XEP-0085 suggests times, and nobody is judged by them.
struct Timing {
  std::string state;  ///< paused, inactive, gone
  Duration shortest{0};
  Duration longest{0};
  std::size_t count = 0;
  std::map<std::string, Duration> suggested{};  ///< by version
};

/// What was measured in a trace of a client that was driven, on its own clock: from the last thing that the user did in
/// the chat, or that came from the contact, to the standalone notification. What the user caused at once, by closing a
/// chat or turning away from it, is not counted. In the order of the states, without those that did not come.
std::vector<Timing> measured_timings(const trace::Trace& trace);

}  // namespace conformance::rules

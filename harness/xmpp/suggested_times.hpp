// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "base/clock.hpp"

namespace conformance::xmpp {

/// The times that XEP-0085 suggests (2; in 1.2, 3), counted from the last thing that the user did in the chat. They
/// are suggestions: measured and shown, never judged.
struct SuggestedTimes {
  Duration paused;
  Duration inactive;
  Duration gone;
};

/// Of a version of XEP-0085: 1.2, else 2.1.
inline SuggestedTimes suggested_times(std::string_view version) {
  using std::chrono::minutes;
  using std::chrono::seconds;
  if (version == "1.2") return {seconds(5), seconds(30), minutes(2)};
  return {seconds(30), minutes(2), minutes(10)};
}

}  // namespace conformance::xmpp

// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "rules/monitor.hpp"

/// How a client finds out whether a contact supports something (XEP-0085 4, XEP-0224 5): by caps where there are any,
/// else by service discovery.
namespace conformance::rules {

/// Why a client determines support, and for which rule.
struct Determining {
  /// What gives it reason to. A query that may have been for another reason convicts nobody: once the user has asked
  /// for an attention to a contact, queries to that contact are a matter of XEP-0224, before that of XEP-0085.
  enum class For { chat_states, attention };
  For what = For::chat_states;
  std::string rule;
};

/// Valid caps decide, fresh or from a cache, and no plain query beside them. `only_told`: such a query is flagged.
std::unique_ptr<Monitor> caps_first(Determining determining, bool only_told);
/// Without caps the contact itself is asked, by who determines support at all.
std::unique_ptr<Monitor> disco_fallback(Determining determining);

}  // namespace conformance::rules

// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "peer/actor.hpp"

namespace conformance::target {

/// A borrowed account while it is used, and how it was found.
struct Loan {
  std::shared_ptr<peer::Actor> actor;
  /// The roster before: bare JID to subscription.
  std::map<xmpp::Jid, std::string> before;
  /// With whom it was befriended.
  std::vector<xmpp::Jid> befriended;

  /// none, to, from or both, as the roster said it before; "none" for who was not in it.
  [[nodiscard]] std::string subscription(const xmpp::Jid& bare) const {
    const auto found = before.find(bare);
    return found == before.end() ? "none" : found->second;
  }
};

/// Takes the roster that an actor has asked for at its login (RFC 6121 2.1.4). Throws StreamError where it does not
/// come: an account whose roster is not known could not be left as it was found.
Task<std::map<xmpp::Jid, std::string>> read_roster(std::shared_ptr<peer::Actor> actor, Duration longest);

/// All loans take a step before one takes the next.
enum class LoanStep {
  drain,    ///< log in again if need be, so that nothing stays in the offline store
  restore,  ///< take the roster items out that we made, and undo what we changed of others
  leave     ///< unavailable, and the stream closed
};

/// Never throws: what a lost server has left behind cannot be mended from here.
Task<void> return_loan(Loan loan, LoanStep step, Duration longest);

}  // namespace conformance::target

// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <set>
#include <string>

#include "faults/faults.hpp"
#include "reference/outbox.hpp"
#include "reference/support.hpp"
#include "xmpp/message.hpp"

namespace conformance::reference {

/// How the reference client calls for a contact's attention (XEP-0224 4 and 5): as a headline, to whom is known to
/// support it. Of whom nothing is known is asked first, and the attention waits for the answer.
class AttentionSending {
 public:
  struct World {
    Outbox& outbox;
    const faults::FaultSet& faults;
    /// By the caps and disco#info results of the resources of this bare JID.
    std::function<Advertised(const xmpp::Jid&)> advertised;
    /// Asks the contact's resources, those that have sent caps as well if `all`. Whether there is anybody to ask.
    std::function<bool(const xmpp::Jid&, bool all)> ask;
    std::function<std::string()> new_id;
  };
  explicit AttentionSending(World world) : world_(std::move(world)) {}

  /// The user asks for it.
  void call(const xmpp::Jid& contact);
  /// Something was learned of what the contact supports.
  void learned(const xmpp::Jid& contact);
  /// The contact has gone with all its resources: what it was to be called for is past.
  void gone(const xmpp::Jid& contact) { waiting_.erase(contact.bare()); }

 private:
  void send(const xmpp::Jid& to) const;

  World world_;
  std::set<xmpp::Jid> waiting_;  // bare JIDs, for an answer
};

}  // namespace conformance::reference

// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "rules/monitor.hpp"

namespace conformance::rules {

/// The rooms that actors joined, and who of them is who there. What an occupant said whom nobody of ours has been is
/// not held against the room.
class RoomsOfActors {
 public:
  /// The room that an actor asks to join in this event (XEP-0045 7.2).
  [[nodiscard]] static std::optional<std::string> joined(const Moment& moment);
  void see(const Moment& moment);

  /// The JID is one of a room that an actor joined, or of one of its occupants.
  [[nodiscard]] bool is_room(const xmpp::Jid& jid) const { return rooms_.contains(jid.bare().to_string()); }
  /// The actors (full JIDs) that were this occupant; none for the room itself, and for who is not known.
  [[nodiscard]] const std::set<std::string>& senders(const xmpp::Jid& occupant) const;
  /// The room answers for a stanza from this JID: it is its own, or of an actor.
  [[nodiscard]] bool answerable(const xmpp::Jid& from) const {
    return is_room(from) && (from.is_bare() || !senders(from).empty());
  }
  /// Everybody who joined a room.
  [[nodiscard]] const std::set<std::string>& actors() const { return actors_; }

 private:
  std::set<std::string> rooms_;
  std::set<std::string> actors_;
  std::map<std::string, std::set<std::string>> senders_;  // by occupant JID
};

}  // namespace conformance::rules

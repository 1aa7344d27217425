// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>

#include "rules/rooms_of_actors.hpp"

namespace conformance::rules {

/// The accounts that the run itself logged in. What anybody else may have sent is not held against the server.
class Actors {
 public:
  void see(const Moment& moment) {
    rooms_.see(moment);
    const auto* bound = moment.event.as<trace::StreamEvent>();
    if (bound == nullptr || bound->what != "bound") return;
    if (const auto jid = xmpp::Jid::parse(bound->at); jid.has_value()) bare_.insert(jid->bare().to_string());
  }

  [[nodiscard]] bool contains(const std::string& bare) const { return bare_.contains(bare); }
  /// A stanza that the server under test wrote itself: without an address, or with that of its domain.
  [[nodiscard]] static bool is_of_server(const trace::StanzaEvent& seen, const Moment& moment) {
    const auto& from = seen.stanza.from();
    return !from || (from->local().empty() && from->bare().to_string() == moment.world.header().iut);
  }
  /// The server answers for a stanza that is its own, or that came from an actor: whatever the actor wrote is known.
  /// The same of a room that actors joined.
  [[nodiscard]] bool answerable(const trace::StanzaEvent& seen, const Moment& moment) const {
    return is_of_server(seen, moment) || bare_.contains(seen.stanza.from()->bare().to_string()) ||
           rooms_.answerable(*seen.stanza.from());
  }
  [[nodiscard]] const RoomsOfActors& rooms() const { return rooms_; }

 private:
  RoomsOfActors rooms_;
  std::set<std::string> bare_;
};

}  // namespace conformance::rules

// SPDX-License-Identifier: MIT
#include "rules/rooms_of_actors.hpp"

#include "xmpp/muc.hpp"

namespace conformance::rules {

std::optional<std::string> RoomsOfActors::joined(const Moment& moment) {
  const auto* seen = moment.event.as<trace::StanzaEvent>();
  const bool asks = seen != nullptr && seen->at != trace::at_iut && seen->out && seen->stanza.is_presence() &&
                    seen->stanza.type().empty() && seen->stanza.to() && seen->stanza.child("x", xmpp::ns::muc);
  if (!asks) return std::nullopt;
  return seen->stanza.to()->bare().to_string();
}

void RoomsOfActors::see(const Moment& moment) {
  const auto* seen = moment.event.as<trace::StanzaEvent>();
  if (seen == nullptr || seen->at == trace::at_iut) return;
  if (const auto room = joined(moment)) {
    rooms_.insert(*room);
    actors_.insert(seen->at);
    return;
  }
  const auto& stanza = seen->stanza;
  const bool here = !seen->out && stanza.is_presence() && stanza.type().empty() && stanza.from();
  if (here && is_room(*stanza.from()) && xmpp::has_muc_status(stanza.element(), "110"))
    senders_[stanza.from()->to_string()].insert(seen->at);
}

const std::set<std::string>& RoomsOfActors::senders(const xmpp::Jid& occupant) const {
  static const std::set<std::string> nobody;
  const auto found = senders_.find(occupant.to_string());
  return found == senders_.end() ? nobody : found->second;
}

}  // namespace conformance::rules

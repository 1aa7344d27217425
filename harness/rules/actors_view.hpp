// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "rules/monitor.hpp"

namespace conformance::rules {

/// What an actor wrote or got: its own stream, and the stanza.
struct ActorsView {
  const trace::StanzaEvent* event = nullptr;
  std::string at;    ///< the actor's full JID
  std::string bare;  ///< and bare

  /// Nothing for what was seen elsewhere, or is no stanza.
  static std::optional<ActorsView> of(const Moment& moment) {
    const auto* event = moment.event.as<trace::StanzaEvent>();
    if (event == nullptr || event->at == trace::at_iut) return std::nullopt;
    const auto jid = xmpp::Jid::parse(event->at);
    if (jid.has_error()) return std::nullopt;
    return ActorsView{event, jid->to_string(), jid->bare().to_string()};
  }
};

}  // namespace conformance::rules

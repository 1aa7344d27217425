// SPDX-License-Identifier: MIT
#pragma once

#include "rules/only_in_messages.hpp"

/// What the monitors of both sides have in common. Only this folder includes it.
namespace conformance::rules::xep_0224 {

inline MessagePayload never_in_iq() {
  return {"0224/4/no-iq", "an attention in <message/> stanzas only", {xmpp::Stanza::Kind::iq}, xmpp::attentions_of};
}

inline MessagePayload never_in_presence() {
  return {"0224/4/no-presence",
          "an attention in <message/> stanzas only",
          {xmpp::Stanza::Kind::presence},
          xmpp::attentions_of};
}

}  // namespace conformance::rules::xep_0224

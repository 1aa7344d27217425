// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "xmpp/stanza.hpp"

namespace conformance::xmpp {

/// How an attention (XEP-0224 3) comes.
enum class AttentionKind {
  live,            ///< in a message, at once
  delayed,         ///< beside a delay of its own (XEP-0203)
  legacy_delayed,  ///< beside the older form of one (XEP-0091)
  archived,        ///< in a result of a message archive (XEP-0313)
  carbon,          ///< in a copy of what another resource of the user sent or got (XEP-0280)
  echoed,          ///< in an error, which gives back what was sent
  misplaced        ///< where none belongs: in a presence or iq, in a message of a room, or forwarded by anybody
};

struct ReceivedAttention {
  AttentionKind kind = AttentionKind::live;
  std::optional<Jid> from;  ///< of the message that holds it, however that came
  std::string body;
};

/// The attention of a stanza; nothing if there is none. What is inside the element, and how often it stands there, does
/// not matter.
std::optional<ReceivedAttention> read_attention(const Stanza& stanza);

}  // namespace conformance::xmpp

// SPDX-License-Identifier: MIT
#pragma once

#include "xmpp/message.hpp"

namespace conformance::xmpp {

/// Fills in what `message` is: its class, what is encrypted, what is forwarded, and its extras. The one place where
/// payloads are told apart; its lists are closed and named.
void classify(const Stanza& stanza, Message& message);

}  // namespace conformance::xmpp

// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "xml/element.hpp"

namespace conformance::xmpp {

/// What a message says about the stanza session that its sender wants or agrees to (XEP-0155), as far as chat states
/// go:
/// `<feature xmlns='http://jabber.org/protocol/feature-neg'><x xmlns='jabber:x:data' type='submit'>…</x></feature>`
/// with FORM_TYPE urn:xmpp:ssn.
struct Negotiation {
  std::string type;         ///< of the form: form (a request), submit (an answer), result
  bool accept = false;      ///< the field of that name is true
  bool terminate = false;   ///< the session is over
  std::string chat_states;  ///< may, mustnot, or what else was said; "" if nothing was

  /// Nothing where the message does not negotiate a session.
  static std::optional<Negotiation> of(const xml::Element& message);
  /// An answer that accepts the session, with that value for chat states.
  static xml::Builder acceptance(const std::string& chat_states);
};

}  // namespace conformance::xmpp

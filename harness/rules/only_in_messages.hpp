// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "rules/monitor.hpp"

namespace conformance::rules {

/// A payload of messages that must not stand in stanzas of other kinds.
struct MessagePayload {
  std::string rule;
  std::string expected;  ///< of a failure, in words
  /// The kinds that the rule is about.
  std::set<xmpp::Stanza::Kind> forbidden;
  /// The names of the payload's elements that are direct children of a stanza.
  std::vector<std::string> (*of)(const xml::Element& stanza);
};

/// Of a client. It may pass once it has sent the payload in a message, and a stanza of a forbidden kind.
std::unique_ptr<Monitor> only_in_messages(MessagePayload payload);
/// Of a server, which is blamed only for what no actor sent.
std::unique_ptr<Monitor> only_in_messages_by_server(MessagePayload payload);

}  // namespace conformance::rules

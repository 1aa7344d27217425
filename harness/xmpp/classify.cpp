// SPDX-License-Identifier: MIT
#include "xmpp/classify.hpp"

#include <algorithm>
#include <array>

namespace conformance::xmpp {

namespace {

struct Payload {
  std::string_view ns;
  std::string_view name;  // "" for any
};

template <std::size_t N>
bool listed(const std::array<Payload, N>& list, const xml::Element& element) {
  return std::any_of(list.begin(), list.end(), [&](const Payload& payload) {
    return payload.ns == element.ns() && (payload.name.empty() || payload.name == element.name());
  });
}

// A message with one of these has another purpose than to show what somebody wrote; a body beside it is a fallback
// (XEP-0226). The list is closed: what is not here does not change the class.
constexpr std::array<Payload, 21> other_payloads = {{
    {"urn:xmpp:receipts", "received"},        // XEP-0184
    {"urn:xmpp:chat-markers:0", "received"},  // XEP-0333
    {"urn:xmpp:chat-markers:0", "displayed"},
    {"urn:xmpp:chat-markers:0", "acknowledged"},
    {"urn:xmpp:reactions:0", "reactions"},      // XEP-0444
    {"urn:xmpp:message-retract:0", "retract"},  // XEP-0424
    {"urn:xmpp:message-retract:1", "retract"},
    {"urn:xmpp:fasten:0", "apply-to"},                      // XEP-0422
    {"jabber:x:conference", "x"},                           // XEP-0249
    {"http://jabber.org/protocol/feature-neg", "feature"},  // XEP-0020, XEP-0155
    {"jabber:x:data", "x"},                                 // XEP-0004
    {"http://jabber.org/protocol/pubsub#event", "event"},   // XEP-0060
    {"urn:xmpp:attention:0", "attention"},                  // XEP-0224, with or without body
    {"urn:xmpp:jingle-message:0", ""},                      // XEP-0353
    {"urn:xmpp:jingle-message:1", ""},
    {"urn:xmpp:call-invites:0", ""},              // XEP-0482
    {"http://jabber.org/protocol/rosterx", "x"},  // XEP-0144
    {"urn:xmpp:mam:2", "result"},                 // XEP-0313
    {"urn:xmpp:carbons:2", "sent"},               // XEP-0280
    {"urn:xmpp:carbons:2", "received"},
    {"urn:xmpp:forward:0", "forwarded"},  // XEP-0297
}};

// Metadata: XEP-0226's profile of that name, and what later specifications put beside any payload.
constexpr std::array<Payload, 9> metadata = {{
    {"urn:xmpp:hints", ""},                          // XEP-0334
    {"urn:xmpp:sid:0", ""},                          // XEP-0359
    {"urn:xmpp:carbons:2", "private"},               // XEP-0280
    {"urn:xmpp:occupant-id:0", "occupant-id"},       // XEP-0421
    {"urn:xmpp:delay", "delay"},                     // XEP-0203
    {"jabber:x:delay", "x"},                         // XEP-0091
    {"http://jabber.org/protocol/address", ""},      // XEP-0033
    {"http://jabber.org/protocol/amp", "amp"},       // XEP-0079
    {"http://jabber.org/protocol/shim", "headers"},  // XEP-0131
}};

// Known extensions that say something to the person or ask for something: no metadata.
constexpr std::array<Payload, 7> known_content = {{
    {"http://jabber.org/protocol/nick", "nick"},      // XEP-0172
    {"http://jabber.org/protocol/xhtml-im", "html"},  // XEP-0071
    {"jabber:x:event", "x"},                          // XEP-0022
    {"urn:xmpp:receipts", "request"},                 // XEP-0184
    {"urn:xmpp:chat-markers:0", "markable"},          // XEP-0333
    {"jabber:x:oob", "x"},                            // XEP-0066
    {"urn:xmpp:message-correct:0", "replace"},        // XEP-0308
}};

bool is_omemo(const xml::Element& child) {
  return child.name() == "encrypted" && (child.ns() == "eu.siacs.conversations.axolotl" ||
                                         child.ns() == "urn:xmpp:omemo:1" || child.ns() == "urn:xmpp:omemo:2");
}

bool is_empty_muc_marker(const xml::Element& child) { return child.is("x", ns::muc_user) && child.children().empty(); }

struct Seen {
  bool other = false;
  bool rtt = false;
  bool body = false;
  bool subject = false;
};

ExtraKind extra_kind(const xml::Element& child) {
  // The empty muc#user marker of a private message is what XEP-0045 7.5 asks for.
  if (is_empty_muc_marker(child) || listed(metadata, child)) return ExtraKind::metadata;
  if (listed(known_content, child)) return ExtraKind::content;
  if (child.ns() == ns::client) {
    const bool defined = child.name() == "body" || child.name() == "subject" || child.name() == "thread";
    return defined ? ExtraKind::content : ExtraKind::undefined_core;
  }
  return ExtraKind::unknown;
}

// Marks what an encrypted payload hides. Key transports without payload are another purpose (XEP-0384).
void note_encryption(const xml::Element& child, Message& message, Seen& seen) {
  if (is_omemo(child)) {
    const bool payload = child.child("payload", child.ns()).has_value();
    (payload ? message.encrypted : seen.other) = true;
    // XEP-0420 envelopes can hold any payload; the older OMEMO conceals the body only.
    if (payload && child.ns() != "eu.siacs.conversations.axolotl") message.state_may_be_concealed = true;
  } else if (child.is("x", "jabber:x:encrypted")) {
    message.encrypted = true;  // XEP-0027
  } else if (child.is("openpgp", "urn:xmpp:openpgp:0")) {
    message.encrypted = true;  // XEP-0373; XEP-0374 lists a chat state as payload child
    message.state_may_be_concealed = true;
  }
}

}  // namespace

void classify(const Stanza& stanza, Message& message) {
  Seen seen;
  for (const auto& child : stanza.element().children()) {
    const bool core = child.ns() == ns::client;
    if (child.ns() == ns::chat_states || (core && (child.name() == "thread" || child.name() == "error"))) continue;
    if (child.is("rtt", "urn:xmpp:rtt:0")) seen.rtt = true;
    if (listed(other_payloads, child)) seen.other = true;
    if (child.is("x", ns::muc_user) && !is_empty_muc_marker(child)) seen.other = true;  // an invitation
    if (child.ns() == ns::forward || child.child("forwarded", ns::forward)) message.forwarded = true;
    note_encryption(child, message, seen);
    if (core && child.name() == "body" && !child.text().empty()) {
      seen.body = true;
    } else if (core && child.name() == "subject" && !child.text().empty()) {
      seen.subject = true;
    } else {
      message.extras.push_back({extra_kind(child), "{" + std::string(child.ns()) + "}" + std::string(child.name())});
    }
  }
  if (message.body.starts_with("?OTR")) message.encrypted = true;
  if (message.error) {
    message.message_class = MessageClass::nothing;
  } else if (message.type == "headline" || seen.other || message.forwarded) {
    message.message_class = MessageClass::other_payload;
  } else if (seen.body || message.encrypted) {
    message.message_class = MessageClass::user_message;
  } else if (seen.rtt || seen.subject) {
    message.message_class = MessageClass::other_payload;  // typing as it happens (XEP-0301), or a change of subject
  } else if (!message.states.empty()) {
    message.message_class = MessageClass::standalone;
  }
}

}  // namespace conformance::xmpp

// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "xmpp/stanza.hpp"

namespace conformance::xmpp {

/// The five states of XEP-0085 2: active, composing, paused, inactive, gone.
bool is_chat_state(std::string_view name);
/// `<composing xmlns='http://jabber.org/protocol/chatstates'/>`
xml::Builder chat_state(std::string_view name);
/// `<attention xmlns='urn:xmpp:attention:0'/>`
xml::Builder attention();

/// The local names of the direct children in the chatstates namespace, known or not, in order. A state that is nested
/// in another element (a carbon, an archive result) is none of the stanza's.
std::vector<std::string> states_of(const xml::Element& stanza);

/// `attention`, where the stanza has one as a direct child.
std::vector<std::string> attentions_of(const xml::Element& stanza);

/// What kind of message it is for XEP-0085 (docs/ARCHITECTURE.md, "Terms").
enum class MessageClass {
  user_message,   ///< something a person wrote: a non-empty body, or an encrypted one
  other_payload,  ///< a message with another purpose from a closed list (receipt, marker, attention, invitation, …)
  standalone,     ///< one or more chat states and no content
  nothing         ///< none of these
};

/// What an element beside the chat state of a standalone notification is.
enum class ExtraKind {
  metadata,       ///< routing and storage hints, ids, delay: a service or a later specification puts them there
  content,        ///< a known extension or an empty body or subject: content in XEP-0085 1.2, forbidden in 2.1
  unknown,        ///< an extension that is not known here
  undefined_core  ///< an element of jabber:client that RFC 6121 does not define: not properly namespaced content
};
struct Extra {
  ExtraKind kind;
  std::string name;  ///< `{namespace}name`, for reports
};

/// What matters of a message for the rules, read once.
struct Message {
  MessageClass message_class = MessageClass::nothing;
  std::string type;
  std::vector<std::string> states;
  std::optional<std::string> thread;
  std::optional<std::string> thread_parent;
  std::string body;
  bool error = false;
  bool delayed = false;                 ///< a direct XEP-0203 (or legacy) delay
  bool forwarded = false;               ///< holds a forwarded message: a carbon or an archive result
  bool encrypted = false;               ///< the body, if any, is inside an encrypted payload
  bool state_may_be_concealed = false;  ///< … that can hold a chat state, too (XEP-0373, XEP-0420)
  std::vector<Extra> extras;            ///< children other than state, thread, body and subject with text, and error

  [[nodiscard]] bool is_user_message() const { return message_class == MessageClass::user_message; }
  [[nodiscard]] bool is_standalone() const { return message_class == MessageClass::standalone; }
  [[nodiscard]] bool has_state(std::string_view state) const;
};

/// Reads a message stanza; the stanza has to be one.
Message read_message(const Stanza& stanza);

/// Names of the payloads that make a message one of class `other_payload`, for the glossary and tests.
std::string_view to_string(MessageClass message_class);

}  // namespace conformance::xmpp

// SPDX-License-Identifier: MIT
#include "xmpp/message.hpp"

#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "xmpp/classify.hpp"

namespace conformance::xmpp {

bool is_chat_state(std::string_view name) {
  constexpr std::array<std::string_view, 5> states = {"active", "composing", "paused", "inactive", "gone"};
  return std::find(states.begin(), states.end(), name) != states.end();
}

xml::Builder chat_state(std::string_view name) { return {name, ns::chat_states}; }

xml::Builder attention() { return {"attention", ns::attention}; }

std::vector<std::string> states_of(const xml::Element& stanza) {
  std::vector<std::string> states;
  for (const auto& child : stanza.children()) {
    if (child.ns() == ns::chat_states) states.emplace_back(child.name());
  }
  return states;
}

std::vector<std::string> attentions_of(const xml::Element& stanza) {
  if (!stanza.child("attention", ns::attention)) return {};
  return {"attention"};
}

bool Message::has_state(std::string_view state) const {
  return std::find(states.begin(), states.end(), state) != states.end();
}

Message read_message(const Stanza& stanza) {
  check(stanza.is_message(), "read_message was given another stanza");
  const auto& element = stanza.element();
  Message message;
  message.type = stanza.type();
  message.error = stanza.is_error();
  message.states = states_of(element);
  message.delayed = element.child("delay", ns::delay).has_value() || element.child("x", ns::legacy_delay).has_value();
  if (const auto thread = element.child("thread", ns::client)) {
    // An empty element names no thread.
    if (auto id = thread->text(); !id.empty()) message.thread = std::move(id);
    if (const auto parent = thread->attribute("parent")) message.thread_parent = std::string(*parent);
  }
  if (const auto body = element.child("body", ns::client)) message.body = body->text();
  classify(stanza, message);
  return message;
}

std::string_view to_string(MessageClass message_class) {
  switch (message_class) {
    case MessageClass::user_message:
      return "user message";
    case MessageClass::other_payload:
      return "other payload";
    case MessageClass::standalone:
      return "standalone notification";
    case MessageClass::nothing:
      break;
  }
  return "message";
}

}  // namespace conformance::xmpp

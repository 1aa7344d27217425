// SPDX-License-Identifier: MIT
#include "xmpp/attention.hpp"

namespace conformance::xmpp {

namespace {

bool has_attention(const xml::Element& element) { return element.child("attention", ns::attention).has_value(); }

std::string body_of(const xml::Element& message) {
  const auto body = message.child("body", ns::client);
  return body ? body->text() : "";
}

// The message in `<wrapper><forwarded><message/></forwarded></wrapper>`, or in `<forwarded/>` itself.
std::optional<Stanza> forwarded_in(const xml::Element& wrapper) {
  const auto forwarded = wrapper.is("forwarded", ns::forward) ? wrapper : wrapper.child("forwarded", ns::forward);
  const auto message = forwarded ? forwarded->child("message", ns::client) : std::nullopt;
  if (!message || !has_attention(*message)) return std::nullopt;
  const auto parsed = Stanza::parse(*message);
  return parsed.has_value() ? std::optional(*parsed) : std::nullopt;
}

AttentionKind kind_of_wrapper(const xml::Element& wrapper) {
  if (wrapper.name() == "result" && wrapper.ns().starts_with("urn:xmpp:mam:")) return AttentionKind::archived;
  const bool carbon = wrapper.ns() == ns::carbons && (wrapper.name() == "sent" || wrapper.name() == "received");
  return carbon ? AttentionKind::carbon : AttentionKind::misplaced;
}

}  // namespace

std::optional<ReceivedAttention> read_attention(const Stanza& stanza) {
  const auto& element = stanza.element();
  if (has_attention(element)) {
    ReceivedAttention found{AttentionKind::live, stanza.from(), body_of(element)};
    if (stanza.is_error()) {
      found.kind = AttentionKind::echoed;
    } else if (!stanza.is_message() || stanza.type() == "groupchat") {
      found.kind = AttentionKind::misplaced;
    } else if (element.child("delay", ns::delay)) {
      found.kind = AttentionKind::delayed;
    } else if (element.child("x", ns::legacy_delay)) {
      found.kind = AttentionKind::legacy_delayed;
    }
    return found;
  }
  if (!stanza.is_message() || stanza.is_error()) return std::nullopt;
  const auto children = element.children();
  for (const auto& child : children) {
    if (const auto message = forwarded_in(child)) {
      return ReceivedAttention{kind_of_wrapper(child), message->from(), body_of(message->element())};
    }
  }
  return std::nullopt;
}

}  // namespace conformance::xmpp

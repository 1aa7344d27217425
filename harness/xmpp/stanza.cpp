// SPDX-License-Identifier: MIT
#include "xmpp/stanza.hpp"

namespace conformance::xmpp {

namespace {

std::optional<Jid> address(const xml::Element& element, std::string_view name) {
  const auto text = element.attribute(name);
  if (!text) return std::nullopt;
  auto jid = Jid::parse(*text);
  if (jid.has_error()) return std::nullopt;
  return *jid;
}

std::string message_type(std::string_view type) {
  for (const std::string_view known : {"chat", "groupchat", "headline", "error"}) {
    if (type == known) return std::string(type);
  }
  return "normal";
}

// An answer goes back to where the stanza came from, by the same id.
xml::Builder reply(const Stanza& stanza, std::string_view type) {
  xml::Builder answer(stanza.element().name(), ns::client);
  answer.set("type", type);
  answer.set("id", stanza.element().attribute("id"));
  answer.set("to", stanza.element().attribute("from"));
  answer.set("from", stanza.element().attribute("to"));
  return answer;
}

}  // namespace

Result<Stanza> Stanza::parse(xml::Element element) {
  if (element.ns() != ns::client) {
    return InputError{"<" + std::string(element.name()) + "/> is not in the namespace jabber:client", ""};
  }
  Stanza stanza(std::move(element));
  const auto name = stanza.element_.name();
  const auto type = stanza.element_.attribute("type").value_or("");
  if (name == "message") {
    stanza.kind_ = Kind::message;
    stanza.type_ = message_type(type);
  } else if (name == "presence") {
    stanza.kind_ = Kind::presence;
    stanza.type_ = type;
  } else if (name == "iq") {
    stanza.kind_ = Kind::iq;
    stanza.type_ = type;
  } else {
    return InputError{"<" + std::string(name) + "/> is not a stanza, expected message, presence or iq", ""};
  }
  stanza.to_ = address(stanza.element_, "to");
  stanza.from_ = address(stanza.element_, "from");
  return stanza;
}

xml::Element error_reply(const Stanza& stanza, std::string_view type, std::string_view condition) {
  auto answer = reply(stanza, "error");
  for (const auto& child : stanza.element().children()) answer.add(child);
  answer.add(xml::Builder("error", ns::client).set("type", type).add(xml::Builder(condition, ns::stanzas)));
  return answer.build();
}

xml::Builder result_reply(const Stanza& iq) { return reply(iq, "result"); }

}  // namespace conformance::xmpp

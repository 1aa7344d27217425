// SPDX-License-Identifier: MIT
#include "reports/stanza_words.hpp"

#include <algorithm>
#include <array>

#include "reports/escape.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::reports {

namespace {

constexpr std::size_t text_bytes_max = 30;
constexpr std::size_t children_max = 8;
constexpr std::size_t names_max = 10'000;  // of contacts: a hostile trace must not fill the memory

std::string bare_of(const std::string& jid) { return jid.substr(0, jid.find('/')); }

// What a namespace is commonly called.
std::string called(const xml::Element& child) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> known = {
      {{"http://jabber.org/protocol/disco#info", "disco#info"},
       {"http://jabber.org/protocol/disco#items", "disco#items"},
       {"jabber:iq:roster", "roster"},
       {"jabber:iq:register", "register"},
       {"http://jabber.org/protocol/caps", "caps"},
       {"urn:xmpp:delay", "delay"}}};
  for (const auto& [ns, name] : known) {
    if (child.ns() == ns) return std::string(name);
  }
  return std::string(child.name());
}

}  // namespace

std::string in_words(const xml::Element& element) {
  std::string text(element.name());
  if (const auto type = element.attribute("type"); type) text += " " + cut(*type, text_bytes_max);
  const auto children = element.children();
  std::size_t shown = 0;
  for (const auto& child : children) {
    if (++shown > children_max) return text + " ...";
    if (child.is("body", xmpp::ns::client)) {
      text += " \"" + cut(child.text(), text_bytes_max) + "\"";
    } else if (child.is("thread", xmpp::ns::client) || child.is("status", xmpp::ns::client)) {
      text += " " + std::string(child.name()) + " " + cut(child.text(), text_bytes_max);
    } else {
      text += " " + cut(called(child), text_bytes_max);
    }
  }
  return text;
}

Names::Names(const trace::Header& header) : iut_(bare_of(header.iut)), server_role_(header.role != "client") {}

void Names::learn(const trace::Event& event) {
  const auto* contact = event.as<trace::ContactEvent>();
  if (contact == nullptr) return;
  if (contact->observer == trace::at_iut) seen_at_iut_ = true;
  if (names_.size() < names_max || names_.contains(contact->jid)) names_[contact->jid] = contact->name;
}

std::string Names::of(const std::string& jid) const {
  const auto bare = bare_of(jid);
  if (bare.empty()) return "server";
  if (const auto found = names_.find(bare); found != names_.end()) return found->second;
  if (bare == iut_) return server_role_ ? "server" : "target";
  return bare.find('@') == std::string::npos ? "server" : bare.substr(0, bare.find('@'));
}

std::optional<Ends> Names::ends(const trace::StanzaEvent& event) const {
  const auto address = [](const std::optional<xmpp::Jid>& jid) { return jid ? jid->to_string() : std::string(); };
  if (event.at == trace::at_iut) {
    const auto other = of(address(event.out ? event.stanza.to() : event.stanza.from()));
    return Ends{"target", other == "target" ? "server" : other, event.out};
  }
  if (seen_at_iut_) return std::nullopt;
  return Ends{of(event.at), "server", event.out};
}

}  // namespace conformance::reports

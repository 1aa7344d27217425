// SPDX-License-Identifier: MIT
#include "peer/contact.hpp"

namespace conformance::peer {

namespace {
constexpr const char* caps_node = "urn:x-conformance:actor";
}

Contact::Contact(const scenario::CastMember& member, const std::string& salt)
    : caps_(member.caps), disco_(member.disco) {
  info_.identities.push_back({"client", "pc", "", "conformance actor"});
  info_.features = {xmpp::ns::disco_info, xmpp::ns::caps, "urn:x-conformance:" + salt + ":" + member.name};
  info_.features.insert(info_.features.end(), member.features.begin(), member.features.end());
}

std::optional<xmpp::Caps> Contact::caps() const {
  if (caps_ == "none") return std::nullopt;
  auto info = info_;
  if (caps_ == "wrong") info.features.emplace_back("urn:x-conformance:not-there");
  return xmpp::Caps{"sha-1", caps_node, xmpp::caps_ver(info, "sha-1").value_or("")};
}

std::optional<xml::Element> Contact::answer(const xmpp::Stanza& iq) const {
  const auto query = iq.child("query", xmpp::ns::disco_info);
  if (query && iq.type() == "get") {
    const auto node = query->attribute("node");
    const auto own = caps();
    const bool refused = disco_ == "error" || (disco_ == "caps only" && !node) ||
                         (node && (caps_ == "unresolvable" || !own || *node != own->disco_node()));
    if (disco_ == "silent") return std::nullopt;
    if (refused) return xmpp::error_reply(iq, "cancel", "item-not-found");
    auto info = info_;
    if (node) info.node = std::string(*node);
    return xmpp::result_reply(iq).add(info.to_element()).build();
  }
  const bool simple = iq.child("ping", xmpp::ns::ping).has_value() || iq.child("query", xmpp::ns::roster).has_value();
  if (simple) return xmpp::result_reply(iq).build();
  return xmpp::error_reply(iq, "cancel", "service-unavailable");
}

}  // namespace conformance::peer

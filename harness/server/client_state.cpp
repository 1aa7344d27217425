// SPDX-License-Identifier: MIT
#include "server/server.hpp"

/// Client state indication (XEP-0352): what does not matter to somebody who does not look waits.
namespace conformance::server {

namespace {
constexpr std::size_t held_back_max = 100;
}

// `<inactive xmlns='urn:xmpp:csi:0'/>` and active: no stanzas, and not answered.
bool Server::client_state(const SessionPtr& session, const xml::Element& element) {
  if (element.ns() != xmpp::ns::client_state) return false;
  if (element.name() == "inactive") session->inactive = true;
  if (element.name() == "active") {
    session->inactive = false;
    release(session);
  }
  return true;
}

// Chat states alone wait until something else comes (XEP-0352 3.2 would even have them dropped); all in order.
bool Server::hold_back(const SessionPtr& session, const xml::Element& element) {
  if (!session->inactive) return false;
  const auto stanza = xmpp::Stanza::parse(element);
  const bool waits = stanza.has_value() && stanza->is_message() && xmpp::read_message(*stanza).is_standalone();
  if (!waits) {
    release(session);
    return false;
  }
  if (faults_.has("server-csi-ignored")) return false;
  if (faults_.has("server-csi-drops")) return true;
  session->held_back.push_back(element);
  if (session->held_back.size() > held_back_max) session->held_back.pop_front();
  return true;
}

void Server::release(const SessionPtr& session) {
  const auto held_back = std::exchange(session->held_back, {});
  const bool inactive = std::exchange(session->inactive, false);
  for (const auto& element : held_back) deliver(session, element);
  session->inactive = inactive;
}

}  // namespace conformance::server

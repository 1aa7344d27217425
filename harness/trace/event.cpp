// SPDX-License-Identifier: MIT
#include "trace/event.hpp"

namespace conformance::trace {

std::string Header::version_of(const std::string& specification) const {
  for (const auto& [id, version] : versions) {
    if (id == specification) return version;
  }
  return "";
}

StanzaEvent observe(std::string at, bool out, xmpp::Stanza stanza) {
  std::shared_ptr<const xmpp::Message> message;
  if (stanza.is_message()) message = std::make_shared<const xmpp::Message>(xmpp::read_message(stanza));
  return {std::move(at), out, std::move(stanza), std::move(message)};
}

}  // namespace conformance::trace

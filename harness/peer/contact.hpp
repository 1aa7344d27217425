// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "scenario/scenario.hpp"
#include "xmpp/caps.hpp"
#include "xmpp/stanza.hpp"

namespace conformance::peer {

/// What an actor says of itself: disco#info and caps, by its part in the cast.
///
/// Its features hold one that is unique to run and contact, so that no caps cache knows it: what the target has not
/// asked for, it does not know.
class Contact {
 public:
  Contact(const scenario::CastMember& member, const std::string& salt);

  [[nodiscard]] const xmpp::DiscoInfo& info() const { return info_; }
  /// What its presence carries; nothing if it has none.
  [[nodiscard]] std::optional<xmpp::Caps> caps() const;
  /// The answer to an iq request; nothing where its part is to keep silent.
  [[nodiscard]] std::optional<xml::Element> answer(const xmpp::Stanza& iq) const;

 private:
  std::string caps_;
  std::string disco_;
  xmpp::DiscoInfo info_;
};

}  // namespace conformance::peer

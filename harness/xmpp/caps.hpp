// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "xml/element.hpp"
#include "xmpp/disco.hpp"

namespace conformance::xmpp {

/// `<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='…' ver='…'/>` (XEP-0115 4)
struct Caps {
  std::string hash;
  std::string node;
  std::string ver;

  /// The first caps element of a presence; attributes that are missing are "".
  static std::optional<Caps> of(const xml::Element& presence);
  [[nodiscard]] xml::Builder to_element() const;
  /// The disco node that the caps stand for: `node#ver` (XEP-0115 6.2).
  [[nodiscard]] std::string disco_node() const { return node + "#" + ver; }
  friend bool operator==(const Caps&, const Caps&) = default;
};

/// The string that is hashed (XEP-0115 5.1 steps 1 to 8).
std::string caps_string(const DiscoInfo& info);
/// The verification string, or nothing if the hash function is not known here (known: sha-1, sha-256, sha-512).
std::optional<std::string> caps_ver(const DiscoInfo& info, std::string_view hash);

/// Why a disco#info result is ill-formed for caps (XEP-0115 5.4 step 3): a sentence, or nothing if it is well-formed.
std::optional<std::string> ill_formed_for_caps(const DiscoInfo& info);

}  // namespace conformance::xmpp

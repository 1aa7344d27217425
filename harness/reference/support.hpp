// SPDX-License-Identifier: MIT
#pragma once

#include "xmpp/disco.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::reference {

/// What the client was told of a contact's support for a feature (XEP-0085 4, XEP-0224 5).
enum class Advertised { unknown, no, yes };

/// What a contact's disco#info lists, of all that the client cares about.
struct Offers {
  bool chat_states = false;
  bool attention = false;

  static Offers of(const xmpp::DiscoInfo& info) {
    return {info.has_feature(xmpp::ns::chat_states), info.has_feature(xmpp::ns::attention)};
  }
};

}  // namespace conformance::reference

// SPDX-License-Identifier: MIT
#include "xmpp/muc.hpp"

#include <algorithm>

#include "xmpp/namespaces.hpp"

namespace conformance::xmpp {

bool has_muc_status(const xml::Element& presence, std::string_view code) {
  const auto x = presence.child("x", ns::muc_user);
  if (!x) return false;
  const auto children = x->children();
  return std::any_of(children.begin(), children.end(), [&](const xml::Element& child) {
    return child.is("status", ns::muc_user) && child.attribute("code") == code;
  });
}

}  // namespace conformance::xmpp

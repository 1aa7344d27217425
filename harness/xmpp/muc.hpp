// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "xml/element.hpp"

namespace conformance::xmpp {

/// A status code of a room's presence (XEP-0045 15.6.2): 110 for one's own, 201 for a new room, 307 for a kick.
/// `<x xmlns='http://jabber.org/protocol/muc#user'><status code='110'/></x>`
bool has_muc_status(const xml::Element& presence, std::string_view code);

}  // namespace conformance::xmpp

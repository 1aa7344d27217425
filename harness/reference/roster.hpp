// SPDX-License-Identifier: MIT
#pragma once

#include <set>

#include "xmpp/jid.hpp"
#include "xmpp/stanza.hpp"

namespace conformance::reference {

/// Whom the user has in the roster (RFC 6121 2), with whatever subscription.
class Roster {
 public:
  /// `<query xmlns='jabber:iq:roster'/>` of a result or a push of the own server.
  void take(const xml::Element& query) {
    const auto items = query.children();
    for (const auto& item : items) {
      const auto jid = xmpp::Jid::parse(item.attribute("jid").value_or(""));
      if (!item.is("item", xmpp::ns::roster) || jid.has_error()) continue;
      if (item.attribute("subscription") == "remove") {
        contacts_.erase(jid->bare());
      } else {
        contacts_.insert(jid->bare());
      }
    }
  }
  [[nodiscard]] bool contains(const xmpp::Jid& jid) const { return contacts_.contains(jid.bare()); }

 private:
  std::set<xmpp::Jid> contacts_;  // bare
};

}  // namespace conformance::reference

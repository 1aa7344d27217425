// SPDX-License-Identifier: MIT
#include "server/rooms.hpp"
#include "xmpp/disco.hpp"

namespace conformance::server {

namespace {

xml::Element info(const std::string& name) {
  xmpp::DiscoInfo info;
  info.identities.push_back({"conference", "text", "", name});
  info.features = {xmpp::ns::disco_info, xmpp::ns::disco_items, xmpp::ns::muc, xmpp::ns::ping};
  return info.to_element().build();
}

xml::Builder item(const std::string& jid) { return xml::Builder("item", xmpp::ns::disco_items).set("jid", jid); }

}  // namespace

void Rooms::iq(const xmpp::Jid& user, const xmpp::Stanza& stanza) {
  const auto& to = *stanza.to();
  if (to.local().empty()) return iq_to_service(user, stanza);
  auto* room = find(to);
  if (room == nullptr) return refuse(user, stanza, "cancel", "item-not-found");
  if (to.is_bare()) return iq_to_room(user, stanza, *room);
  iq_to_occupant(user, stanza, *room);
}

void Rooms::iq_to_service(const xmpp::Jid& user, const xmpp::Stanza& stanza) {
  if (stanza.type() != "get") return refuse(user, stanza, "cancel", "service-unavailable");
  if (stanza.child("query", xmpp::ns::disco_info)) {
    deliver_(user, xmpp::result_reply(stanza).add(info("conformance rooms")).build());
  } else if (stanza.child("query", xmpp::ns::disco_items)) {
    xml::Builder items("query", xmpp::ns::disco_items);
    for (const auto& [jid, room] : rooms_) {
      if (jid.domain() == stanza.to()->domain()) items.add(item(jid.to_string()));
    }
    deliver_(user, xmpp::result_reply(stanza).add(std::move(items)).build());
  } else if (stanza.child("ping", xmpp::ns::ping)) {
    deliver_(user, xmpp::result_reply(stanza).build());
  } else {
    refuse(user, stanza, "cancel", "service-unavailable");
  }
}

void Rooms::iq_to_room(const xmpp::Jid& user, const xmpp::Stanza& stanza, Room& room) {
  const bool get = stanza.type() == "get";
  const auto* occupant = room.by_user(user);
  const auto admin = stanza.child("query", xmpp::ns::muc_admin);
  const auto owner = stanza.child("query", xmpp::ns::muc_owner);
  if (get && stanza.child("query", xmpp::ns::disco_info)) {
    deliver_(user, xmpp::result_reply(stanza).add(info(room.jid.local())).build());
  } else if (get && stanza.child("query", xmpp::ns::disco_items)) {
    xml::Builder items("query", xmpp::ns::disco_items);
    for (const auto& one : room.occupants) items.add(item(room.address(one)));
    deliver_(user, xmpp::result_reply(stanza).add(std::move(items)).build());
  } else if (get && stanza.child("ping", xmpp::ns::ping)) {
    deliver_(user, xmpp::result_reply(stanza).build());
  } else if (stanza.type() == "set" && (admin || owner)) {
    if (occupant == nullptr || !occupant->owner) return refuse(user, stanza, "auth", "forbidden");
    if (admin) return administer(user, stanza, room, *admin);
    deliver_(user, xmpp::result_reply(stanza).build());
    if (owner->child("destroy", xmpp::ns::muc_owner)) destroy(xmpp::Jid(room.jid));
  } else {
    refuse(user, stanza, "cancel", "service-unavailable");
  }
}

// XEP-0045 8.2, 8.3, 8.4: kicks, takes voice and grants it. All or nothing.
void Rooms::administer(const xmpp::Jid& user, const xmpp::Stanza& stanza, Room& room, const xml::Element& query) {
  const auto items = query.children();
  for (const auto& one : items) {
    const auto* occupant = room.by_nick(std::string(one.attribute("nick").value_or("")));
    const auto role = one.attribute("role").value_or("");
    if (occupant == nullptr) return refuse(user, stanza, "cancel", "item-not-found");
    if (occupant->owner) return refuse(user, stanza, "cancel", "not-allowed");
    if (role != "none" && role != "visitor" && role != "participant")
      return refuse(user, stanza, "modify", "bad-request");
  }
  for (const auto& one : items) {
    const std::string nick(one.attribute("nick").value_or(""));
    auto* occupant = room.by_nick(nick);
    if (occupant == nullptr) continue;  // named twice
    if (one.attribute("role") == "none") {
      const auto gone = xml::Builder("presence", xmpp::ns::client).set("type", "unavailable").build();
      leave(room, nick, gone, "307");
    } else {
      occupant->voice = one.attribute("role") != "visitor";
      tell_all(room, *occupant, occupant->presence, {"110"});
    }
  }
  deliver_(user, xmpp::result_reply(stanza).build());
}

// Requests and answers go to the occupant's client, under the sender's name in the room (XEP-0045 17.2).
void Rooms::iq_to_occupant(const xmpp::Jid& user, const xmpp::Stanza& stanza, Room& room) {
  const auto* sender = room.by_user(user);
  if (sender == nullptr) return refuse(user, stanza, "cancel", "not-acceptable");
  const auto* to = room.by_nick(stanza.to()->resource());
  if (to == nullptr) return refuse(user, stanza, "cancel", "item-not-found");
  if (to == sender && stanza.type() == "get" && stanza.child("ping", xmpp::ns::ping)) {
    deliver_(user, xmpp::result_reply(stanza).build());  // XEP-0410
    return;
  }
  deliver_(to->user,
           xml::Builder(stanza.element()).set("from", room.address(*sender)).set("to", to->user.to_string()).build());
}

}  // namespace conformance::server

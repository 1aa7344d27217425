// SPDX-License-Identifier: MIT
#include "server/rooms.hpp"

#include <algorithm>
#include <charconv>

namespace conformance::server {

namespace {

const char* role_of(const Occupant& occupant) {
  if (occupant.owner) return "moderator";
  return occupant.voice ? "participant" : "visitor";
}

xml::Element unavailable() { return xml::Builder("presence", xmpp::ns::client).set("type", "unavailable").build(); }

// XEP-0045 7.2.14: how much of the history the newcomer wants.
std::size_t history_wanted(const xmpp::Stanza& stanza) {
  const auto x = stanza.child("x", xmpp::ns::muc);
  const auto history = x ? x->child("history", xmpp::ns::muc) : std::nullopt;
  const auto most = history ? history->attribute("maxstanzas") : std::nullopt;
  if (!most) return history_max;
  std::size_t number = 0;
  std::from_chars(most->data(), most->data() + most->size(), number);
  return number;
}

}  // namespace

Occupant* Room::by_user(const xmpp::Jid& user) {
  const auto found =
      std::find_if(occupants.begin(), occupants.end(), [&](const Occupant& o) { return o.user == user; });
  return found == occupants.end() ? nullptr : &*found;
}

Occupant* Room::by_nick(const std::string& nick) {
  const auto found =
      std::find_if(occupants.begin(), occupants.end(), [&](const Occupant& o) { return o.nick == nick; });
  return found == occupants.end() ? nullptr : &*found;
}

void Rooms::handle(const xmpp::Jid& user, const xmpp::Stanza& stanza) {
  switch (stanza.kind()) {
    case xmpp::Stanza::Kind::message:
      message(user, stanza);
      break;
    case xmpp::Stanza::Kind::presence:
      presence(user, stanza);
      break;
    case xmpp::Stanza::Kind::iq:
      iq(user, stanza);
      break;
  }
}

Room* Rooms::find(const xmpp::Jid& bare) {
  const auto found = rooms_.find(bare.bare());
  return found == rooms_.end() ? nullptr : &found->second;
}

void Rooms::refuse(const xmpp::Jid& user, const xmpp::Stanza& stanza, const char* type, const char* condition) {
  const bool answer = stanza.is_iq() && stanza.type() == "result";
  if (!answer && !stanza.is_error()) deliver_(user, xmpp::error_reply(stanza, type, condition));
}

void Rooms::presence(const xmpp::Jid& user, const xmpp::Stanza& stanza) {
  const auto& to = *stanza.to();
  if (!stanza.is_availability() || to.local().empty()) return;
  auto* room = find(to);
  auto* occupant = room == nullptr ? nullptr : room->by_user(user);
  if (stanza.type() == "unavailable") {
    if (occupant != nullptr) leave(*room, occupant->nick, stanza.element(), nullptr);
  } else if (to.is_bare()) {  // XEP-0045 7.2.1: there is no occupant without a nick
    refuse(user, stanza, "modify", "jid-malformed");
  } else if (occupant == nullptr) {
    enter(user, stanza, room);
  } else if (occupant->nick != to.resource()) {  // 7.6: nicks are locked down
    refuse(user, stanza, "cancel", "not-acceptable");
  } else {
    occupant->presence = stanza.element();
    if (stanza.child("x", xmpp::ns::muc)) {
      welcome(*room, *occupant, stanza, false);
    } else {
      tell_all(*room, *occupant, occupant->presence, {"110"});
    }
  }
}

void Rooms::enter(const xmpp::Jid& user, const xmpp::Stanza& stanza, Room* room) {
  const auto& to = *stanza.to();
  if (!stanza.child("x", xmpp::ns::muc)) return refuse(user, stanza, "modify", "not-acceptable");
  if (room != nullptr && room->by_nick(to.resource()) != nullptr) return refuse(user, stanza, "cancel", "conflict");
  const bool made = room == nullptr;
  const bool full = made ? rooms_.size() >= rooms_max : room->occupants.size() >= occupants_max;
  if (full) return refuse(user, stanza, "wait", made ? "resource-constraint" : "service-unavailable");
  if (made) room = &rooms_.emplace(to.bare(), Room{to.bare(), {}, {}, std::nullopt}).first->second;
  room->occupants.push_back({to.resource(), user, stanza.element(), made, true});
  welcome(*room, room->occupants.back(), stanza, made);
}

// XEP-0045 7.2: the others' presence, the newcomer's own, the history, and the subject, in this order.
void Rooms::welcome(Room& room, const Occupant& newcomer, const xmpp::Stanza& stanza, bool made) {
  for (const auto& other : room.occupants) {
    if (other.nick != newcomer.nick) {
      deliver_(newcomer.user, presence_of(room, other, newcomer, other.presence, {}));
    }
  }
  std::vector<std::string> own = {"110"};
  if (made) own.emplace_back("201");
  tell_all(room, newcomer, newcomer.presence, own);
  const auto wanted = std::min(history_wanted(stanza), room.history.size());
  const auto to = newcomer.user.to_string();
  for (auto at = room.history.end() - static_cast<std::ptrdiff_t>(wanted); at != room.history.end(); ++at) {
    deliver_(newcomer.user, xml::Builder(*at).set("to", to).build());
  }
  const auto none = xml::Builder("message", xmpp::ns::client)
                        .set("type", "groupchat")
                        .set("from", room.jid.to_string())
                        .add(xml::Builder("subject", xmpp::ns::client))
                        .build();
  deliver_(newcomer.user, xml::Builder(room.subject.value_or(none)).set("to", to).build());
}

void Rooms::tell_all(Room& room, const Occupant& of, const xml::Element& presence,
                     const std::vector<std::string>& own) {
  const std::vector<std::string> reasons(std::find_if(own.begin(), own.end(), [](const auto& s) { return s == "307"; }),
                                         own.end());
  for (const auto& other : room.occupants) {
    deliver_(other.user, presence_of(room, of, other, presence, other.nick == of.nick ? own : reasons));
  }
}

xml::Element Rooms::presence_of(const Room& room, const Occupant& occupant, const Occupant& to,
                                const xml::Element& presence, const std::vector<std::string>& statuses) const {
  const bool there = !presence.attribute("type");
  xml::Builder item("item", xmpp::ns::muc_user);
  item.set("affiliation", occupant.owner ? "owner" : "none").set("role", there ? role_of(occupant) : "none");
  if (to.owner) item.set("jid", occupant.user.to_string());  // semi-anonymous
  xml::Builder x("x", xmpp::ns::muc_user);
  x.add(std::move(item));
  for (const auto& status : statuses) x.add(xml::Builder("status", xmpp::ns::muc_user).set("code", status));
  xml::Builder told(presence);
  told.remove("x", xmpp::ns::muc).remove("x", xmpp::ns::muc_user);
  told.set("from", room.address(occupant)).set("to", to.user.to_string());
  // The fault "room-state-in-presence": the room announces what it thinks of its occupant.
  if (there && faults_.has("room-state-in-presence")) told.add(xmpp::chat_state("active"));
  return told.add(std::move(x)).build();
}

void Rooms::leave(Room& room, const std::string& nick, const xml::Element& presence, const char* status) {
  // A copy: who leaves is told last, and is in the room no more.
  const auto gone = *room.by_nick(nick);
  std::vector<std::string> own = {"110"};
  if (status != nullptr) own.emplace_back(status);
  tell_all(room, gone, presence, own);
  std::erase_if(room.occupants, [&](const Occupant& occupant) { return occupant.nick == nick; });
  // The fault "room-generates-gone": who leaves is taken to have ended a chat.
  if (faults_.has("room-generates-gone")) {
    for (const auto& other : room.occupants) {
      deliver_(other.user, xml::Builder("message", xmpp::ns::client)
                               .set("type", "groupchat")
                               .set("from", room.address(gone))
                               .set("to", other.user.to_string())
                               .add(xmpp::chat_state("gone"))
                               .build());
    }
  }
  if (room.occupants.empty()) rooms_.erase(xmpp::Jid(room.jid));
}

void Rooms::leave_all(const xmpp::Jid& user) {
  std::vector<xmpp::Jid> in;
  for (auto& [jid, room] : rooms_) {
    if (room.by_user(user) != nullptr) in.push_back(jid);
  }
  for (const auto& jid : in) {
    auto& room = rooms_.at(jid);
    leave(room, room.by_user(user)->nick, unavailable(), nullptr);
  }
}

void Rooms::destroy(const xmpp::Jid& room) {
  const auto found = rooms_.find(room);
  if (found == rooms_.end()) return;
  const auto room_gone = found->second;
  rooms_.erase(found);
  for (const auto& occupant : room_gone.occupants) {  // XEP-0045 10.9
    deliver_(occupant.user,
             xml::Builder("presence", xmpp::ns::client)
                 .set("type", "unavailable")
                 .set("from", room_gone.address(occupant))
                 .set("to", occupant.user.to_string())
                 .add(xml::Builder("x", xmpp::ns::muc_user)
                          .add(xml::Builder("item", xmpp::ns::muc_user).set("affiliation", "none").set("role", "none"))
                          .add(xml::Builder("destroy", xmpp::ns::muc_user))
                          .add(xml::Builder("status", xmpp::ns::muc_user).set("code", "110")))
                 .build());
  }
}

}  // namespace conformance::server

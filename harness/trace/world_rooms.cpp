// SPDX-License-Identifier: MIT
#include "trace/world.hpp"
#include "xmpp/muc.hpp"

/// What the world knows of rooms (XEP-0045).
namespace conformance::trace {

bool World::is_own_occupant(const xmpp::Jid& jid) const {
  const auto room = rooms_.find(jid.bare().to_string());
  return room != rooms_.end() && room->second.contains(jid.to_string());
}

// XEP-0045 7.4, 7.2.13: a room sends the target's own messages back to it, and what was said before it came. Neither is
// a delivery. Under the target's name another of the user's clients may write, too. Sessions and threads are no matter
// of rooms.
void World::interpret_groupchat(const Event& event, const StanzaEvent& stanza, std::vector<Change>& changes) const {
  const auto& from = *stanza.stanza.from();
  const auto key = key_for(from, "groupchat");
  Change change{Change::Kind::delivered, key, &stanza, {}, from.to_string(), false, event.n};
  change.own = is_own_occupant(from);
  const auto sent = own_.find(stanza.stanza.id());
  if (change.own && !stanza.message->delayed && sent != own_.end() && sent->second.key == key) {
    change.kind = Change::Kind::echoed;
  } else if (change.own || stanza.message->delayed) {
    change.kind = Change::Kind::copied;
    change.message = stanza.message;
  }
  changes.push_back(std::move(change));
}

// Who is in a room no more has no private chats there.
void World::interpret_leaving(const std::string& room, std::vector<Change>& changes) const {
  for (const auto& [key, conversation] : conversations_) {
    const bool here = key.kind == ConversationKind::room
                          ? key.partner == room
                          : key.kind == ConversationKind::private_message && key.partner.starts_with(room + "/");
    if (here) changes.push_back({Change::Kind::session_ended, key, nullptr, SessionEnd::partner_unavailable, room});
  }
}

// The target is in a room as soon as it asks for it, under the name that it asks for or that the room gives it
// (XEP-0045 7.2), until it is refused or told that it has left.
void World::apply_rooms(const StanzaEvent& seen) {
  const auto& stanza = seen.stanza;
  const bool sent = is_send(seen);
  const auto& other = sent ? stanza.to() : stanza.from();
  if (!other || !stanza.is_presence()) return;
  const auto room = other->bare().to_string();
  const auto known = rooms_.find(room);
  if (sent && stanza.type().empty() && stanza.child("x", xmpp::ns::muc)) {
    rooms_[room].insert(other->to_string());
  } else if (sent || known == rooms_.end()) {
    return;
  } else if (stanza.is_error() || stanza.type() == "unavailable") {
    known->second.erase(other->to_string());
  } else if (xmpp::has_muc_status(stanza.element(), "110")) {
    known->second.insert(other->to_string());
  }
}

}  // namespace conformance::trace

// SPDX-License-Identifier: MIT
#include "base/unix_time.hpp"
#include "server/rooms.hpp"
#include "server/server.hpp"

namespace conformance::server {

void Rooms::message(const xmpp::Jid& user, const xmpp::Stanza& stanza) {
  if (stanza.is_error()) return;
  auto* room = find(*stanza.to());
  if (room == nullptr) return refuse(user, stanza, "cancel", "item-not-found");
  const auto* sender = room->by_user(user);
  const bool groupchat = stanza.type() == "groupchat";
  if (sender == nullptr) {  // XEP-0045 7.4, 7.5
    refuse(user, stanza, "modify", "not-acceptable");
  } else if (groupchat != stanza.to()->is_bare()) {
    refuse(user, stanza, "modify", "bad-request");
  } else if (groupchat) {
    message_to_room(*room, *sender, stanza);
  } else {
    message_to_occupant(*room, *sender, stanza);
  }
}

void Rooms::message_to_room(Room& room, const Occupant& sender, const xmpp::Stanza& stanza) {
  const auto message = xmpp::read_message(stanza);
  if (!sender.voice) return refuse(sender.user, stanza, "auth", "forbidden");
  // XEP-0085 5.8 lets a room refuse to deliver standalone notifications, in silence or with an error.
  if (message.is_standalone() && faults_.has("room-drops-standalone")) return;
  if (message.is_standalone() && faults_.has("room-bounces-standalone")) {
    return refuse(sender.user, stanza, "modify", "not-acceptable");
  }
  xml::Builder builder(stanza.element());
  builder.set("from", room.address(sender));
  if (faults_.has("room-adds-active") && !message.body.empty() && message.states.empty()) {
    builder.add(xmpp::chat_state("active"));
  }
  if (faults_.has("room-adds-second-state") && !message.body.empty() && !message.states.empty()) {
    builder.add(xmpp::chat_state("composing"));
  }
  const auto sent = builder.build();
  // XEP-0045 8.1: a subject alone is the room's from now on.
  const bool subject = stanza.child("subject", xmpp::ns::client) && message.body.empty() && !message.thread;
  if (subject) room.subject = sent;
  remember(room, sent, message);
  for (const auto& occupant : room.occupants) {  // the sender, too
    deliver_(occupant.user, xml::Builder(sent).set("to", occupant.user.to_string()).build());
  }
}

// What was said is kept, and no chat state alone (XEP-0085 5.8).
void Rooms::remember(Room& room, const xml::Element& sent, const xmpp::Message& message) {
  const bool kept = message.is_user_message() || (message.is_standalone() && faults_.has("room-stores-standalone"));
  if (!kept || faults_.has("room-without-history")) return;
  room.history.push_back(xml::Builder(sent)
                             .add(xml::Builder("delay", xmpp::ns::delay)
                                      .set("from", room.jid.to_string())
                                      .set("stamp", stamp(unix_time(clock_))))
                             .build());
  if (room.history.size() > history_max) room.history.pop_front();
}

void Rooms::message_to_occupant(Room& room, const Occupant& sender, const xmpp::Stanza& stanza) {
  const auto* to = room.by_nick(stanza.to()->resource());
  if (to == nullptr) return refuse(sender.user, stanza, "cancel", "item-not-found");
  xml::Builder sent(stanza.element());
  sent.set("from", room.address(sender)).set("to", to->user.to_string());
  // XEP-0045 7.5: so that the recipient knows it for a private message.
  if (!stanza.child("x", xmpp::ns::muc_user)) sent.add(xml::Builder("x", xmpp::ns::muc_user));
  deliver_(to->user, sent.build());
}

}  // namespace conformance::server

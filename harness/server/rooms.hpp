// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "faults/faults.hpp"
#include "xmpp/message.hpp"
#include "xmpp/stanza.hpp"

namespace conformance::server {

/// The most rooms of a server, occupants of a room, and messages in its history.
inline constexpr std::size_t rooms_max = 1'000;
inline constexpr std::size_t occupants_max = 100;
inline constexpr std::size_t history_max = 20;

/// Somebody in a room.
struct Occupant {
  std::string nick;
  xmpp::Jid user;  ///< full
  xml::Element presence;
  bool owner = false;  ///< made the room: may kick, and take voice
  bool voice = true;
};

struct Room {
  xmpp::Jid jid;
  std::vector<Occupant> occupants;   ///< in the order in which they came
  std::deque<xml::Element> history;  ///< as they were sent out, with their time, oldest first
  std::optional<xml::Element> subject;

  [[nodiscard]] Occupant* by_user(const xmpp::Jid& user);
  [[nodiscard]] Occupant* by_nick(const std::string& nick);
  [[nodiscard]] std::string address(const Occupant& occupant) const { return jid.to_string() + "/" + occupant.nick; }
};

/// A room service (XEP-0045): entering, leaving, messages with history and subject, private messages, kicking, voice,
/// service discovery. Whoever enters first owns the room, it is open at once, and it goes with its last occupant. Nicks
/// are not changed, and nothing is configured.
class Rooms {
 public:
  /// Writes a stanza to a user's full JID, if he is there.
  using Deliver = std::function<void(const xmpp::Jid& user, const xml::Element& element)>;
  Rooms(Clock& clock, const faults::FaultSet& faults, Deliver deliver)
      : clock_(clock), faults_(faults), deliver_(std::move(deliver)) {}

  /// A stanza of a user to the service, a room or an occupant, stamped with its sender.
  void handle(const xmpp::Jid& user, const xmpp::Stanza& stanza);
  /// The user is offline.
  void leave_all(const xmpp::Jid& user);
  void destroy(const xmpp::Jid& room);

 private:
  // rooms.cpp
  void presence(const xmpp::Jid& user, const xmpp::Stanza& stanza);
  void enter(const xmpp::Jid& user, const xmpp::Stanza& stanza, Room* room);
  void welcome(Room& room, const Occupant& newcomer, const xmpp::Stanza& stanza, bool made);
  /// Tells everybody; who goes for a reason has its status code.
  void leave(Room& room, const std::string& nick, const xml::Element& presence, const char* status);
  [[nodiscard]] Room* find(const xmpp::Jid& bare);
  [[nodiscard]] xml::Element presence_of(const Room& room, const Occupant& occupant, const Occupant& to,
                                         const xml::Element& presence, const std::vector<std::string>& statuses) const;
  void tell_all(Room& room, const Occupant& of, const xml::Element& presence, const std::vector<std::string>& own);
  void refuse(const xmpp::Jid& user, const xmpp::Stanza& stanza, const char* type, const char* condition);

  // room_messages.cpp
  void message(const xmpp::Jid& user, const xmpp::Stanza& stanza);
  void message_to_room(Room& room, const Occupant& sender, const xmpp::Stanza& stanza);
  void message_to_occupant(Room& room, const Occupant& sender, const xmpp::Stanza& stanza);
  void remember(Room& room, const xml::Element& sent, const xmpp::Message& message);

  // room_iq.cpp
  void iq(const xmpp::Jid& user, const xmpp::Stanza& stanza);
  void iq_to_service(const xmpp::Jid& user, const xmpp::Stanza& stanza);
  void iq_to_room(const xmpp::Jid& user, const xmpp::Stanza& stanza, Room& room);
  void iq_to_occupant(const xmpp::Jid& user, const xmpp::Stanza& stanza, Room& room);
  void administer(const xmpp::Jid& user, const xmpp::Stanza& stanza, Room& room, const xml::Element& query);

  Clock& clock_;
  const faults::FaultSet& faults_;
  Deliver deliver_;
  std::map<xmpp::Jid, Room> rooms_;
};

}  // namespace conformance::server

// SPDX-License-Identifier: MIT
#include "run/player.hpp"
#include "xmpp/muc.hpp"

/// What actors do in rooms (XEP-0045).
namespace conformance::run {

namespace {

bool is_presence_of(const xml::Element& element, const xmpp::Jid& occupant, std::string_view type) {
  const auto stanza = xmpp::Stanza::parse(element);
  return stanza.has_value() && stanza->is_presence() && stanza->type() == type && stanza->from() == occupant;
}

// The condition of an error: "conflict".
std::string condition(const xml::Element& stanza) {
  const auto error = stanza.child("error", xmpp::ns::client);
  const auto children = error ? error->children() : std::vector<xml::Element>{};
  return children.empty() ? "an error" : std::string(children.front().name());
}

}  // namespace

Task<bool> Player::open_rooms() {
  if (scenario_.rooms.empty()) co_return true;
  auto opening = target_.open_rooms(scenario_, cast_, rooms_);
  const auto none = co_await std::move(opening);
  if (none && none->not_there) {
    outcome_ = "not applicable";
    reason_ = none->reason;
  } else if (none) {
    record(trace::MarkEvent{"/cast", "", none->reason, "unmet", "", ""});
  }
  co_return !none;
}

std::string Player::nick(const std::string& who) const { return who == "iut" ? target_.iut()->local() : who; }

xmpp::Jid Player::occupant(const std::string& room, const std::string& who) const {
  return rooms_.at(room).with_resource(nick(who)).value();
}

xmpp::Jid Player::partner(const scenario::Step& step) const {
  if (!step.room.empty()) return occupant(step.room, step.partner);
  const auto room = rooms_.find(step.partner);
  return room == rooms_.end() ? cast_.at(step.partner)->bare() : room->second;
}

Task<Player::Step> Player::moves_in_room(const scenario::Step& step) {
  const auto& moves = std::get<scenario::RoomMoves>(step.what);
  auto moving = moves.how == "joins"    ? joins(step, occupant(moves.room, step.who))
                : moves.how == "leaves" ? leaves(step, occupant(moves.room, step.who))
                                        : administers(step);
  co_return co_await std::move(moving);
}

// XEP-0045 7.2: in the room is who has got his own presence from it. A room that is new is locked until its owner has
// accepted how it is (10.1.2).
Task<Player::Step> Player::joins(const scenario::Step& step, xmpp::Jid occupant) {
  auto& session = actor(step).session(step.resource);
  session.send(xml::Builder(actor(step).presence())
                   .set("to", occupant.to_string())
                   .add(xml::Builder("x", xmpp::ns::muc))
                   .build());
  auto waiting = session.expect(
      [occupant](const xml::Element& element) {
        const bool in = is_presence_of(element, occupant, "") && xmpp::has_muc_status(element, "110");
        return in || is_presence_of(element, occupant, "error");
      },
      longest(step));
  const auto came = co_await std::move(waiting);
  if (!came) co_return unmet(step, "within " + std::to_string(longest(step).count()) + " ms");
  if (came->attribute("type")) co_return unmet(step, "the room refused it: " + condition(*came));
  if (!xmpp::has_muc_status(*came, "201")) co_return Step::done;
  const auto accept = xml::Builder("query", xmpp::ns::muc_owner)
                          .add(xml::Builder("x", xmpp::ns::data_form).set("type", "submit"))
                          .build();
  auto asking = asks_room(step, accept, occupant.bare().to_string());
  const auto refused = co_await std::move(asking);
  co_return refused.empty() ? Step::done : unmet(step, refused);
}

Task<Player::Step> Player::leaves(const scenario::Step& step, xmpp::Jid occupant) {
  auto& session = actor(step).session(step.resource);
  session.send(
      xml::Builder("presence", xmpp::ns::client).set("type", "unavailable").set("to", occupant.to_string()).build());
  auto waiting = session.expect(
      [occupant](const xml::Element& element) { return is_presence_of(element, occupant, "unavailable"); },
      longest(step));
  const auto went = co_await std::move(waiting);
  co_return went ? Step::done : unmet(step, "within " + std::to_string(longest(step).count()) + " ms");
}

// XEP-0045 8.2 and 8.4: a moderator kicks by the role none, and takes the voice by the role visitor.
Task<Player::Step> Player::administers(const scenario::Step& step) {
  const auto& moves = std::get<scenario::RoomMoves>(step.what);
  const auto query = xml::Builder("query", xmpp::ns::muc_admin)
                         .add(xml::Builder("item", xmpp::ns::muc_admin)
                                  .set("nick", nick(moves.whom))
                                  .set("role", moves.how == "kicks" ? "none" : "visitor"))
                         .build();
  auto asking = asks_room(step, query, rooms_.at(moves.room).to_string());
  const auto refused = co_await std::move(asking);
  co_return refused.empty() ? Step::done : unmet(step, refused);
}

// Why the room did not do it, "" if it did.
Task<std::string> Player::asks_room(const scenario::Step& step, xml::Element query, std::string room) {
  auto& session = actor(step).session(step.resource);
  const auto id = new_id();
  session.send(
      xml::Builder("iq", xmpp::ns::client).set("type", "set").set("id", id).set("to", room).add(query).build());
  auto waiting = session.expect(
      [id](const xml::Element& element) {
        const auto type = element.attribute("type");
        return element.name() == "iq" && element.attribute("id") == id && (type == "result" || type == "error");
      },
      longest(step));
  const auto answer = co_await std::move(waiting);
  if (!answer) co_return "within " + std::to_string(longest(step).count()) + " ms";
  co_return answer->attribute("type") == "error" ? "the room refused it: " + condition(*answer) : std::string();
}

}  // namespace conformance::run

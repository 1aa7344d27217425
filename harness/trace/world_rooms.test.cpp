// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "trace/test_world.hpp"

/// Rooms as the world knows them.
namespace conformance::trace {

namespace {

using namespace testing;

const std::string room = "room@chat.montague.lit";
const std::string self = room + "/juliet";
const std::string romeo = room + "/romeo";

std::string presence(const std::string& content, const std::string& type = "") {
  return "<presence" + (type.empty() ? "" : " type='" + type + "'") + ">" + content + "</presence>";
}
const std::string own = "<x xmlns='http://jabber.org/protocol/muc#user'><status code='110'/></x>";
std::string said(const std::string& content, const std::string& id = "1") {
  return message("type='groupchat' id='" + id + "'", content);
}
Play joined() {
  return begun()
      .iut_sends(presence("<x xmlns='http://jabber.org/protocol/muc'/>"), self)
      .sends(romeo, presence(""))
      .sends(self, presence(own));
}

}  // namespace

TEST_CASE("Neither a room's echo nor its history is a delivery", "[judging-terms]") {
  struct Row {
    const char* when;
    Play play;
    std::size_t sent;
    std::size_t echoed;
    std::size_t copied;
    std::size_t delivered;
  };
  const auto text = said(body("Ay me!"));
  const std::vector<Row> rows = {
      {"another occupant's", joined().sends(romeo, text), 0, 0, 0, 1},
      {"an echo", joined().iut_sends(text, room).sends(self, text), 1, 1, 0, 0},
      {"under the own name, but never sent", joined().sends(self, text), 0, 0, 1, 0},
      {"sent in a private chat, not to the room",
       joined().iut_sends(message("type='chat' id='1'", body("Ay me!")), romeo).sends(self, text), 1, 0, 1, 0},
      {"history of another", joined().sends(romeo, said(body("Ay me!") + delay)), 0, 0, 1, 0},
      {"history of the own", joined().iut_sends(text, room).sends(self, said(body("Ay me!") + delay)), 1, 0, 1, 0},
      {"the room's own", joined().sends(room, said("<subject>Love</subject>")), 0, 0, 0, 1},
      {"under a name that the room gave",
       joined().sends(room + "/juliet2", presence(own)).iut_sends(text, room).sends(room + "/juliet2", text), 1, 1, 0,
       0},
      {"under the old name, when it is left", joined().sends(self, presence(own, "unavailable")).sends(self, text), 0,
       0, 0, 1},
      {"under a name that was refused",
       begun()
           .iut_sends(presence("<x xmlns='http://jabber.org/protocol/muc'/>"), self)
           .sends(self, presence("<error type='cancel'/>", "error"))
           .sends(self, text),
       0, 0, 0, 1},
  };
  for (const auto& row : rows) {
    INFO(row.when);
    const Seen seen(row.play);
    CHECK(seen.count(Kind::sent) == row.sent);
    CHECK(seen.count(Kind::echoed) == row.echoed);
    CHECK(seen.count(Kind::copied) == row.copied);
    CHECK(seen.count(Kind::delivered) == row.delivered);
  }
}

TEST_CASE("What is sent to the room itself is of the room, whatever its type", "[judging-terms]") {
  for (const auto* type : {"chat", "normal", "groupchat", "headline"}) {
    const Seen seen(joined().iut_sends(message("type='" + std::string(type) + "'", composing), room));
    INFO(type);
    CHECK((seen.last(Kind::sent)->key == ConversationKey{ConversationKind::room, room}));
  }
}

TEST_CASE("What is sent to an occupant is private, whatever its type", "[judging-terms]") {
  for (const auto* type : {"chat", "normal", "groupchat", "headline"}) {
    const Seen seen(joined().iut_sends(message("type='" + std::string(type) + "'", composing), romeo));
    INFO(type);
    CHECK((seen.last(Kind::sent)->key == ConversationKey{ConversationKind::private_message, romeo}));
  }
}

TEST_CASE("Private chats end when their room is left, by own will or not", "[judging-terms]") {
  const auto chats = [](Play play) { return play.sends(romeo, body("Hello")).iut_sends(body("Ay me!"), romeo); };
  const std::vector<Play> leavings = {chats(joined()).iut_sends(presence("", "unavailable"), self),
                                      chats(joined()).sends(self, presence(own, "unavailable")),
                                      chats(joined()).sends(romeo, presence("", "unavailable"))};
  for (const auto& play : leavings) {
    const Seen seen(play);
    const auto* ended = seen.last(Kind::session_ended);
    REQUIRE(ended != nullptr);
    CHECK((ended->key == ConversationKey{ConversationKind::private_message, romeo}));
    CHECK(ended->why == SessionEnd::partner_unavailable);
  }
  CHECK(Seen(chats(joined())).last(Kind::session_ended) == nullptr);
}

TEST_CASE("A text that a room's window shows proves that it was read, an occupant's state proves nothing",
          "[judging-absence]") {
  const auto text = joined().sends(romeo, said(body("Hello")));
  CHECK(Seen(Play(text).shown("Hello", room)).count(Kind::digested) == 1);
  CHECK(Seen(Play(text).shown("Good night", room)).count(Kind::digested) == 0);
  const auto state = joined().sends(romeo, composing).sends(romeo, said(composing));
  CHECK(Seen(Play(state).record(ObservedEvent{"shown_state", romeo, "composing"})).count(Kind::digested) == 0);
  const auto told = joined().sends(romeo, body("Hello"));
  CHECK(Seen(Play(told).shown("Hello", romeo)).count(Kind::digested) == 1);
}

}  // namespace conformance::trace

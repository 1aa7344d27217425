// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

namespace {

using namespace testing;

const std::string romeo = "romeo/orchard";
const std::string juliet = "juliet/balcony";
const std::string room = "room@chat.montague.lit";
const std::string romeo_there = room + "/romeo";
const std::string juliet_there = room + "/juliet";
const std::string asks = "<presence><x xmlns='http://jabber.org/protocol/muc'/></presence>";
const std::string is_in =
    "<presence><x xmlns='http://jabber.org/protocol/muc#user'><status code='110'/></x></presence>";

std::string said(const std::string& id, const std::string& content) {
  return message("type='groupchat' id='" + id + "'", content);
}
Play& joins(Play& play, const std::string& who, const std::string& as) {
  return play.actor_sends(who, asks, as).actor_gets(who, is_in, as);
}
Play& juliet_joins(Play& play) { return joins(play, juliet, juliet_there); }
Play& juliet_leaves(Play& play) {
  return play.actor_sends(juliet, "<presence type='unavailable'/>", juliet_there)
      .actor_gets(juliet, "<presence type='unavailable'/>", juliet_there);
}
Play actors() {
  return Play::of_server().stream("bound", romeo).stream("bound", juliet).with([](Play& play) {
    joins(play, romeo, romeo_there);
  });
}
Play both() { return actors().with(juliet_joins); }

Play& says(Play& play, const std::string& id, const std::string& content) {
  return play.actor_sends(romeo, said(id, content), room);
}
Play& echo(Play& play, const std::string& id, const std::string& content) {
  return play.actor_gets(romeo, said(id, content), romeo_there);
}
Play& comes(Play& play, const std::string& id, const std::string& content, const std::string& from = romeo_there) {
  return play.actor_gets(juliet, said(id, content), from);
}
// A body, a state and a body, of which the last comes back.
Play& talk(Play& play) {
  says(says(says(play, "1", body("before")), "2", composing), "3", body("after"));
  return echo(play, "3", body("after"));
}
Play& history(Play& play) { return comes(comes(play, "1", body("before") + delay), "3", body("after") + delay); }
Play& live(Play& play) { return comes(says(play, "4", body("live")), "4", body("live")); }
auto got(const std::string& id, const std::string& content, const std::string& from = romeo_there) {
  return [=](Play& play) { comes(play, id, content, from); };
}
auto sent(const std::string& id, const std::string& content) {
  return [=](Play& play) { says(play, id, content); };
}

}  // namespace

TEST_CASE("Standalone states are not in the history of a room", "[xep0085-5.8]") {
  const auto newcomer = actors().with(talk).with(juliet_joins);
  check_rows(
      "0085/5.8/no-history",
      {
          {"the bodies are", Play(newcomer).with(history).with(live), "pass"},
          {"the state is, too",
           Play(newcomer).with(got("1", body("before") + delay)).with(got("2", composing + delay)).with(live), "fail"},
          {"the state comes without a stamp", Play(newcomer).with(history).with(got("2", composing)).with(live),
           "fail"},
          {"there is no history", Play(newcomer).with(live), "not applicable"},
          {"there is the last message only", Play(newcomer).with(got("3", body("after") + delay)).with(live),
           "inconclusive"},
          {"nothing live comes behind it", Play(newcomer).with(history), "not judged"},
          {"active stands in a message that was kept",
           actors()
               .with(sent("1", body("before") + active))
               .with(sent("2", composing))
               .with(sent("3", body("after")))
               .with([](Play& p) { echo(p, "3", body("after")); })
               .with(juliet_joins)
               .with(got("1", body("before") + active + delay))
               .with(got("3", body("after") + delay))
               .with(live),
           "pass"},
          {"the states may have come after the newcomer",
           actors()
               .with(sent("1", body("before")))
               .with(sent("2", composing))
               .with(sent("3", body("after")))
               .with(juliet_joins)
               .with([](Play& p) { echo(p, "3", body("after")); })
               .with(got("2", composing))
               .with(live),
           "not judged"},
          {"no state was sent",
           actors()
               .with(sent("1", body("before")))
               .with([](Play& p) { echo(p, "1", body("before")); })
               .with(juliet_joins)
               .with(got("1", body("before") + delay))
               .with(live),
           "not judged"},
          {"the observer was there all the time", both().with(talk).with(got("2", composing)).with(live), "not judged"},
          {"the observer asks again, and is there",
           both().with(talk).with(juliet_joins).with(got("2", composing)).with(live), "not judged"},
          {"the observer was there, and comes back",
           both().with(juliet_leaves).with(talk).with(juliet_joins).with(history).with(got("2", composing)).with(live),
           "fail"},
          {"somebody else's state",
           Play(newcomer).with(history).with(got("2", composing + delay, room + "/nurse")).with(live), "pass"},
          {"the sender stamped it himself",
           actors()
               .with(sent("1", body("before")))
               .with(sent("2", composing + delay))
               .with(sent("3", body("after")))
               .with([](Play& p) { echo(p, "3", body("after")); })
               .with(juliet_joins)
               .with(got("2", composing + delay))
               .with(live),
           "not judged"},
          {"nothing is seen", Play::of_server(), "not judged"},
      });
}

TEST_CASE("What a room does with standalone states is reported", "[xep0085-5.8]") {
  const auto three = both().with(sent("1", body("before"))).with(sent("2", composing)).with(sent("3", body("after")));
  const auto before = got("1", body("before"));
  const auto after = got("3", body("after"));
  check_rows(
      "0085/5.8/may-refuse",
      {
          {"it delivers them",
           Play(three).with(before).with(got("2", composing)).with(after),
           "pass",
           {"room-delivers-standalone"}},
          {"it drops them", Play(three).with(before).with(after), "pass", {"room-drops-standalone"}},
          {"it refuses them",
           Play(three)
               .actor_gets(romeo, message("type='error' id='2'", composing + "<error type='cancel'/>"), room)
               .with(before)
               .with(after),
           "pass",
           {"room-bounces-standalone"}},
          {"the message before did not come", Play(three).with(after), "not judged"},
          {"the message after did not come", Play(three).with(before), "not judged"},
          {"the sender alone gets them",
           Play(three).with([](Play& p) { echo(echo(p, "1", body("before")), "3", body("after")); }), "not judged"},
          {"they are history", Play(three).with(got("1", body("before") + delay)).with(after), "not judged"},
          {"nothing is seen", both(), "not judged"},
      });
}

TEST_CASE("A room delivers only states that its occupants sent", "[xep0085-5.8]") {
  check_rows(
      "0085/5.8/no-generation",
      {
          {"the state that was sent", both().with(sent("1", composing)).with(got("1", composing)), "pass"},
          {"it comes to both, the sender among them",
           both().with(sent("1", composing)).with(got("1", composing)).with([](Play& p) { echo(p, "1", composing); }),
           "pass"},
          {"it comes twice", both().with(sent("1", composing)).with(got("1", composing)).with(got("1", composing)),
           "fail"},
          {"another state", both().with(sent("1", composing)).with(got("1", paused)), "fail"},
          {"a state under another's name", both().with(sent("1", composing)).with(got("1", composing, juliet_there)),
           "fail"},
          {"a state of the room's own", both().with(got("1", gone, room)), "fail"},
          {"a state added to a message", both().with(sent("1", body("Ay me!"))).with(got("1", body("Ay me!") + active)),
           "fail"},
          {"a message without a state", both().with(sent("1", body("Ay me!"))).with(got("1", body("Ay me!"))), "pass"},
          {"the room's subject", both().with(got("1", "<subject>Love</subject>", room)), "not judged"},
          {"history tells a message again",
           both()
               .with(sent("1", body("Ay me!") + active))
               .with(got("1", body("Ay me!") + active))
               .with(juliet_leaves)
               .with(juliet_joins)
               .with(got("1", body("Ay me!") + active + delay)),
           "pass"},
          {"a private message",
           both()
               .actor_sends(romeo, body("Ay me!") + active, juliet_there)
               .actor_gets(juliet, body("Ay me!") + active, romeo_there),
           "pass"},
          {"a stranger's state", both().with(got("1", composing, room + "/nurse")), "not judged"},
          {"a state from a room of others", actors().with(got("1", composing, "room@elsewhere.lit/romeo")),
           "not judged"},
          {"a refusal",
           both().with(sent("1", composing)).actor_gets(romeo, message("type='error' id='1'", composing), room),
           "not judged"},
          {"the name was another's before",
           both()
               .with(sent("1", composing))
               .with(juliet_leaves)
               .actor_sends(juliet, asks, romeo_there)
               .actor_gets(juliet, is_in, romeo_there)
               .with(got("1", composing)),
           "pass"},
      });
}

TEST_CASE("A room is blamed for two states, and for one in a presence, that no occupant sent", "[xep0085-5.8]") {
  check_rows(
      "0085/5.6/one-state",
      {
          {"one is delivered", both().with(sent("1", active)).with(got("1", active)), "pass"},
          {"two are delivered", both().with(sent("1", active)).with(got("1", active + composing)), "fail"},
          {"two were sent", both().with(sent("1", active + paused)).with(got("1", active + paused)), "not judged"},
          {"a stranger sent two", both().with(got("1", active + paused, room + "/nurse")), "not judged"},
      });
  const auto presence = [](const std::string& content) { return "<presence>" + content + "</presence>"; };
  check_rows(
      "0085/5.4/message-only",
      {
          {"a presence without a state", both().with(sent("1", active)).actor_gets(juliet, presence(""), romeo_there),
           "pass"},
          {"a state in the presence of an occupant",
           both().with(sent("1", active)).actor_gets(juliet, presence(active), romeo_there), "fail"},
          {"an occupant sent it so",
           both().actor_sends(romeo, presence(active), romeo_there).actor_gets(juliet, presence(active), romeo_there),
           "not judged"},
          {"a stranger's presence", both().actor_gets(juliet, presence(active), room + "/nurse"), "not judged"},
      });
}

}  // namespace conformance::rules

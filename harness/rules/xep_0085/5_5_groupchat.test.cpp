// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

using namespace testing;

namespace {

const std::string room = "room@chat.montague.lit";
const std::string self = room + "/juliet";
const std::string romeo = room + "/romeo";
const std::string nurse = room + "/nurse";
const std::string muc = "<x xmlns='http://jabber.org/protocol/muc'/>";

std::string user_x(const std::string& content) {
  return "<x xmlns='http://jabber.org/protocol/muc#user'>" + content + "</x>";
}
std::string presence(const std::string& content) { return "<presence>" + content + "</presence>"; }
std::string unavailable(const std::string& content = "") {
  return "<presence type='unavailable'>" + content + "</presence>";
}
std::string said(const std::string& id, const std::string& content) {
  return message("type='groupchat' id='" + id + "'", content);
}

Play joined() {
  return Play()
      .contact("romeo")
      .iut_sends(presence(muc), self)
      .sends(romeo, presence(user_x("")))
      .sends(self, presence(user_x("<status code='110'/>")));
}
Play& writes(Play& play) { return play.iut_sends(said("w", body("Ay me!") + active), room); }
Play& leaves(Play& play) {
  return play.act("leave", "", room).iut_sends(unavailable(), self).sends(self, unavailable());
}
Play& thrown_out(Play& play) {
  return play.sends(self, unavailable(user_x("<status code='307'/><status code='110'/>")));
}
Play& types(Play& play) { return play.act("type", "Ay", room); }

// The user is shown that Romeo is composing, and has read what was said before.
Play shown() {
  return joined().sends(romeo, said("1", composing)).record(trace::ObservedEvent{"shown_state", romeo, "composing"});
}
Play& says_gone(Play& play) { return play.sends(romeo, said("2", gone)); }
Play& reads_on(Play& play) { return play.sends(nurse, said("3", body("Madam!"))).shown("Madam!", room); }
Play& shows(Play& play, const std::string& state) {
  return play.record(trace::ObservedEvent{"shown_state", romeo, state});
}
std::function<Play&(Play&)> shows_state(const std::string& state) {
  return [state](Play& play) -> Play& { return shows(play, state); };
}

}  // namespace

TEST_CASE("Whether a client tells rooms of its user's typing is reported", "[xep0085-5.5]") {
  const auto echo = [](const std::string& id, const std::string& from) {
    return [id, from](Play& play) { play.sends(from, said(id, body("Ay me!"))); };
  };
  check_rows(
      "0085/5.5/groupchat",
      {
          {"with states",
           joined().with(types).iut_sends(said("1", composing), room).with(writes).with(echo("w", self)),
           "pass",
           {"states-in-room"}},
          {"without states",
           joined().with(types).iut_sends(said("w", body("Ay me!")), room).with(echo("w", self)),
           "pass",
           {"no-states-in-room"}},
          {"nobody typed", joined().with(writes).with(echo("w", self)), "not judged"},
          {"no echo", joined().with(types).with(writes), "not judged"},
          {"a refusal",
           joined().with(types).with(writes).sends(
               room, message("type='error' id='w'", body("Ay me!") + active + "<error type='auth'/>")),
           "not judged"},
          {"another occupant says the same", joined().with(types).with(writes).with(echo("w", romeo)), "not judged"},
          {"what another client of the user said comes back", joined().with(types).with(writes).with(echo("v", self)),
           "not judged"},
          {"it is history", joined().with(types).with(writes).sends(self, said("w", body("Ay me!") + active + delay)),
           "not judged"},
          {"nothing is seen", joined(), "not judged"},
      });
}

TEST_CASE("No gone is sent to a room", "[xep0085-5.5]") {
  const auto says = [](const std::string& attributes) {
    return [attributes](Play& play) { play.iut_sends(message(attributes, gone), room); };
  };
  check_rows(
      "0085/5.5/no-gone",
      {
          {"the user leaves", joined().with(writes).with(leaves), "pass"},
          {"gone, and the user leaves", joined().with(writes).with(says("type='groupchat'")).with(leaves), "fail"},
          {"gone comes after the user has left", joined().with(writes).with(leaves).with(says("type='groupchat'")),
           "fail"},
          {"gone alone", joined().with(says("type='groupchat'")), "fail"},
          {"gone of type chat", joined().with(says("type='chat'")), "fail"},
          {"gone of no type", joined().with(says("id='1'")), "fail"},
          {"inactive", joined().with(writes).iut_sends(said("1", inactive), room).with(leaves), "pass"},
          {"gone in a private message", joined().with(writes).iut_sends(gone + user_x(""), romeo).with(leaves), "pass"},
          {"gone to an occupant, of type groupchat",
           joined().with(writes).iut_sends(said("1", gone), romeo).with(leaves), "pass"},
          {"gone in a one-to-one chat", joined().with(writes).iut_sends(gone).with(leaves), "pass"},
          {"gone to a room never joined", Play().iut_sends(said("1", gone), room), "not judged"},
          {"gone in a bounce", joined().with(writes).iut_sends(message("type='error'", gone), room).with(leaves),
           "pass"},
          {"the room echoes gone under the user's name",
           joined().with(writes).sends(self, said("1", gone)).with(leaves), "pass"},
          {"another occupant says gone", joined().with(writes).sends(romeo, said("1", gone)).with(leaves), "pass"},
          {"the user has said nothing", joined().with(leaves), "not judged"},
          {"the user stays", joined().with(writes), "not judged"},
          {"the user is thrown out, and writes to somebody",
           joined().with(writes).with(thrown_out).digested().iut_sends(body("Alas")), "pass"},
          {"the user is thrown out, and the client has done all",
           joined().with(writes).with(thrown_out).digested().ui_fence(), "pass"},
          {"the user is thrown out, and nothing follows", joined().with(writes).with(thrown_out).digested(),
           "not judged"},
          {"the user is thrown out, and the client may not know",
           joined().with(writes).with(thrown_out).iut_sends(body("Alas")), "not judged"},
          {"the user is thrown out, and says gone",
           joined().with(writes).with(thrown_out).digested().with(says("type='groupchat'")), "fail"},
          {"another one is thrown out", joined().with(writes).sends(romeo, unavailable()).digested().ui_fence(),
           "not judged"},
      });
}

TEST_CASE("An occupant's gone is ignored", "[xep0085-5.5]") {
  check_rows(
      "0085/5.5/ignore-gone",
      {
          {"he is shown as before", shown().with(says_gone).with(reads_on).with(shows_state("composing")), "pass"},
          {"he is shown as gone", shown().with(says_gone).with(reads_on).with(shows_state("gone")), "fail"},
          {"he is shown as gone at once", shown().with(says_gone).with(shows_state("gone")), "fail"},
          {"no state of his was shown", joined().with(says_gone).with(reads_on).with(shows_state("gone")), "fail"},
          {"nothing is shown any more", shown().with(says_gone).with(reads_on).with(shows_state("")), "inconclusive"},
          {"he was not shown before",
           joined().with(shows_state("")).with(says_gone).with(reads_on).with(shows_state("")), "not applicable"},
          {"the client may not know yet", shown().with(says_gone).with(shows_state("composing")), "not judged"},
          {"he says something else after it",
           shown().with(says_gone).sends(romeo, said("4", active)).with(reads_on).with(shows_state("active")),
           "not judged"},
          {"he leaves after it", shown().with(says_gone).sends(romeo, unavailable()).with(reads_on), "not judged"},
          {"gone is history",
           shown().sends(romeo, said("2", gone + delay)).with(reads_on).with(shows_state("composing")), "not judged"},
          {"gone is the user's own", shown().sends(self, said("2", gone)).with(reads_on), "not judged"},
          {"gone of another occupant",
           shown().sends(nurse, said("2", gone)).with(reads_on).with(shows_state("composing")), "not judged"},
          {"gone in a private chat, and he is shown as gone",
           shown().sends(romeo, gone).with(reads_on).with(shows_state("gone")), "not judged"},
          {"gone in both", shown().sends(romeo, gone).with(says_gone).with(reads_on).with(shows_state("gone")),
           "inconclusive"},
          {"gone of a contact", Play().contact("romeo").romeo_sends(gone).shown_state("gone"), "not judged"},
          {"gone in an error",
           shown().sends(romeo, message("type='error'", gone)).with(reads_on).with(shows_state("composing")),
           "not judged"},
          {"nothing is seen", joined(), "not judged"},
      });
}

TEST_CASE("In rooms, too, a state is not sent twice in a row, and an echo is not sent", "[xep0085-5.3]") {
  const auto tells = [](const std::string& id, const std::string& state) {
    return [id, state](Play& play) { play.iut_sends(said(id, state), room); };
  };
  const auto echoes = [](const std::string& id, const std::string& state) {
    return [id, state](Play& play) { play.sends(self, said(id, state)); };
  };
  check_rows(
      "0085/5.3/no-repeat",
      {
          {"composing comes back",
           joined().with(tells("1", composing)).with(echoes("1", composing)).with(tells("2", paused)), "pass"},
          {"composing comes back, and is sent again",
           joined().with(tells("1", composing)).with(echoes("1", composing)).with(tells("2", composing)), "fail"},
          {"composing is refused, and sent again",
           joined()
               .with(tells("1", composing))
               .sends(room, message("type='error' id='1'", composing + "<error type='auth'/>"))
               .with(tells("2", composing)),
           "pass"},
          {"composing of another client of the user comes between",
           joined().with(tells("1", composing)).with(echoes("x", paused)).with(tells("2", composing)), "pass"},
          {"the user goes and comes back between",
           joined()
               .with(tells("1", composing))
               .with(leaves)
               .iut_sends(presence(muc), self)
               .sends(self, presence(user_x("<status code='110'/>")))
               .with(tells("2", composing)),
           "pass"},
          {"the same state to the room and in private",
           joined().with(tells("1", composing)).iut_sends(composing + user_x(""), romeo), "not judged"},
      });
  check_rows("0085/5.6/one-state",
             {{"the room echoes two states", joined().sends(self, said("1", active + active)), "not judged"}});
}

TEST_CASE("A private message without a type is a finding on its type alone", "[xep0085-5.4]") {
  const auto plain = joined().iut_sends(message("id='1'", body("Ay me!") + active + user_x("")), romeo);
  const std::set<std::string> expected = {"0085/5.4/chat-or-groupchat", "0085/5.4/type-matches"};
  std::set<std::string> failed;
  for (const auto& finding : judge(plain.trace(), catalogue())) {
    if (finding.verdict == Verdict::fail) failed.insert(finding.rule);
  }
  CHECK(failed == expected);
}

TEST_CASE("What is a matter of one-to-one chats is none of rooms", "[xep0085-5.5]") {
  // A room where nobody else sends states, uses threads of his own, and says gone.
  const auto play = joined()
                        .with(writes)
                        .sends(romeo, said("1", body("Hello") + thread("a")))
                        .digested()
                        .act("type", "Ay", room)
                        .iut_sends(said("2", composing), room)
                        .act("reply", "Hello", room)
                        .iut_sends(said("3", body("Hello") + active), room)
                        .sends(romeo, said("4", gone + thread("a")))
                        .digested()
                        .act("send", "Farewell", room)
                        .iut_sends(said("5", body("Farewell") + active + thread("a")), room);
  for (const auto& finding : judge(play.trace(), catalogue())) {
    INFO(finding.rule << ": " << finding.reason);
    CHECK(finding.verdict != Verdict::fail);
    CHECK((finding.verdict != Verdict::pass || finding.rule.find("/5.1/") == std::string::npos));
  }
}

}  // namespace conformance::rules

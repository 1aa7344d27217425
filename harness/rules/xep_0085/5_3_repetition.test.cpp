// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

namespace {

using namespace testing;

Play chat() {
  return Play().contact("romeo").comes("romeo/orchard").romeo_sends(body("Hello") + active).shown("Hello");
}
// The first notification of a row, and the second; what stands between them is the row's matter.
Play begun(const std::string& first = composing) { return chat().iut_sends(first); }

// What comes between two composings that are otherwise in a row.
struct Between {
  const char* when;
  void (*happens)(Play& play);
  const char* verdict;
  std::set<std::string> flags{};
};

const std::vector<Between>& between() {
  static const std::vector<Between> rows = {
      {"nothing comes between", [](Play&) {}, "fail"},
      {"another state comes between", [](Play& p) { p.iut_sends(paused); }, "pass"},
      {"the target's user message comes between", [](Play& p) { p.iut_sends(body("Ay me!") + active); }, "pass"},
      {"a user message without a state comes between", [](Play& p) { p.iut_sends(body("Ay me!")); }, "pass"},
      {"a user message of type normal comes between",
       [](Play& p) { p.iut_sends(message("type='normal'", body("Ay me!"))); }, "pass"},
      {"a user message to the bare JID comes between", [](Play& p) { p.iut_sends(body("Ay me!"), "romeo"); }, "pass"},
      {"a correction comes between",
       [](Play& p) { p.iut_sends(body("Ay") + "<replace xmlns='urn:xmpp:message-correct:0' id='1'/>"); }, "pass"},
      {"an encrypted user message comes between", [](Play& p) { p.iut_sends(sealed); }, "pass"},
      {"a user message that forwards another comes between",
       [](Play& p) { p.iut_sends(body("See what he wrote") + active + "<forwarded xmlns='urn:xmpp:forward:0'/>"); },
       "pass"},
      {"a delayed user message comes between", [](Play& p) { p.iut_sends(body("Ay me!") + active + delay); }, "pass"},
      {"a receipt with a state comes between", [](Play& p) { p.iut_sends(receipt + active); }, "pass"},
      {"a receipt without a state comes between", [](Play& p) { p.iut_sends(receipt); }, "fail"},
      {"a body beside a receipt comes between", [](Play& p) { p.iut_sends(body("Ay me!") + receipt); }, "pass"},
      {"a message with two states comes between", [](Play& p) { p.iut_sends(paused + active); }, "pass"},
      {"a message to somebody else comes between", [](Play& p) { p.iut_sends(body("Nurse!"), "nurse/chamber"); },
       "fail"},
      {"the contact writes to another device of the user",
       [](Play& p) { p.carbon("received", "romeo/orchard", "juliet@capulet.lit/tomb", body("Wait!")); }, "fail"},
      {"the user writes from another device",
       [](Play& p) { p.carbon("sent", "juliet@capulet.lit/tomb", "romeo/orchard", body("Wait!")); }, "pass"},
      {"another device of the user sends a receipt",
       [](Play& p) { p.carbon("sent", "juliet@capulet.lit/tomb", "romeo/orchard", receipt); }, "fail"},
      {"an iq comes between", [](Play& p) { p.iut_sends("<iq type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>"); },
       "fail"},
      {"the contact's user message comes between", [](Play& p) { p.romeo_sends(body("By yonder moon") + active); },
       "fail"},
      {"the contact's notification comes between", [](Play& p) { p.romeo_sends(composing); }, "fail"},
      {"the contact's notification has another thread", [](Play& p) { p.romeo_sends(paused + thread("other")); },
       "fail"},
      {"the contact goes on to another thread",
       [](Play& p) { p.romeo_sends(body("By yonder moon") + thread("other")); }, "pass"},
      {"the contact's gone comes between", [](Play& p) { p.romeo_sends(gone); }, "pass"},
      {"the contact's delayed gone comes between", [](Play& p) { p.romeo_sends(gone + delay); }, "fail"},
      {"the user closes the chat", [](Play& p) { p.act("close"); }, "pass"},
      {"the closing comes after another user's fence", [](Play& p) { p.act("close").ui_fence(); }, "pass"},
      {"the notification is bounced", [](Play& p) { p.bounce(composing); }, "pass"},
      {"somebody else's notification is bounced",
       [](Play& p) { p.iut_sends(paused, "nurse/chamber").bounce(paused, "nurse/chamber"); }, "fail"},
      {"the addressed resource goes", [](Play& p) { p.goes("romeo/orchard"); }, "pass"},
      {"the addressed resource goes and comes", [](Play& p) { p.goes("romeo/orchard").comes("romeo/orchard"); },
       "pass"},
      {"all of the contact go", [](Play& p) { p.goes("romeo"); }, "pass"},
      {"another resource comes", [](Play& p) { p.comes("romeo/garden"); }, "fail"},
      {"another resource comes and goes", [](Play& p) { p.comes("romeo/garden").goes("romeo/garden"); }, "fail"},
      {"the addressed resource is away only", [](Play& p) { p.comes("romeo/orchard", "<show>away</show>"); }, "fail"},
      {"the target logs in again", [](Play& p) { p.stream("lost").stream("bound"); }, "pass"},
      {"the target's stream is resumed", [](Play& p) { p.stream("resumed"); }, "pass"},
  };
  return rows;
}

}  // namespace

TEST_CASE("Nothing but another state, a message or a new beginning ends a row of composing", "[xep0085-5.3]") {
  for (const char* rule : {"0085/5.3/composing-once", "0085/5.3/no-repeat"}) {
    for (const char* version : {"1.2", "2.1"}) {
      for (const auto& row : between()) {
        auto play = Play(version).contact("romeo").contact("nurse").comes("romeo/orchard");
        play.romeo_sends(body("Hello") + active).shown("Hello").iut_sends(composing).with(row.happens);
        play.iut_sends(composing);
        check_rows(rule, {{std::string(rule) + " in " + version + ": " + row.when, play, row.verdict, row.flags}});
      }
    }
  }
}

TEST_CASE("No standalone state is sent twice in a row", "[xep0085-5.3]") {
  check_rows(
      "0085/5.3/no-repeat",
      {
          {"paused is repeated", begun().iut_sends(paused).iut_sends(paused), "fail"},
          {"inactive is repeated", begun(inactive).iut_sends(inactive), "fail"},
          {"active is repeated", begun(active).iut_sends(active), "fail"},
          {"a state of its own name is repeated", begun(state("thinking")).iut_sends(state("thinking")), "fail"},
          {"each state is another one",
           begun().iut_sends(paused).iut_sends(composing).iut_sends(active).iut_sends(inactive).iut_sends(gone),
           "pass"},
          {"the state of a content message is not one of the row",
           chat().iut_sends(body("Ay me!") + active).iut_sends(active).iut_sends(composing), "pass"},
          {"two composings stand around a message", begun().iut_sends(body("Ay me!") + active).iut_sends(composing),
           "pass"},
          {"the same state goes to the bare JID",
           begun().iut_sends(composing, "romeo"),
           "pass",
           {"repeat-other-address"}},
          {"another state goes to the bare JID", begun().iut_sends(paused, "romeo"), "pass"},
          {"sending is not typing",
           chat().act("type", "a").iut_sends(composing).act("send", "b").act("send", "c").ui_fence(), "not judged"},
          {"an act has no address that could be one",
           chat().act("type", "a").iut_sends(composing).act("type", "b", "@").ui_fence(), "not judged"},
          {"typing twice in a scenario",
           chat()
               .scenario({"0085/5.3/no-repeat"})
               .act("type", "a")
               .iut_sends(composing)
               .act("type", "b")
               .ui_fence()
               .ends(),
           "pass"},
          {"the same state goes to two contacts", begun().iut_sends(composing, "nurse/chamber").iut_sends(paused),
           "pass"},
          {"the same state has another thread", begun(composing + thread("a")).iut_sends(composing + thread("b")),
           "pass"},
          {"a repeated state is one with content",
           chat().iut_sends(receipt + composing).iut_sends(composing).iut_sends(paused), "pass"},
          {"one standalone is no opportunity", begun(), "not judged"},
          {"one standalone and a message are none", begun().iut_sends(body("Ay me!") + active), "not judged"},
          {"messages alone are none", chat().iut_sends(body("Ay me!") + active), "not judged"},
          {"nothing was sent", chat(), "not judged"},
          {"typing twice with a fence behind it is one",
           chat().act("type", "a").iut_sends(composing).act("type", "b").ui_fence(), "pass"},
          {"typing twice with a message behind it is one",
           chat().act("type", "a").iut_sends(composing).act("type", "b").act("send", "ab").iut_sends(body("ab")),
           "pass"},
          {"typing twice without a fence is none", chat().act("type", "a").iut_sends(composing).act("type", "b"),
           "not judged"},
          {"typing once is none", chat().act("type", "a").iut_sends(composing).ui_fence(), "not judged"},
          {"what the driver could not type does not count",
           chat()
               .act("type", "a")
               .iut_sends(composing)
               .act_phase("type", "begin")
               .act_phase("type", "unsupported")
               .ui_fence(),
           "not judged"},
          {"a delayed copy is no repetition", begun().iut_sends(composing + delay).iut_sends(paused), "pass"},
          {"an error echo of the target is no repetition",
           begun().iut_sends(message("type='error'", composing)).iut_sends(paused), "pass"},
          {"states to the own account are not judged",
           chat().iut_sends(composing, Play::iut).iut_sends(composing, Play::iut), "not judged"},
      });
}

TEST_CASE("A row of composing is the only one that composing-once looks at", "[xep0085-5.3]") {
  check_rows(
      "0085/5.3/composing-once",
      {
          {"paused is repeated", begun().iut_sends(paused).iut_sends(paused), "pass"},
          {"no composing was among two states", begun(inactive).iut_sends(active), "not judged"},
          {"typing twice without any composing", chat().act("type", "a").act("type", "b").ui_fence(), "not judged"},
          {"typing twice with one composing", chat().act("type", "a").iut_sends(composing).act("type", "b").ui_fence(),
           "pass"},
          {"nothing was sent", chat(), "not judged"},
      });
}

TEST_CASE("Gone may come again after a user message either way only", "[xep0085-5.3]") {
  check_rows(
      "0085/5.3/no-repeat",
      {
          {"gone is repeated", begun(gone).iut_sends(gone), "fail"},
          {"the user closes what is gone", begun(gone).act("close").iut_sends(gone), "fail"},
          {"the contact is gone, too", begun(gone).romeo_sends(gone).iut_sends(gone), "fail"},
          {"the contact composes", begun(gone).romeo_sends(composing).iut_sends(gone), "fail"},
          {"the contact writes", begun(gone).romeo_sends(body("Wait!")).iut_sends(gone), "pass"},
          {"the contact has written while the target was away",
           begun(gone).romeo_sends(body("Wait!") + delay).iut_sends(gone), "pass"},
          {"the target writes", begun(gone).iut_sends(body("Wait!")).iut_sends(gone), "pass"},
          {"another state comes between", begun(gone).iut_sends(active).iut_sends(gone), "pass"},
          {"the stream is lost and begins anew", begun(gone).stream("lost").stream("bound").iut_sends(gone), "pass"},
          {"the addressed resource goes", begun(gone).goes("romeo/orchard").iut_sends(gone), "pass"},
          {"the gone is bounced", begun(gone).bounce(gone).iut_sends(gone), "pass"},
          {"the contact wrote to another device of the user",
           begun(gone).carbon("received", "romeo/orchard", "juliet@capulet.lit/tomb", body("Wait!")).iut_sends(gone),
           "pass"},
          {"the user wrote from another device",
           begun(gone).carbon("sent", "juliet@capulet.lit/tomb", "romeo/orchard", body("Wait!")).iut_sends(gone),
           "pass"},
          {"a carbon of the contact's composing comes",
           begun(gone).carbon("received", "romeo/orchard", "juliet@capulet.lit/tomb", composing).iut_sends(gone),
           "fail"},
      });
}

TEST_CASE("A stanza that is sent again after resumption is no second one", "[xep0085-5.3]") {
  const auto composing_1 = message("type='chat' id='c1'", composing);
  const auto gone_1 = message("type='chat' id='g1'", gone);
  check_rows(
      "0085/5.3/no-repeat",
      {
          {"the same composing after resumption",
           chat().iut_sends(composing_1).stream("resumed").iut_sends(composing_1).iut_sends(paused), "pass"},
          {"the same gone after loss and resumption",
           chat().iut_sends(composing).iut_sends(gone_1).stream("lost").stream("resumed").iut_sends(gone_1), "pass"},
          {"all that was sent comes again",
           chat()
               .iut_sends(composing_1)
               .iut_sends(message("type='chat' id='p1'", paused))
               .iut_sends(message("type='chat' id='c2'", composing))
               .stream("resumed")
               .iut_sends(message("type='chat' id='p1'", paused))
               .iut_sends(message("type='chat' id='c2'", composing))
               .iut_sends(message("type='chat' id='p2'", paused)),
           "pass"},
          {"another composing follows the one sent again",
           chat()
               .iut_sends(composing_1)
               .stream("resumed")
               .iut_sends(message("type='chat' id='c2'", composing))
               .iut_sends(message("type='chat' id='c3'", composing)),
           "fail"},
          {"the same id without resumption", chat().iut_sends(composing_1).iut_sends(composing_1), "fail"},
      });
}

TEST_CASE("A row in a room or with an occupant ends with presence and errors, too", "[xep0085-5.3]") {
  const std::string room = "room@chat.montague.lit";
  const std::string nick = "room@chat.montague.lit/romeo";
  const auto joined = [&] {
    return Play()
        .iut_sends("<presence><x xmlns='http://jabber.org/protocol/muc'/></presence>", room + "/juliet")
        .comes(nick);
  };
  const auto typing = message("type='groupchat'", composing);
  check_rows(
      "0085/5.3/no-repeat",
      {
          {"composing is repeated in the room", joined().iut_sends(typing, room).iut_sends(typing, room), "fail"},
          {"the user's own message in the room comes between",
           joined()
               .iut_sends(typing, room)
               .iut_sends(message("type='groupchat'", body("All")), room)
               .iut_sends(typing, room),
           "pass"},
          {"another occupant's message comes between",
           joined()
               .iut_sends(typing, room)
               .sends(nick, message("type='groupchat'", body("All")))
               .iut_sends(typing, room),
           "fail"},
          {"the room refuses", joined().iut_sends(typing, room).bounce(composing, room).iut_sends(typing, room),
           "pass"},
          {"an occupant comes", joined().iut_sends(typing, room).comes(room + "/nurse").iut_sends(typing, room),
           "pass"},
          {"composing is repeated to the occupant", joined().iut_sends(composing, nick).iut_sends(composing, nick),
           "fail"},
          {"the occupant goes and comes",
           joined().iut_sends(composing, nick).goes(nick).comes(nick).iut_sends(composing, nick), "pass"},
          {"the occupant's error comes",
           joined().iut_sends(composing, nick).bounce(composing, nick).iut_sends(composing, nick), "pass"},
          {"room and occupant are two conversations",
           joined().iut_sends(typing, room).iut_sends(composing, nick).iut_sends(paused, nick), "pass"},
      });
}

TEST_CASE("At a contact's resource the contact's own doings end a row", "[xep0085-5.3]") {
  const auto seen = [] {
    return Play()
        .contact("romeo", "both", "romeo/orchard")
        .stream("bound", "romeo/orchard")
        .stream("bound", "romeo/garden");
  };
  const auto gets = [](Play play, const std::string& who, const std::string& content) {
    return play.actor_gets(who, content, Play::iut_full);
  };
  const auto first = gets(seen(), "romeo/orchard", composing);
  check_rows("0085/5.3/no-repeat",
             {
                 {"composing is repeated", gets(first, "romeo/orchard", composing), "fail"},
                 {"a copy at another resource is no second one",
                  gets(gets(first, "romeo/garden", composing), "romeo/orchard", paused), "pass"},
                 {"the contact goes and comes",
                  gets(Play(first)
                           .actor_sends("romeo/orchard", "<presence type='unavailable'/>", "")
                           .actor_sends("romeo/orchard", "<presence/>", ""),
                       "romeo/orchard", composing),
                  "pass"},
                 {"the contact's stream is lost",
                  gets(Play(first).stream("closed", "romeo/orchard").stream("bound", "romeo/orchard"), "romeo/orchard",
                       composing),
                  "pass"},
                 {"the message between went to another resource",
                  gets(gets(first, "romeo/garden", body("Ay me!") + active), "romeo/orchard", composing), "pass"},
                 {"the contact refuses the notification",
                  gets(Play(first).actor_sends("romeo/orchard", message("type='error'", composing), Play::iut_full),
                       "romeo/orchard", composing),
                  "pass"},
             });
}

}  // namespace conformance::rules

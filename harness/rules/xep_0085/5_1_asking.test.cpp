// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

using namespace testing;

namespace {

// Nothing is known of Romeo.
Play begun(const std::string& version = "2.1") { return Play(version).contact("romeo").comes("romeo/orchard"); }
const std::string feature = "<feature var='" + chat_states + "'/>";
const std::string identity = "<identity category='client' type='pc'/>";
// Romeo's answer to a plain query; two fences prove that it was read.
Play& told(Play& play, const std::string& what) {
  play.sends("romeo/orchard",
             "<iq type='result' id='d'><query xmlns='http://jabber.org/protocol/disco#info'>" + what + "</query></iq>");
  return play.digested();
}
Play& yes(Play& play) { return told(play, identity + feature); }
Play& no(Play& play) { return told(play, identity); }
Play asked(const std::string& version = "2.1") { return begun(version).iut_sends(body("one") + active); }
Play refused(const std::string& version = "2.1") { return asked(version).romeo_sends(body("Well")).shown("Well"); }
Play& types(Play& play) { return play.act("type", "x"); }
Play& writes(Play& play) { return play.act("send", "Farewell").iut_sends(body("Farewell")); }
const std::set<std::string> hidden = {"state-may-be-encrypted"};

}  // namespace

TEST_CASE("Who asks implicitly puts a state into the messages before the reply", "[xep0085-5.1]") {
  const auto both = [](const std::string& in_1_2, const std::string& in_2_1, const char* when, const auto& play,
                       const std::set<std::string>& flags = {}) {
    check_rows("0085/5.1/initial-state", {{std::string(when) + ", in 1.2", play("1.2"), in_1_2, flags},
                                          {std::string(when) + ", in 2.1", play("2.1"), in_2_1, flags}});
  };
  both("pass", "pass", "the first message has a state", [](auto v) { return asked(v); });
  both("pass", "pass", "every message has a state",
       [](auto v) { return asked(v).iut_sends(body("two") + active).iut_sends(body("three") + active); });
  both("pass", "fail", "the second has none", [](auto v) { return asked(v).iut_sends(body("two")); });
  both("fail", "fail", "only the second has one",
       [](auto v) { return begun(v).iut_sends(body("one")).iut_sends(body("two") + active); });
  both("fail", "fail", "only a notification before it has one",
       [](auto v) { return begun(v).iut_sends(composing).iut_sends(body("one")); });
  both("fail", "fail", "only a notification after it has one",
       [](auto v) { return begun(v).iut_sends(body("one")).iut_sends(composing); });
  both("pass", "pass", "a notification goes before the message that asks",
       [](auto v) { return begun(v).iut_sends(composing).iut_sends(body("one") + active); });
  both("pass", "pass", "it asks by another state", [](auto v) { return begun(v).iut_sends(body("one") + composing); });
  both("not applicable", "not applicable", "no message has a state",
       [](auto v) { return begun(v).iut_sends(body("one")).iut_sends(body("two")); });
  both("pass", "pass", "a message after the reply has none",
       [](auto v) { return asked(v).romeo_sends(body("Well")).iut_sends(body("two")); });
  both("pass", "pass", "a message after a receipt has none",
       [](auto v) { return asked(v).romeo_sends(receipt).iut_sends(body("two")); });
  both("pass", "fail", "a message after an error has none",
       [](auto v) { return asked(v).bounce(body("one")).iut_sends(body("two")); });
  both("not judged", "not judged", "the contact has written first",
       [](auto v) { return begun(v).romeo_sends(body("Hello")).iut_sends(body("one")).iut_sends(composing); });
  both("not judged", "not judged", "support was discovered",
       [](auto v) { return begun(v).with(yes).iut_sends(body("one")).iut_sends(composing); });
  both("not judged", "not judged", "discovery said no",
       [](auto v) { return begun(v).with(no).iut_sends(body("one")).iut_sends(composing); });
  both("not applicable", "not applicable", "support was discovered between the two",
       [](auto v) { return begun(v).iut_sends(body("one")).with(yes).iut_sends(body("two") + active); });
  both("not applicable", "not applicable", "the user switched states on between the two", [](auto v) {
    return begun(v).iut_sends(body("one")).setting("chat_states", "on").iut_sends(body("two") + active);
  });
  both("pass", "pass", "the user switched states off after the first",
       [](auto v) { return asked(v).setting("chat_states", "off").iut_sends(body("two")); });
  both("pass", "fail", "a new session begins, and the second message there has none", [](auto v) {
    return asked(v)
        .goes("romeo/orchard")
        .comes("romeo/orchard")
        .iut_sends(body("two") + active)
        .iut_sends(body("three"));
  });
  both("fail", "fail", "a new session begins, and the first message there has none", [](auto v) {
    return asked(v).goes("romeo/orchard").comes("romeo/orchard").iut_sends(body("two")).iut_sends(composing);
  });
  both(
      "inconclusive", "inconclusive", "the state may be encrypted",
      [](auto v) { return begun(v).iut_sends(sealed).iut_sends(composing); }, hidden);
  both("pass", "pass", "a message of type normal has none",
       [](auto v) { return asked(v).iut_sends(message("type='normal'", body("two"))); });
  both("not judged", "not judged", "it is said in a room",
       [](auto v) { return begun(v).iut_sends(message("type='groupchat'", body("one")), "room@chat.montague.lit"); });
  both("not judged", "not judged", "nothing is sent", [](auto v) { return begun(v); });
}

TEST_CASE("The state that asks is active", "[xep0085-5.1]") {
  check_rows(
      "0085/5.1/initial-active",
      {
          {"it is active", asked(), "pass"},
          {"it is composing", begun().iut_sends(body("one") + composing), "fail"},
          {"the second is composing", asked().iut_sends(body("two") + composing), "fail"},
          {"there are two", begun().iut_sends(body("one") + composing + active), "not judged"},
          {"it is composing after the reply", asked().romeo_sends(body("x")).iut_sends(body("y") + composing), "pass"},
          {"it is composing to whom discovery has shown", begun().with(yes).iut_sends(body("one") + composing),
           "not judged"},
          {"composing is alone", begun().iut_sends(composing), "not judged"},
          {"there is none", begun().iut_sends(body("one")), "not applicable"},
          {"a message of type normal has it", begun().iut_sends(message("type='normal'", body("a") + composing)),
           "not judged"},
      });
}

TEST_CASE("In 1.2 nothing follows the message that asks until there is a reply", "[xep0085-5.1]") {
  check_rows(
      "0085/5.1/quiet-until-reply",
      {
          {"the second message has none", asked("1.2").iut_sends(body("two")), "pass"},
          {"the second message has one", asked("1.2").iut_sends(body("two") + active), "fail"},
          {"a notification follows", asked("1.2").iut_sends(composing), "fail"},
          {"gone follows", asked("1.2").iut_sends(gone), "fail"},
          {"the user types and nothing follows", asked("1.2").with(types).with(writes), "pass"},
          {"the user types, and a fence of the driver proves it", asked("1.2").with(types).ui_fence(), "pass"},
          {"a receipt has a state", asked("1.2").iut_sends(receipt + active), "fail"},
          {"the reply has a state", asked("1.2").romeo_sends(body("Well") + active).iut_sends(composing), "not judged"},
          {"the reply has none", asked("1.2").romeo_sends(body("Well")).iut_sends(composing), "not judged"},
          {"a notification comes", asked("1.2").romeo_sends(composing).iut_sends(composing), "not judged"},
          {"a receipt comes", asked("1.2").romeo_sends(receipt).iut_sends(composing), "fail"},
          {"a receipt with a state comes", asked("1.2").romeo_sends(receipt + active).iut_sends(composing),
           "not judged"},
          {"an error comes", asked("1.2").bounce(body("one") + active).iut_sends(composing), "fail"},
          {"a state comes at another device",
           asked("1.2")
               .carbon("received", "romeo/orchard", "juliet@capulet.lit/tomb", body("Well") + active)
               .iut_sends(composing),
           "not judged"},
          {"support is discovered meanwhile", asked("1.2").with(yes).iut_sends(composing), "not judged"},
          {"support may have been discovered",
           asked("1.2")
               .with([](Play& play) {
                 play.sends("romeo/orchard",
                            "<iq type='result' id='d'><query xmlns='http://jabber.org/protocol/disco#info'>" + feature +
                                "</query></iq>");
               })
               .iut_sends(composing),
           "not judged"},
          {"the first message has none", begun("1.2").iut_sends(body("one")).iut_sends(body("two")), "not applicable"},
          {"a notification goes before the first message", begun("1.2").iut_sends(composing).iut_sends(paused),
           "not judged"},
          {"the state may be encrypted", asked("1.2").iut_sends(sealed), "inconclusive", hidden},
          {"a new session begins",
           asked("1.2").goes("romeo/orchard").comes("romeo/orchard").iut_sends(body("x") + active), "not judged"},
          {"another contact gets a state", asked("1.2").contact("nurse").iut_sends(body("x") + active, "nurse/x"),
           "not judged"},
          {"nothing follows", asked("1.2"), "not judged"},
      });
}

TEST_CASE("In 2.1 a standalone before the reply is noted and not blamed", "[xep0085-5.1]") {
  check_rows("0085/5.1/early-standalone",
             {
                 {"one is sent", asked().iut_sends(composing), "pass", {"early-standalone"}},
                 {"the user types and none is sent", asked().with(types).with(writes), "pass"},
                 {"one is sent after the reply", asked().romeo_sends(composing).iut_sends(composing), "not judged"},
                 {"nothing is asked", begun().iut_sends(body("one")).iut_sends(body("two")), "not applicable"},
                 {"nothing is sent", begun(), "not judged"},
             });
}

TEST_CASE("A reply without a state ends the states", "[xep0085-5.1]") {
  check_rows(
      "0085/5.1/stop-when-unsupported",
      {
          {"nothing more is sent", refused().iut_sends(body("two")), "pass"},
          {"the user types, and nothing is sent", refused().with(types).ui_fence(), "pass"},
          {"a message has one", refused().iut_sends(body("two") + active), "fail"},
          {"a notification is sent", refused().iut_sends(composing), "fail"},
          {"gone is sent", refused().iut_sends(gone), "fail"},
          {"a notification is sent, in 1.2", refused("1.2").iut_sends(composing), "fail"},
          {"a notification crosses the reply", asked().romeo_sends(body("Well")).iut_sends(composing), "not judged"},
          {"a notification crosses it, another follows it",
           asked().romeo_sends(body("Well")).iut_sends(composing).shown("Well").iut_sends(paused), "fail"},
          {"the reply has a state", asked().romeo_sends(body("Well") + active).shown("Well").iut_sends(composing),
           "not judged"},
          {"a later message has none",
           asked().romeo_sends(body("a") + active).romeo_sends(body("Well")).shown("Well").iut_sends(composing),
           "not judged"},
          {"two resources reply, one with a state",
           asked().romeo_sends(body("a")).sends("romeo/garden", body("b") + active).shown("b").iut_sends(composing),
           "not judged"},
          {"a receipt comes", asked().romeo_sends(receipt).digested().iut_sends(composing), "not judged"},
          {"an error comes", asked().bounce(body("one")).digested().iut_sends(composing), "not judged"},
          {"the reply is delayed", asked().romeo_sends(body("Well") + delay).shown("Well").iut_sends(composing),
           "not judged"},
          {"the reply is a carbon",
           asked()
               .carbon("received", "romeo/orchard", "juliet@capulet.lit/tomb", body("Well"))
               .digested()
               .iut_sends(composing),
           "not judged"},
          {"the contact shows a state after all", refused().romeo_sends(composing).iut_sends(composing), "not judged"},
          {"the contact has advertised support",
           refused().with(yes).iut_sends(composing),
           "not applicable",
           {"advertised-but-silent"}},
          {"a new session begins",
           refused().goes("romeo/orchard").comes("romeo/orchard").iut_sends(body("two") + active), "not judged"},
          {"the client had not asked",
           begun().iut_sends(body("one")).romeo_sends(body("Well")).shown("Well").iut_sends(body("two")),
           "not applicable"},
          {"the contact's first message is no reply",
           begun().romeo_sends(body("Well")).shown("Well").iut_sends(body("one") + active), "not judged"},
          {"the state may be encrypted", refused().iut_sends(sealed), "inconclusive", hidden},
          {"a receipt without a state is sent", refused().iut_sends(receipt), "not judged"},
          {"another contact gets a state", refused().contact("nurse").iut_sends(composing, "nurse/x"), "not judged"},
          {"nothing is sent", refused(), "not judged"},
      });
}

}  // namespace conformance::rules

// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

using namespace testing;

namespace {

Play begun(const std::string& version = "2.1") { return Play(version).contact("romeo").comes("romeo/orchard"); }
const std::string identity = "<identity category='client' type='pc'/>";
const std::string feature = "<feature var='" + chat_states + "'/>";
Play& told(Play& play, const std::string& what) {
  return play.sends("romeo/orchard", "<iq type='result' id='d'><query xmlns='http://jabber.org/protocol/disco#info'>" +
                                         what + "</query></iq>");
}
Play& yes(Play& play) { return told(play, identity + feature).digested(); }
Play& no(Play& play) { return told(play, identity).digested(); }
// Romeo has shown support, be it by a message or alone.
Play supported(const std::string& version = "2.1") {
  return begun(version).romeo_sends(body("Hello") + active).shown("Hello");
}
// The client is logged in where its stream is not seen.
Play elsewhere() { return Play().contact("romeo", "both", "romeo/orchard").stream("bound", "romeo/orchard"); }
Play& types(Play& play) { return play.act("type", "x"); }
Play& writes(Play& play) { return play.act("send", "Farewell").iut_sends(body("Farewell")); }
Play& writes_active(Play& play) { return play.act("send", "Farewell").iut_sends(body("Farewell") + active); }
Play& with_composing(Play& play) { return play.iut_sends(composing); }
// What makes the client one that supports chat states, elsewhere.
Play& supports(Play& play) { return play.contact("nurse").iut_sends(body("x") + active, "nurse/x"); }
const std::set<std::string> implicit = {"implicit-only"};
const std::set<std::string> hidden = {"state-may-be-encrypted"};

}  // namespace

TEST_CASE("The first state follows discovery, a state of the contact, or is in a message", "[xep0085-5.1]") {
  check_rows(
      "0085/5.1/discover-first",
      {
          {"support was discovered", begun().with(yes).iut_sends(composing), "pass"},
          {"the contact has shown it", supported().iut_sends(composing), "pass"},
          {"the contact may have shown it", begun().romeo_sends(composing).iut_sends(composing), "pass"},
          {"the contact has shown it to another device",
           begun()
               .carbon("received", "romeo/orchard", "juliet@capulet.lit/tomb", body("x") + active)
               .iut_sends(composing),
           "pass"},
          {"it is in a message", begun().iut_sends(body("one") + active), "pass", implicit},
          {"it is in a receipt", begun().iut_sends(receipt + active), "pass", implicit},
          {"a standalone comes out of nothing", begun().iut_sends(composing), "fail"},
          {"a standalone comes after a message without a state", begun().iut_sends(body("one")).iut_sends(composing),
           "fail"},
          {"a standalone follows a message with a state", begun().iut_sends(body("one") + active).iut_sends(composing),
           "pass", implicit},
          {"discovery said no, and a message has one", begun().with(no).iut_sends(body("one") + active), "fail"},
          {"discovery said no, and a standalone is sent", begun().with(no).iut_sends(composing), "fail"},
          {"the no crosses the message",
           begun().with([](Play& p) { told(p, identity); }).iut_sends(body("one") + active), "pass", implicit},
          {"the no crosses the standalone", begun().with([](Play& p) { told(p, identity); }).iut_sends(composing),
           "not judged"},
          {"discovery said no, and nothing is sent", begun().with(supports).with(no).iut_sends(body("one")), "pass",
           implicit},
          {"discovery said no, and nothing is ever sent", begun().with(no).iut_sends(body("one")), "not applicable"},
          {"discovery said no of one resource, yes of the other",
           begun()
               .with(no)
               .comes("romeo/garden")
               .sends("romeo/garden", "<iq type='result' id='d'><query xmlns='http://jabber.org/protocol/disco#info'>" +
                                          feature + "</query></iq>")
               .iut_sends(composing),
           "pass"},
          {"discovery said no of one of two resources",
           begun().comes("romeo/garden").with(no).iut_sends(body("x") + active), "pass", implicit},
          {"discovery failed",
           begun().sends("romeo/orchard", "<iq type='error' id='d'/>").digested().iut_sends(body("x") + active), "pass",
           implicit},
          {"it was known in another session",
           supported().goes("romeo/orchard").comes("romeo/orchard").iut_sends(composing), "pass"},
          {"a new stream begins", supported().iut_sends(composing).stream("lost").stream("bound").iut_sends(composing),
           "pass"},
          {"no state is sent", begun().iut_sends(body("one")), "not applicable"},
          {"it is a room", begun().iut_sends(message("type='groupchat'", composing), "room@chat.montague.lit"),
           "not judged"},
          {"the trace begins in the middle", Play().undriven().contact("romeo").iut_sends(composing), "not applicable"},
          {"the trace begins with the stream", Play().stream("bound").contact("romeo").iut_sends(composing), "fail"},
          {"… and is a recording: the client may know the contact from before",
           Play().undriven().stream("bound").contact("romeo").iut_sends(composing), "inconclusive"},
          {"the contact sees it, and another resource of the user sent it",
           elsewhere().actor_gets("romeo/orchard", composing, "juliet@capulet.lit/tomb"), "not judged"},
          {"the contact sees it of the client under test",
           elsewhere().actor_gets("romeo/orchard", composing, Play::iut_full), "fail"},
          {"nothing is sent", begun(), "not judged"},
      });
}

TEST_CASE("Caps tell of support where they are valid", "[xep0115-5.4]") {
  // The example of XEP-0115 5.2.
  const std::string ver = "QgayPKawpkPSDYmwT/WM94uAlu0=";
  const auto caps = [](const std::string& of) {
    return "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='http://capulet.lit/exodus' ver='" + of +
           "'/>";
  };
  const auto answers = [](const std::string& of, const std::string& extra = "") {
    return [of, extra](Play& play) {
      play.sends(
          "romeo/orchard",
          "<iq type='result' id='d'><query xmlns='http://jabber.org/protocol/disco#info' "
          "node='http://capulet.lit/exodus#" +
              of +
              "'>"
              "<identity category='client' name='Exodus 0.9.1' type='pc'/>"
              "<feature var='http://jabber.org/protocol/caps'/><feature var='http://jabber.org/protocol/disco#info'/>"
              "<feature var='http://jabber.org/protocol/disco#items'/><feature var='http://jabber.org/protocol/muc'/>" +
              extra + "</query></iq>");
      play.digested();
    };
  };
  const auto comes = [&](const std::string& of) { return Play().contact("romeo").comes("romeo/orchard", caps(of)); };
  const auto asks = body("one") + active;
  check_rows("0085/5.1/discover-first",
             {
                 {"valid caps say no", comes(ver).with(answers(ver)).iut_sends(asks), "fail"},
                 {"caps that do not hash to their ver say nothing", comes("AAAA").with(answers("AAAA")).iut_sends(asks),
                  "pass", implicit},
                 {"a list with a feature twice says nothing",
                  comes(ver).with(answers(ver, "<feature var='http://jabber.org/protocol/muc'/>")).iut_sends(asks),
                  "pass", implicit},
                 {"an answer about another node says nothing", comes(ver).with(answers("AAAA")).iut_sends(asks), "pass",
                  implicit},
                 {"what caps stand for is known of another contact",
                  comes(ver)
                      .with(answers(ver))
                      .contact("nurse")
                      .comes("nurse/x", caps(ver))
                      .digested()
                      .iut_sends(asks, "nurse/x"),
                  "fail"},
                 {"other caps of the same contact are not known",
                  comes(ver).with(answers(ver)).comes("romeo/orchard", caps("AAAA")).digested().iut_sends(asks), "pass",
                  implicit},
                 {"a plain answer holds beside caps that say nothing",
                  comes("AAAA").with(no).with(answers("AAAA")).iut_sends(asks), "fail"},
                 {"a yes holds, be the caps valid or not",
                  comes("AAAA").with(answers("AAAA", feature)).iut_sends(composing), "pass"},
             });
}

TEST_CASE("The way in which support was found out is told", "[xep0085-5.1]") {
  check_rows("0085/5.1/method",
             {
                 {"by discovery", begun().with(yes).iut_sends(composing), "pass", {"explicit"}},
                 {"by a state of the contact", supported().iut_sends(composing), "pass", {"shown-by-contact"}},
                 {"by asking", begun().iut_sends(body("one") + active), "pass", {"implicit"}},
                 {"not at all", begun().iut_sends(body("one")), "not applicable"},
             });
}

TEST_CASE("Messages to a contact that has shown support carry a state", "[xep0085-5.1]") {
  check_rows("0085/5.1/active-in-content",
             {
                 {"they do", supported().iut_sends(body("one") + active), "pass"},
                 {"one does not", supported().with(supports).iut_sends(body("one")), "fail"},
                 {"one does not, and the client sends states at all only later",
                  supported().iut_sends(body("one")).iut_sends(composing), "fail"},
                 {"a later message of the contact has none",
                  supported().iut_sends(composing).romeo_sends(body("Oh")).shown("Oh").iut_sends(body("one")), "fail"},
                 {"the client never sends a state", supported().iut_sends(body("one")), "not applicable"},
                 {"it crosses the state",
                  begun().with(supports).romeo_sends(body("Hello") + active).iut_sends(body("one")), "not judged"},
                 {"a receipt has none", supported().with(supports).iut_sends(receipt), "not judged"},
                 {"a message of type normal has none",
                  supported().with(supports).iut_sends(message("type='normal'", body("one"))), "not judged"},
                 {"the state may be encrypted", supported().with(supports).iut_sends(sealed), "inconclusive", hidden},
                 {"the user has switched states off",
                  supported().with(supports).setting("chat_states", "off").iut_sends(body("one")), "not judged"},
                 {"he is a stranger",
                  Play()
                      .contact("romeo", "none")
                      .romeo_sends(body("Hello") + active)
                      .shown("Hello")
                      .with(supports)
                      .iut_sends(body("one")),
                  "not judged"},
                 {"support was only discovered", begun().with(supports).with(yes).iut_sends(body("one")), "not judged"},
                 {"the session is over",
                  supported().with(supports).goes("romeo/orchard").comes("romeo/orchard").iut_sends(body("one")),
                  "not judged"},
                 {"nothing is sent", supported(), "not judged"},
             });
}

TEST_CASE("Messages to a contact that advertises support carry a state", "[xep0085-5.3]") {
  check_rows("0085/5.3/active-in-content",
             {
                 {"they do", begun().with(yes).iut_sends(body("one") + active), "pass"},
                 {"one does not", begun().with(supports).with(yes).iut_sends(body("one")), "fail"},
                 {"one does not, in 1.2", begun("1.2").with(supports).with(yes).iut_sends(body("one")), "fail"},
                 {"it may not have been discovered yet",
                  begun().with(supports).with([](Play& p) { told(p, feature); }).iut_sends(body("one")), "not judged"},
                 {"the contact has shown support, too",
                  supported().with(yes).iut_sends(composing).iut_sends(body("one")), "not judged"},
                 {"a further message asks in 2.1",
                  begun().iut_sends(body("one") + active).iut_sends(body("two") + active), "pass"},
                 {"a further message does not ask in 2.1",
                  begun().iut_sends(body("one") + active).iut_sends(body("two")), "fail"},
                 {"a further message does not ask in 1.2",
                  begun("1.2").iut_sends(body("one") + active).iut_sends(body("two")), "not judged"},
                 {"nothing is known", begun().iut_sends(body("one")), "not judged"},
                 {"it is known that he does not", begun().with(no).iut_sends(body("one")), "not judged"},
                 {"the contact's caps have gone with him",
                  begun().with(yes).goes("romeo/orchard").comes("romeo/orchard").iut_sends(body("one")), "not judged"},
             });
}

TEST_CASE("Who types to a contact that supports states is composing", "[xep0085-5.1]") {
  check_rows(
      "0085/5.1/send-standalone",
      {
          {"composing is sent", supported().with(types).with(with_composing).with(writes), "pass"},
          {"nothing is sent", supported().with(supports).with(types).with(writes_active), "fail"},
          {"another state is sent", supported().with(types).iut_sends(paused).with(writes), "fail"},
          {"nothing is sent before the driver's fence", supported().with(supports).with(types).ui_fence(), "fail"},
          {"support was discovered", begun().with(supports).with(yes).with(types).with(writes), "fail"},
          {"the user was composing", supported().with(with_composing).with(types).with(writes), "not judged"},
          {"composing comes late, but before the text",
           supported().with(types).act("send", "Farewell").with(with_composing).iut_sends(body("Farewell")), "pass"},
          {"an earlier message comes first",
           supported()
               .act("send", "early")
               .with(types)
               .act("send", "Farewell")
               .iut_sends(body("early") + active)
               .with(with_composing)
               .iut_sends(body("Farewell")),
           "pass"},
          {"the text is encrypted", supported().with(supports).with(types).act("send", "Farewell").iut_sends(sealed),
           "not judged"},
          {"support is not known", begun().with(supports).with(types).with(writes), "not judged"},
          {"support is shown while the user types",
           begun().with(supports).with(types).romeo_sends(composing).with(writes), "not judged"},
          {"the contact goes meanwhile", supported().with(supports).with(types).goes("romeo/orchard").with(writes),
           "not judged"},
          {"the driver cannot type",
           supported().with(supports).act_phase("type", "begin").act_phase("type", "unsupported").with(writes),
           "not judged"},
          {"the chat is closed", supported().with(supports).with(types).act("close").with(writes), "not judged"},
          {"states are switched off", supported().with(supports).setting("chat_states", "off").with(types).with(writes),
           "not judged"},
          {"he is a stranger",
           Play()
               .contact("romeo", "none")
               .romeo_sends(body("Hello") + active)
               .shown("Hello")
               .with(supports)
               .with(types)
               .with(writes),
           "not judged"},
          {"the client never sends a state", supported().with(types).with(writes), "not applicable"},
          {"nothing proves what came of it", supported().with(supports).with(types), "not judged"},
      });
}

TEST_CASE("A standalone notification of the contact shows support", "[xep0085-5.1]") {
  const auto enabled = [] { return begun().romeo_sends(composing).digested(); };
  const auto after_no = [] {
    return begun()
        .iut_sends(body("one") + active)
        .romeo_sends(body("Well"))
        .shown("Well")
        .romeo_sends(paused)
        .digested();
  };
  check_rows(
      "0085/5.1/standalone-enables",
      {
          {"composing is sent", enabled().with(types).with(with_composing).with(writes), "pass"},
          {"a message has a state", enabled().with(types).with(writes_active), "pass"},
          {"nothing is sent", enabled().with(supports).with(types).with(writes), "fail"},
          {"nothing is sent after a no", after_no().with(types).with(writes), "fail"},
          {"a state is sent after a no", after_no().with(types).with(writes_active), "pass"},
          {"the driver's fence alone proves no message", after_no().with(types).ui_fence(), "not judged"},
          {"support was known before",
           begun()
               .with(supports)
               .romeo_sends(body("Hello") + active)
               .romeo_sends(composing)
               .shown("Hello")
               .with(types)
               .with(writes),
           "not judged"},
          {"support was discovered before",
           begun().with(supports).with(yes).romeo_sends(composing).digested().with(types).with(writes), "not judged"},
          {"it is delayed", begun().with(supports).romeo_sends(composing + delay).digested().with(types).with(writes),
           "not judged"},
          {"it crosses the typing", begun().with(supports).romeo_sends(composing).with(types).with(writes),
           "not judged"},
          {"the session is over",
           enabled().with(supports).goes("romeo/orchard").comes("romeo/orchard").with(types).with(writes),
           "not judged"},
          {"the client never sends a state", enabled().with(types).with(writes), "not applicable"},
          {"nothing is typed", enabled().with(supports).with(writes), "not judged"},
      });
}

TEST_CASE("A message with active is answered by one", "[xep0085-5.1]") {
  const auto replies = [](Play play, const std::string& content, const std::string& verb = "reply") {
    return play.act(verb, "Yes").iut_sends(content);
  };
  check_rows(
      "0085/5.1/answer-in-kind",
      {
          {"it is", replies(supported(), body("Yes") + active), "pass"},
          {"it is not", replies(supported().with(supports), body("Yes")), "fail"},
          {"the contact's last message has none",
           replies(supported().with(supports).romeo_sends(body("Oh")).shown("Oh"), body("Yes")), "not judged"},
          {"the contact's state is composing",
           replies(begun().with(supports).romeo_sends(body("Oh") + composing).shown("Oh"), body("Yes")), "not judged"},
          {"it crosses the contact's message",
           replies(begun().with(supports).romeo_sends(body("Oh") + active), body("Yes")), "not judged"},
          {"the user does not answer, but writes", replies(supported().with(supports), body("Yes"), "send"),
           "not judged"},
          {"another text comes", replies(supported().with(supports), body("Auto-reply")), "not judged"},
          {"another text comes first",
           supported().with(supports).act("reply", "Yes").iut_sends(body("Away")).iut_sends(body("Yes") + active),
           "pass"},
          {"the state may be encrypted", replies(supported().with(supports), sealed), "not judged"},
          {"states are switched off", replies(supported().with(supports).setting("chat_states", "off"), body("Yes")),
           "not judged"},
          {"the driver cannot reply",
           supported()
               .with(supports)
               .act_phase("reply", "begin", "Yes")
               .act_phase("reply", "unsupported", "Yes")
               .iut_sends(body("Yes")),
           "not judged"},
          {"the client never sends a state", replies(supported(), body("Yes")), "not applicable"},
      });
}

}  // namespace conformance::rules

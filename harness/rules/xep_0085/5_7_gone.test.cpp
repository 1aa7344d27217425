// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

namespace {

using namespace testing;

const std::string a = thread("a");
const std::string b = thread("b");
const std::string fresh = thread("fresh");

Play begun() { return Play().contact("romeo").comes("romeo/orchard").comes("romeo/garden"); }
Play agreed(Play play = begun()) {
  return play.romeo_sends(body("Hello") + a + active).shown("Hello").iut_sends(body("Ay me!") + a + active);
}
// The contact has ended the thread, from the resource that spoke last or from another one.
Play ended(const std::string& who = "romeo/orchard", const std::string& with = gone + a) {
  return agreed().sends(who, with).shown_state("gone").digested();
}
// Only an iq proves that the gone was read.
Play ended_by_iq() { return agreed().romeo_sends(gone + a).digested(); }
Play& closes(Play& play) { return play.act("close"); }
Play& control(Play& play) { return play.act("send", "Farewell").iut_sends(body("Farewell")); }

std::string answer_with(bool feature) {
  return std::string("<iq type='result' id='d'><query xmlns='") + xmpp::ns::disco_info + "'>" +
         (feature ? "<feature var='" + chat_states + "'/>" : "") + "</query></iq>";
}
const std::string occupant = "room@chat.montague.lit/romeo";
Play private_chat() {
  return Play()
      .iut_sends("<presence><x xmlns='http://jabber.org/protocol/muc'/></presence>", "room@chat.montague.lit/juliet")
      .sends(occupant, body("Psst") + a + active)
      .digested()
      .iut_sends(body("Ay me!") + a + active, occupant);
}
// Both use the thread, but only disco could have told of the contact's support.
Play stateless() {
  return begun().romeo_sends(body("Hello") + a).shown("Hello").iut_sends(body("Ay me!") + a + active);
}

}  // namespace

TEST_CASE("Closing a chat with an agreed thread says gone", "[xep0085-5.7]") {
  const auto closed = [](Play play, const std::string& content) {
    play.with(closes);
    if (!content.empty()) play.iut_sends(content);
    return play.with(control);
  };
  check_rows(
      "0085/5.7/gone-on-close",
      {
          {"gone is sent", closed(agreed(), gone + a), "pass"},
          {"gone is not sent", closed(agreed(), ""), "fail"},
          {"inactive is sent", closed(agreed(), inactive + a), "fail"},
          {"inactive and then gone are sent",
           agreed().with(closes).iut_sends(inactive + a).iut_sends(gone + a).with(control), "pass"},
          {"gone is sent while the driver works",
           agreed().act_phase("close", "begin").iut_sends(gone + a).act_phase("close", "done").with(control), "pass"},
          {"gone was sent by a timer", closed(agreed().iut_sends(gone + a), ""), "pass"},
          {"gone is sent without the thread", closed(agreed(), gone), "pass"},
          {"a fence proves that none comes", agreed().with(closes).ui_fence(), "fail"},
          {"a fence comes after gone", agreed().with(closes).iut_sends(gone + a).ui_fence(), "pass"},
          {"gone comes after the fence", agreed().with(closes).ui_fence().iut_sends(gone + a), "fail"},
          {"a fence was sent before the closing",
           agreed()
               .record(trace::FenceEvent{"early", "ui", "sent"})
               .with(closes)
               .record(trace::FenceEvent{"early", "ui", "returned"}),
           "not judged"},
          {"there is no fence and no control", agreed().with(closes), "not judged"},
          {"a message of before the closing comes first",
           agreed().act("send", "Wait").with(closes).iut_sends(body("Wait") + a).iut_sends(gone + a).with(control),
           "pass"},
          {"only a message of before the closing comes",
           agreed().act("send", "Wait").with(closes).iut_sends(body("Wait") + a), "not judged"},
          {"gone may be encrypted",
           agreed().with(closes).iut_sends(sealed).with(control),
           "inconclusive",
           {"state-may-be-encrypted"}},
          {"gone is delayed on its way", closed(agreed(), gone + a + delay), "pass"},
          {"nobody uses threads",
           closed(begun().romeo_sends(body("Hello") + active).shown("Hello").iut_sends(body("Ay me!") + active), ""),
           "not applicable"},
          {"only one side uses threads",
           closed(begun().romeo_sends(body("Hello") + active).shown("Hello").iut_sends(body("Ay me!") + a + active),
                  ""),
           "not applicable"},
          {"the contact may not have been read",
           closed(begun().iut_sends(body("Ay me!") + a + active).romeo_sends(body("Hello") + a + active), ""),
           "not applicable"},
          {"nothing was said", closed(begun(), ""), "not judged"},
          {"states are switched off", closed(agreed().setting("chat_states", "off"), ""), "not applicable"},
          {"states could not be switched on again",
           closed(agreed().setting("chat_states", "off").setting("chat_states", "on", "unsupported"), ""),
           "not applicable"},
          {"the client sends no states at all",
           closed(begun().romeo_sends(body("Hello") + a + active).shown("Hello").iut_sends(body("Ay me!") + a), ""),
           "not applicable"},
          {"the contact has shown no support", closed(stateless(), ""), "not applicable"},
          {"the contact was discovered", closed(stateless().sends("romeo/orchard", answer_with(true)).digested(), ""),
           "fail"},
          {"the discovery may not have been read", closed(stateless().sends("romeo/orchard", answer_with(true)), ""),
           "not applicable"},
          {"the discovery says no", closed(stateless().sends("romeo/orchard", answer_with(false)).digested(), ""),
           "not applicable"},
          {"who was discovered has gone since",
           closed(stateless()
                      .sends("romeo/orchard", answer_with(true))
                      .digested()
                      .goes("romeo/orchard")
                      .sends("romeo/garden", body("Oh") + a)
                      .shown("Oh"),
                  ""),
           "not applicable"},
          {"who was discovered has other caps since",
           closed(stateless()
                      .sends("romeo/orchard", answer_with(true))
                      .digested()
                      .comes("romeo/orchard", "<c xmlns='http://jabber.org/protocol/caps' hash='x' node='n' ver='v'/>"),
                  ""),
           "not applicable"},
          {"a later message of the contact has no state", closed(agreed().romeo_sends(body("Oh") + a).shown("Oh"), ""),
           "fail"},
          {"the contact is gone already", closed(agreed().romeo_sends(gone + a).digested(), ""), "not applicable"},
          {"the contact's gone crosses the closing", agreed().with(closes).romeo_sends(gone + a).with(control),
           "inconclusive"},
          {"the contact goes at that time",
           agreed().with(closes).goes("romeo/orchard").goes("romeo/garden").with(control), "inconclusive"},
          {"the stream is lost at that time", agreed().with(closes).stream("lost").stream("bound").with(control),
           "inconclusive"},
          {"the user comes back after a gone by timer, and closes",
           closed(agreed().iut_sends(gone + a).iut_sends(active + a), ""), "not applicable"},
          {"the driver could not close",
           agreed().act_phase("close", "begin").act_phase("close", "unsupported").with(control), "not judged"},
          {"the act has no address that could be one", agreed().act("close", "", "@").with(control), "not judged"},
          {"a conversation with an occupant is none with a contact",
           private_chat().act("close", "", occupant).ui_fence(), "not applicable"},
          {"the message after the closing is to another",
           agreed().contact("nurse").with(closes).act("send", "Nurse!", "nurse").iut_sends(body("Nurse!"), "nurse/x"),
           "not judged"},
          {"the message after the closing has another text",
           agreed().with(closes).act("send", "Farewell").iut_sends(body("Auto-reply")), "not judged"},
          {"gone is in the next message",
           agreed().with(closes).act("send", "Farewell").iut_sends(body("Farewell") + gone), "pass"},
          {"a message was asked for before the closing was done",
           agreed().act_phase("close", "begin").act("send", "Wait").act_phase("close", "done").iut_sends(body("Wait")),
           "not judged"},
          {"gone was sent by a timer, where nobody uses threads",
           closed(begun()
                      .romeo_sends(body("Hello") + active)
                      .shown("Hello")
                      .iut_sends(body("Ay me!") + active)
                      .iut_sends(gone),
                  ""),
           "not applicable"},
          {"the user has written anew after a gone by timer",
           closed(agreed().iut_sends(gone + a).iut_sends(body("Oh") + fresh + active), ""), "not applicable"},
          {"nobody closes", agreed().with(control), "not judged"},
      });
}

TEST_CASE("After the contact's gone the old thread is not used again", "[xep0085-5.7]") {
  check_rows(
      "0085/5.7/no-thread-reuse",
      {
          {"another thread is used", ended().iut_sends(body("Wait") + fresh), "pass"},
          {"no thread is used", ended().iut_sends(body("Wait")), "pass"},
          {"an iq alone proves that gone was read", ended_by_iq().iut_sends(body("Wait") + fresh), "pass", {"settled"}},
          {"an iq alone, and the old thread is used", ended_by_iq().iut_sends(body("Wait") + a), "fail"},
          {"an iq alone, and the client is seen to show it afterwards",
           ended_by_iq().shown_state("gone").iut_sends(body("Wait") + fresh),
           "pass",
           {"settled"}},
          {"the old thread is used", ended().iut_sends(body("Wait") + a), "fail"},
          {"the old thread is used by a notification", ended().iut_sends(composing + a), "fail"},
          {"the old thread is used later", ended().iut_sends(body("Wait") + fresh).iut_sends(body("Oh") + a), "fail"},
          {"the old thread is used to another resource", ended().iut_sends(body("Wait") + a, "romeo/garden"), "fail"},
          {"the old thread is used to the bare JID", ended().iut_sends(body("Wait") + a, "romeo"), "fail"},
          {"the old thread is used in another chat", ended().contact("nurse").iut_sends(body("Wait") + a, "nurse/x"),
           "not judged"},
          {"a receipt has the old thread", ended().iut_sends(receipt + a).iut_sends(body("Wait") + fresh), "pass"},
          {"the client is gone, too", ended().iut_sends(gone + a), "not judged"},
          {"the client is gone and writes anew",
           ended().iut_sends(gone + a).iut_sends(body("Wait") + fresh),
           "pass",
           {"closing-old-thread"}},
          {"the contact opens it again",
           ended().romeo_sends(body("I am back") + a).shown("back").iut_sends(body("Oh") + a), "not judged"},
          {"the contact may have opened it again", ended().romeo_sends(body("I am back") + a).iut_sends(body("Oh") + a),
           "not judged"},
          {"the contact opened it again at another device",
           ended()
               .carbon("received", "romeo/orchard", "juliet@capulet.lit/tomb", body("Back") + a)
               .iut_sends(body("Oh") + a),
           "not judged"},
          {"the contact opens another",
           ended().romeo_sends(body("I am back") + b).shown("back").iut_sends(body("Oh") + a), "fail"},
          {"it crosses the gone", agreed().romeo_sends(gone + a).iut_sends(body("Wait") + a), "not judged"},
          {"it crosses the gone, and again after the fence",
           agreed().romeo_sends(gone + a).iut_sends(body("Wait") + a).digested().iut_sends(body("Oh") + a), "fail"},
          {"gone has no thread", ended("romeo/orchard", gone).iut_sends(body("Wait") + a), "not applicable"},
          {"gone has another thread", ended("romeo/orchard", gone + b).iut_sends(body("Wait") + a), "not applicable"},
          {"gone is delayed", ended("romeo/orchard", gone + a + delay).iut_sends(body("Wait") + a), "not applicable"},
          {"gone is an error echo", agreed().bounce(gone + a).digested().iut_sends(body("Wait") + a), "not judged"},
          {"gone comes as a carbon",
           agreed()
               .carbon("received", "romeo/orchard", "juliet@capulet.lit/tomb", gone + a)
               .digested()
               .iut_sends(body("Wait") + a),
           "not applicable"},
          {"gone has content", ended("romeo/orchard", body("Adieu") + gone + a).iut_sends(body("Wait") + a),
           "not applicable"},
          {"gone comes with another state", ended("romeo/orchard", gone + active + a).iut_sends(body("Wait") + a),
           "not applicable"},
          {"gone is from another resource",
           ended("romeo/garden").iut_sends(body("Wait") + a),
           "inconclusive",
           {"gone-from-other-resource"}},
          {"gone is from another resource, the first has left",
           agreed().goes("romeo/orchard").sends("romeo/garden", gone + a).digested().iut_sends(body("Wait") + a),
           "fail"},
          {"gone is from another resource, and the first was never seen to come",
           agreed(Play().contact("romeo")).sends("romeo/garden", gone + a).digested().iut_sends(body("Wait") + a),
           "inconclusive",
           {"gone-from-other-resource"}},
          {"gone is from another resource, and all goes well", ended("romeo/garden").iut_sends(body("Wait") + fresh),
           "pass"},
          {"the user's gone at another device comes as a carbon",
           agreed().carbon("sent", "juliet@capulet.lit/tomb", "romeo/orchard", gone + a).iut_sends(body("Wait") + a),
           "not judged"},
          {"an occupant is gone",
           private_chat().sends(occupant, gone + a).digested().iut_sends(body("Wait") + a, occupant), "not judged"},
          {"only the contact used the thread",
           begun()
               .romeo_sends(body("Hello") + a)
               .shown("Hello")
               .romeo_sends(gone + a)
               .digested()
               .iut_sends(body("Oh") + a),
           "not applicable"},
          {"the client was gone first",
           agreed().iut_sends(gone + a).romeo_sends(gone + a).digested().iut_sends(body("Oh") + a), "not applicable"},
          {"nothing is sent after gone", ended(), "not judged"},
          {"nobody is gone", agreed().iut_sends(body("Wait") + a), "not judged"},
      });
}

TEST_CASE("After the contact's gone the next message has a new thread", "[xep0085-5.7]") {
  check_rows(
      "0085/5.7/new-thread",
      {
          {"it is new", ended().iut_sends(body("Wait") + fresh), "pass"},
          {"there is none", ended().iut_sends(body("Wait")), "fail"},
          {"it is the old one", ended().iut_sends(body("Wait") + a), "fail"},
          {"it was used before in this chat",
           agreed(begun().iut_sends(body("Oh") + b)).romeo_sends(gone + a).digested().iut_sends(body("Wait") + b),
           "fail"},
          {"it was used in an earlier session",
           agreed(agreed(begun().iut_sends(body("Oh") + b)).stream("lost").stream("bound"))
               .romeo_sends(gone + a)
               .digested()
               .iut_sends(body("Wait") + b),
           "fail"},
          {"it was used in another chat",
           agreed(begun().contact("nurse").iut_sends(body("Oh") + b, "nurse/x"))
               .romeo_sends(gone + a)
               .shown_state("gone")
               .iut_sends(body("Wait") + b),
           "pass"},
          {"an iq alone proves that gone was read", ended_by_iq().iut_sends(body("Wait") + fresh), "pass", {"settled"}},
          {"it is new to another resource", ended().iut_sends(body("Wait") + fresh, "romeo/garden"), "pass"},
          {"there is none to the bare JID", ended().iut_sends(body("Wait"), "romeo"), "fail"},
          {"a notification had it before", ended().iut_sends(composing + fresh).iut_sends(body("Wait") + fresh),
           "pass"},
          {"a notification had it before the gone was proved to be read",
           agreed()
               .romeo_sends(gone + a)
               .iut_sends(composing + fresh)
               .shown_state("gone")
               .iut_sends(body("Wait") + fresh),
           "pass"},
          {"only the next message is judged", ended().iut_sends(body("Wait") + fresh).iut_sends(body("Oh")), "pass"},
          {"a type of normal is judged", ended().iut_sends(message("type='normal'", body("Wait"))), "fail"},
          {"the thread may be encrypted", ended().iut_sends(sealed), "inconclusive"},
          {"the contact writes first, in another thread",
           ended().romeo_sends(body("I am back") + b).shown("back").iut_sends(body("Oh") + b), "not judged"},
          {"the contact writes first, in the old thread",
           ended().romeo_sends(body("I am back") + a).shown("back").iut_sends(body("Oh") + a), "not judged"},
          {"the contact may have written first", ended().romeo_sends(body("I am back")).iut_sends(body("Oh")),
           "not judged"},
          {"the message crosses the gone", agreed().romeo_sends(gone + a).iut_sends(body("Wait") + a), "not judged"},
          {"the client is gone, too, and writes anew", ended().iut_sends(gone + a).iut_sends(body("Wait")), "fail"},
          {"the client logs in again", ended().stream("lost").stream("bound").iut_sends(body("Wait")), "not judged"},
          {"gone has no thread", ended("romeo/orchard", gone).iut_sends(body("Wait")), "not applicable"},
          {"gone is delayed", ended("romeo/orchard", gone + a + delay).iut_sends(body("Wait")), "not applicable"},
          {"gone comes as a carbon",
           agreed().carbon("received", "romeo/orchard", "juliet@capulet.lit/tomb", gone + a).iut_sends(body("Wait")),
           "not applicable"},
          {"gone is from another resource",
           ended("romeo/garden").iut_sends(body("Wait")),
           "inconclusive",
           {"gone-from-other-resource"}},
          {"nothing is sent after gone", ended(), "not judged"},
          {"nobody is gone", agreed().iut_sends(body("Wait")), "not judged"},
      });
}

}  // namespace conformance::rules

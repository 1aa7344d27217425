// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

namespace {

using namespace testing;

const std::string a = thread("a");
const std::string b = thread("b");

Play begun() { return Play().contact("romeo").comes("romeo/orchard"); }
// The contact has written in thread a, the client has answered in it, and both know that of each other.
Play agreed() {
  return begun().romeo_sends(body("Hello") + a + active).shown("Hello").iut_sends(body("Ay me!") + a + active);
}
// The same, with threads of each side's own choice.
Play written(const std::string& romeos, const std::string& juliets) {
  return begun()
      .romeo_sends(body("Hello") + romeos + active)
      .shown("Hello")
      .iut_sends(body("Ay me!") + juliets + active);
}

}  // namespace

TEST_CASE("A standalone state has the thread that both sides use", "[xep0085-5.6]") {
  check_rows(
      "0085/5.6/standalone-thread",
      {
          {"it has the thread", agreed().iut_sends(composing + a), "pass"},
          {"it has none", agreed().iut_sends(composing), "fail"},
          {"it has an empty one", agreed().iut_sends(composing + "<thread/>"), "fail"},
          {"it has another", agreed().iut_sends(composing + b), "fail"},
          {"the thread is told exactly", agreed().iut_sends(composing + thread("A")), "fail"},
          {"the parent does not matter", agreed().iut_sends(composing + "<thread parent='b'>a</thread>"), "pass"},
          {"a later one has none", agreed().iut_sends(composing + a).iut_sends(paused), "fail"},
          {"gone has none", agreed().iut_sends(gone), "fail"},
          {"the state of a content message is not judged", agreed().iut_sends(receipt + active), "not judged"},
          {"the client opened the thread",
           begun().iut_sends(body("Ay me!") + a).romeo_sends(body("Hello") + a).shown("Hello").iut_sends(composing),
           "fail"},
          {"only the client uses threads", written("", a).iut_sends(composing), "not applicable"},
          {"only the contact uses threads", written(a, "").iut_sends(composing), "not applicable"},
          {"nobody uses threads", written("", "").iut_sends(composing), "not applicable"},
          {"both threads are empty", written("<thread/>", "<thread/>").iut_sends(composing), "not applicable"},
          {"each has a thread of its own", written(a, b).iut_sends(composing), "not applicable"},
          {"the client has not written yet", begun().romeo_sends(body("Hello") + a).shown("Hello").iut_sends(composing),
           "not applicable"},
          {"the contact has not written yet", begun().iut_sends(body("Ay me!") + a).iut_sends(composing),
           "not applicable"},
          {"the contact has sent a state only",
           begun().iut_sends(body("Ay me!") + a).romeo_sends(composing + a).digested().iut_sends(composing),
           "not applicable"},
          {"the contact drops its thread", agreed().romeo_sends(body("Oh")).shown("Oh").iut_sends(composing),
           "not applicable"},
          {"the contact may just have dropped it", agreed().romeo_sends(body("Oh")).iut_sends(composing),
           "not applicable"},
          {"the contact drops it and takes it up again",
           agreed().romeo_sends(body("Oh")).romeo_sends(body("Well") + a).shown("Well").iut_sends(composing), "fail"},
          {"the client drops its thread", agreed().iut_sends(body("Oh")).iut_sends(composing), "not applicable"},
          {"the contact's answer may not have been read",
           begun().iut_sends(body("Ay me!") + a).romeo_sends(body("Hello") + a).iut_sends(composing), "not applicable"},
          {"a value that stands in a message of the contact since",
           agreed().romeo_sends(body("Oh") + b).romeo_sends(body("Well") + a).shown("Well").iut_sends(composing + b),
           "pass"},
          {"a value that stands in a message of the client since",
           agreed().iut_sends(body("Oh") + b).iut_sends(body("Well") + a).iut_sends(composing + b), "pass"},
          {"a value that stood in a message before",
           begun()
               .romeo_sends(body("Hi") + b)
               .romeo_sends(body("Hello") + a)
               .shown("Hello")
               .iut_sends(body("Ay me!") + a)
               .iut_sends(composing + b),
           "fail"},
          {"a value that stood in a message before, in a later session",
           agreed()
               .stream("lost")
               .stream("bound")
               .romeo_sends(body("Hi") + b)
               .romeo_sends(body("Again") + a)
               .shown("Again")
               .iut_sends(body("Ay me!") + a)
               .iut_sends(composing + b),
           "fail"},
          {"a value that stands in a notification of the contact",
           agreed().romeo_sends(paused + b).digested().iut_sends(composing + b), "fail"},
          {"the contact is gone", agreed().romeo_sends(gone + a).digested().iut_sends(composing), "not applicable"},
          {"the contact may just be gone", agreed().romeo_sends(gone + a).iut_sends(composing), "not applicable"},
          {"the contact is gone with a message",
           agreed().romeo_sends(body("Adieu") + a + gone).shown("Adieu").iut_sends(composing), "not applicable"},
          {"the client is gone", agreed().iut_sends(gone + a).iut_sends(composing), "pass"},
          {"the user has closed the chat", agreed().act("close").iut_sends(gone + a).iut_sends(composing), "pass"},
          {"the user has closed the chat without gone", agreed().act("close").ui_fence().iut_sends(composing),
           "not applicable"},
          {"the closing sends gone without the thread", agreed().act("close").iut_sends(gone), "fail"},
          {"the stream is lost", agreed().stream("lost").stream("bound").iut_sends(composing), "not applicable"},
          {"the contact's last resource goes", agreed().goes("romeo/orchard").iut_sends(composing), "not applicable"},
          {"a contact never seen to come goes",
           Play()
               .contact("romeo")
               .romeo_sends(body("Hello") + a)
               .shown("Hello")
               .iut_sends(body("Ay me!") + a)
               .goes("romeo/orchard")
               .iut_sends(composing),
           "not applicable"},
          {"another resource goes", agreed().comes("romeo/garden").goes("romeo/garden").iut_sends(composing), "fail"},
          {"a new agreed thread begins",
           agreed().romeo_sends(body("Oh") + b).shown("Oh").iut_sends(body("Well") + b).iut_sends(composing + a),
           "fail"},
          {"the contact wrote without a thread to another device",
           agreed().carbon("received", "romeo/orchard", "juliet@capulet.lit/tomb", body("Oh")).iut_sends(composing),
           "not applicable"},
          {"a value that the contact wrote to another device",
           agreed()
               .carbon("received", "romeo/orchard", "juliet@capulet.lit/tomb", body("Oh") + b)
               .romeo_sends(body("Well") + a)
               .shown("Well")
               .iut_sends(composing + b),
           "pass"},
          {"no notification is sent", agreed().iut_sends(body("Oh") + a), "not judged"},
      });
}

TEST_CASE("What proves a message digested is an order, not a time", "[xep0085-5.6]") {
  const auto asked = [] { return begun().iut_sends(body("Ay me!") + a); };
  const auto answer = body("Hello") + a + active;
  check_rows(
      "0085/5.6/standalone-thread",
      {
          {"an iq that was sent after it came back", asked().romeo_sends(answer).digested().iut_sends(composing),
           "fail"},
          {"an iq that was sent before it came back",
           asked().fence_sent("f").romeo_sends(answer).fence_returned("f").iut_sends(composing), "not applicable"},
          {"an iq was sent and did not come back", asked().romeo_sends(answer).fence_sent("f").iut_sends(composing),
           "not applicable"},
          {"its text is shown", asked().romeo_sends(answer).shown("Hello").iut_sends(composing), "fail"},
          {"another text is shown", asked().romeo_sends(answer).shown("Ay").iut_sends(composing), "not applicable"},
          {"the same text was shown before it",
           begun()
               .romeo_sends(body("Hello"))
               .shown("Hello")
               .iut_sends(body("Ay me!") + a)
               .romeo_sends(answer)
               .shown("Hello")
               .iut_sends(composing),
           "not applicable"},
          {"a text with the same words came before it",
           begun()
               .iut_sends(body("Ay me!") + a)
               .romeo_sends(body("Hello"))
               .romeo_sends(answer)
               .shown("Hello")
               .iut_sends(composing),
           "not applicable"},
          {"its state is shown", asked().romeo_sends(answer).shown_state("active").iut_sends(composing), "fail"},
          {"another state is shown", asked().romeo_sends(answer).shown_state("gone").iut_sends(composing),
           "not applicable"},
          {"the same state was shown before it",
           begun()
               .romeo_sends(active)
               .shown_state("active")
               .iut_sends(body("Ay me!") + a)
               .romeo_sends(answer)
               .shown_state("active")
               .iut_sends(composing),
           "not applicable"},
          {"somebody else's text is shown",
           asked().contact("nurse").romeo_sends(answer).shown("Hello", "nurse").iut_sends(composing), "not applicable"},
          {"an iq result proves nothing where there are fences",
           asked()
               .sends("romeo/orchard", "<iq type='get' id='1'/>")
               .romeo_sends(answer)
               .iut_sends("<iq type='result' id='1'/>")
               .iut_sends(composing),
           "not applicable"},
          {"an iq that came after it is answered, in a recording",
           asked()
               .undriven()
               .romeo_sends(answer)
               .sends("romeo/orchard", "<iq type='get' id='1'/>")
               .iut_sends("<iq type='result' id='1'/>")
               .iut_sends(composing),
           "fail"},
          {"an iq that came before it is answered, in a recording",
           asked()
               .undriven()
               .sends("romeo/orchard", "<iq type='get' id='1'/>")
               .romeo_sends(answer)
               .iut_sends("<iq type='result' id='1'/>")
               .iut_sends(composing),
           "not applicable"},
      });
}

TEST_CASE("Rooms never oblige to a thread, private messages do", "[xep0085-5.6]") {
  const std::string room = "room@chat.montague.lit";
  const std::string nick = room + "/romeo";
  const auto joined = [&] {
    return Play().iut_sends("<presence><x xmlns='http://jabber.org/protocol/muc'/></presence>", room + "/juliet");
  };
  const auto in_room = [&](const std::string& content) { return message("type='groupchat'", content); };
  check_rows("0085/5.6/standalone-thread", {
                                               {"all write in one thread in a room",
                                                joined()
                                                    .sends(nick, in_room(body("All") + a))
                                                    .iut_sends(in_room(body("Ay me!") + a), room)
                                                    .digested()
                                                    .iut_sends(in_room(composing), room),
                                                "not judged"},
                                               {"both use the thread in private",
                                                joined()
                                                    .sends(nick, body("Psst") + a)
                                                    .digested()
                                                    .iut_sends(body("Ay me!") + a, nick)
                                                    .iut_sends(composing, nick),
                                                "fail"},
                                               {"another occupant used it",
                                                joined()
                                                    .sends(room + "/nurse", body("Psst") + a)
                                                    .digested()
                                                    .iut_sends(body("Ay me!") + a, nick)
                                                    .iut_sends(composing, nick),
                                                "not applicable"},
                                               {"the occupant has left",
                                                joined()
                                                    .comes(nick)
                                                    .sends(nick, body("Psst") + a)
                                                    .digested()
                                                    .iut_sends(body("Ay me!") + a, nick)
                                                    .goes(nick)
                                                    .iut_sends(composing, nick),
                                                "not applicable"},
                                           });
}

TEST_CASE("An answer has an open thread of the contact", "[xep0085-5.7]") {
  const auto asks = [](const std::string& content = a) {
    return agreed().romeo_sends(body("What?") + content + active).shown("What?");
  };
  const auto child = "<thread parent='a'>c</thread>";
  const auto answers = [](Play play, const std::string& with) {
    return play.act("reply", "Nothing").iut_sends(body("Nothing") + with + active);
  };
  check_rows(
      "0085/5.7/copy-thread",
      {
          {"it has the thread", answers(asks(), a), "pass"},
          {"it has none", answers(asks(), ""), "fail"},
          {"it has one of its own", answers(asks(), b), "fail"},
          {"its own has the contact's for parent", answers(asks(), child), "pass", {"child-thread"}},
          {"its own has another parent", answers(asks(), "<thread parent='b'>c</thread>"), "fail"},
          {"it has an earlier open thread of the contact", answers(asks(b), a), "pass"},
          {"it has a thread of the contact that may not have been read",
           answers(asks().romeo_sends(body("And this?") + b), b), "pass"},
          {"it has the contact's thread of an earlier session",
           answers(agreed().stream("lost").stream("bound").romeo_sends(body("Again") + b).shown("Again"), a),
           "inconclusive"},
          {"the act has no address that could be one", asks().act("reply", "Nothing", "@").iut_sends(body("Nothing")),
           "not judged"},
          {"it has the client's own earlier thread, not taken up", answers(written(b, a), a), "inconclusive"},
          {"its own was invented while it was typed",
           asks().act("type", "N").iut_sends(composing + b).with([](Play& p) {
             p.act("reply", "Nothing").iut_sends(body("Nothing") + b);
           }),
           "inconclusive"},
          {"its own was invented for it",
           asks().act("reply", "Nothing").iut_sends(composing + b).iut_sends(body("Nothing") + b), "fail"},
          {"`send` in the open chat is an answer", asks().act("send", "Nothing").iut_sends(body("Nothing")), "fail"},
          {"a new chat was asked for", asks().act("send", "Nothing", "romeo", true).iut_sends(body("Nothing")),
           "not judged"},
          {"it is an answer of type normal",
           asks().act("reply", "Nothing").iut_sends(message("type='normal'", body("Nothing"))), "fail"},
          {"a message of an earlier act comes first",
           asks()
               .act("send", "By the way", "romeo", true)
               .act("reply", "Nothing")
               .iut_sends(body("By the way") + b)
               .iut_sends(body("Nothing") + a),
           "pass"},
          {"its thread may be encrypted", asks().act("reply", "Nothing").iut_sends(sealed), "inconclusive"},
          {"it is encrypted, its thread is not", asks().act("reply", "Nothing").iut_sends(sealed + a), "pass"},
          {"the contact's last message has no thread", answers(asks(""), ""), "not applicable"},
          {"the contact's last message may not have been read", answers(agreed().romeo_sends(body("What?")), ""),
           "not applicable"},
          {"the contact has gone on to another thread", answers(asks(b), b), "pass"},
          {"the client never sends threads", answers(written(a, ""), ""), "not applicable"},
          {"the client sends threads to others only",
           answers(begun()
                       .contact("nurse")
                       .iut_sends(body("Oh") + b, "nurse/x")
                       .romeo_sends(body("Hello") + a)
                       .shown("Hello"),
                   ""),
           "not applicable"},
          {"the client sent one in an earlier session",
           answers(agreed().stream("lost").stream("bound").romeo_sends(body("Again") + b).shown("Again"), ""), "fail"},
          {"nothing has been read yet", answers(begun().romeo_sends(body("Hello") + a), a), "not judged"},
          {"the user has closed the chat", answers(asks().act("close"), b), "not judged"},
          {"the user has closed the chat, and that is over", answers(asks().act("close").ui_fence(), b), "not judged"},
          {"the contact writes after the closing",
           answers(asks().act("close").romeo_sends(body("Wait!") + a).shown("Wait!"), ""), "fail"},
          {"the client is gone", answers(asks().iut_sends(gone + a), b), "not judged"},
          {"the contact is gone", answers(asks().romeo_sends(gone + a).digested(), b), "not judged"},
          {"the contact is gone with its message",
           answers(agreed().romeo_sends(body("Adieu") + a + gone).shown("Adieu"), b), "not judged"},
          {"the contact wrote in another thread to another device",
           answers(asks().carbon("received", "romeo/orchard", "juliet@capulet.lit/tomb", body("Oh") + b), b),
           "not applicable"},
          {"the driver could not",
           asks()
               .act_phase("reply", "begin", "Nothing")
               .act_phase("reply", "unsupported", "Nothing")
               .iut_sends(body("Nothing")),
           "not judged"},
          {"the same text comes once more by itself", answers(asks(), a).iut_sends(body("Nothing") + b), "pass"},
          {"the same text goes to another",
           asks().contact("nurse").act("reply", "Nothing").iut_sends(body("Nothing"), "nurse/x"), "not judged"},
          {"a notification is no answer", asks().act("reply", "Nothing").iut_sends(composing), "not judged"},
          {"no answer comes", asks().act("reply", "Nothing"), "not judged"},
          {"nobody answers", asks().iut_sends(body("Nothing")), "not judged"},
      });
}

}  // namespace conformance::rules

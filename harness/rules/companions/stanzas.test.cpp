// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

using namespace testing;

namespace {

Play begun() { return Play().contact("romeo").comes("romeo/orchard"); }
const std::string unheard_of = "<wonder xmlns='urn:x-conformance:unheard-of'/>";
Play asked(const std::string& type = "get") {
  return begun().romeo_sends("<iq type='" + type + "' id='1'>" + unheard_of + "</iq>");
}
std::string answer(const std::string& type, const std::string& id = "1") {
  return "<iq type='" + type + "' id='" + id + "'>" + unheard_of + "</iq>";
}
const std::set<std::string> settled = {"settled"};

}  // namespace

TEST_CASE("An iq of an unknown namespace is answered by an error", "[rfc6120-8.2.3]") {
  check_rows("6120/8.2.3/unknown-iq",
             {
                 {"an error answers a get", asked().iut_sends(answer("error")), "pass"},
                 {"an error answers a set", asked("set").iut_sends(answer("error")), "pass"},
                 {"the error comes after that of a later iq", asked().digested().iut_sends(answer("error")), "pass"},
                 {"a result answers it", asked().iut_sends(answer("result")), "fail"},
                 {"nothing answers it, and a later iq is answered", asked().digested(), "fail"},
                 {"another iq is answered", asked().iut_sends(answer("error", "2")).digested(), "fail"},
                 {"somebody else is answered", asked().iut_sends(answer("error"), "nurse/x").digested(), "fail"},
                 {"nothing is answered at all", asked(), "not judged"},
                 {"a known iq is not answered",
                  begun().romeo_sends("<iq type='get' id='1'><query xmlns='jabber:iq:version'/></iq>").digested(),
                  "not judged"},
                 {"the own server asks, and is answered",
                  begun().sends("", answer("get")).iut_broadcasts(answer("error")), "pass"},
                 {"a message with the same id goes first",
                  asked().iut_sends(message("type='chat' id='1'", body("Hi"))).iut_sends(answer("error")), "pass"},
                 {"the client asks something with the same id first",
                  asked().iut_sends(answer("get")).iut_sends(answer("error")), "pass"},
                 {"the client itself asks so", begun().iut_sends(answer("get")).digested(), "not judged"},
                 {"somebody else answers in its place",
                  asked().actor_gets("romeo/orchard", answer("error"), Play::iut_full).digested(), "fail"},
                 {"a message before it was read, too",
                  begun().romeo_sends(body("Hello")).romeo_sends(answer("get")).digested(), "fail"},
                 {"it comes behind the iq that is answered",
                  begun().fence_sent("f").romeo_sends(answer("get")).fence_returned("f"), "not judged"},
                 {"it is the fence itself, and another has answered it",
                  begun()
                      .record(trace::FenceEvent{"1", "iq", "sent"})
                      .romeo_sends(answer("get"))
                      .record(trace::FenceEvent{"1", "iq", "returned"}),
                  "not judged"},
                 {"a result is not answered", begun().romeo_sends(answer("result")).digested(), "not judged"},
             });
}

TEST_CASE("What is unknown in a message or presence is ignored", "[rfc6120-8.4]") {
  const auto sent = [](const std::string& content) {
    return begun().romeo_sends(message("type='chat' id='m'", content));
  };
  const auto hello = sent(body("Hello") + unheard_of);
  const std::string refusal = message("type='error' id='m'", "<error type='cancel'/>");
  check_rows("6120/8.4/unknown-ignored",
             {
                 {"the text beside it is shown", Play(hello).shown("Hello"), "pass"},
                 {"the text is not shown", Play(hello).digested().seen_in_vain("shown_messages", "Hello", ""), "fail"},
                 {"the text is not shown, and may not have been read",
                  Play(hello).seen_in_vain("shown_messages", "Hello", ""), "not judged"},
                 {"a text of another is not shown",
                  Play(hello).digested().seen_in_vain("shown_messages", "Farewell", ""), "not judged"},
                 {"a text without anything unknown is not shown",
                  sent(body("Hello")).digested().seen_in_vain("shown_messages", "Hello", ""), "not judged"},
                 {"the message is refused", Play(hello).iut_sends(refusal), "fail"},
                 {"one without text is passed over", sent(unheard_of).digested(), "pass"},
                 {"one without text is refused", sent(unheard_of).iut_sends(refusal).digested(), "fail"},
                 {"another message is refused",
                  begun().romeo_sends(message("type='chat' id='m'", body("x"))).iut_sends(refusal), "not judged"},
                 {"a presence is passed over", begun().comes("romeo/garden", unheard_of).digested(), "pass"},
                 {"an error holds it", begun().bounce(unheard_of).digested(), "not judged"},
                 {"nothing was read since", Play(hello), "not judged"},
             });
}

TEST_CASE("What is unknown is judged by what shows that it was ignored", "[rfc6120-8.4]") {
  const auto sent = [](const std::string& content) {
    return begun().romeo_sends(message("type='chat' id='m'", content));
  };
  const auto hello = sent(body("Hello") + unheard_of);
  const std::string error = "<error type='cancel'/>";
  const auto seen = [&](const std::string& what, const std::string& from, const std::string& value) {
    return Play(hello).record(trace::ObservedEvent{what, from, value});
  };
  check_rows(
      "6120/8.4/unknown-ignored",
      {
          {"its state is shown", sent(active + unheard_of).shown_state("active"), "pass"},
          {"its state is shown, and its text is not",
           sent(body("Hello") + active + unheard_of).shown_state("active").seen_in_vain("shown_messages", "Hello", ""),
           "fail"},
          {"where his stream is watched, one without text is passed over",
           Play()
               .contact("romeo", "both", "romeo/orchard")
               .actor_sends("romeo/orchard", message("type='chat' id='m'", unheard_of), Play::iut)
               .record(trace::FenceEvent{"f", "iq", "sent"})
               .actor_sends("romeo/orchard", "<iq type='get' id='f'><ping xmlns='urn:xmpp:ping'/></iq>", Play::iut_full)
               .actor_gets("romeo/orchard", "<iq type='result' id='f'/>", Play::iut_full)
               .record(trace::FenceEvent{"f", "iq", "returned"}),
           "pass"},
          {"one without text came behind the iq that is answered",
           begun().fence_sent("f").romeo_sends(unheard_of).fence_returned("f"), "not judged"},
          {"of one without text only what the user did is known", sent(unheard_of).ui_fence(), "not judged"},
          {"an iq holds it", asked().iut_sends(answer("error")).digested(), "not judged"},
          {"the client itself sends it", begun().iut_sends(unheard_of).digested(), "not judged"},
          {"a message of the client has the same id",
           Play(hello).iut_sends(message("type='chat' id='m'", body("Hi"))).shown("Hello"), "pass"},
          {"another refuses it in the client's place",
           Play(hello)
               .actor_gets("romeo/orchard", message("type='error' id='m'", error), Play::iut_full)
               .shown("Hello"),
           "pass"},
          {"another id is refused", Play(hello).iut_sends(message("type='error' id='n'", error)).shown("Hello"),
           "pass"},
          {"somebody else's message is refused",
           Play(hello).iut_sends(message("type='error' id='m'", error), "nurse/x").shown("Hello"), "pass"},
          {"something without id is refused",
           begun().romeo_sends(body("Hello") + unheard_of).iut_sends(message("type='error'", error)).shown("Hello"),
           "pass"},
          {"the text is shown in a chat with another", Play(hello).shown("Hello", "nurse"), "not judged"},
          {"the message came from no address",
           begun()
               .sends("", message("type='chat' id='m'", body("Hello") + unheard_of))
               .digested()
               .seen_in_vain("shown_messages", "Hello", ""),
           "not judged"},
          {"no text is shown", Play(hello).shown(""), "not judged"},
          {"the text is shown in no chat", seen("shown_messages", "", "Hello"), "not judged"},
          {"an error shows the text", seen("user_errors", jid_of("romeo"), "Hello"), "not judged"},
          {"the driver cannot tell what is shown",
           Play(hello).digested().record(
               trace::ObservedEvent{"shown_messages", jid_of("romeo"), "", "Hello", "driver"}),
           "not judged"},
      });
}

TEST_CASE("An error that gives a state back changes nothing and shows nothing", "[rfc6120-8.3.1]") {
  const auto said = begun().romeo_sends(body("Hello") + active).shown("Hello");
  const auto echo = Play(said).iut_sends(composing).bounce(composing);
  const auto errors = [](const Play& play, const std::string& value) {
    return Play(play).record(trace::ObservedEvent{"user_errors", "romeo@montague.lit", value});
  };
  check_rows(
      "6120/8.3.1/error-echo",
      {
          {"the state is as before", Play(echo).digested().shown_state("active"), "pass", settled},
          {"no state is shown", Play(echo).digested().shown_state(""), "pass", settled},
          {"the state of the error is shown", Play(echo).shown_state("composing"), "fail"},
          {"it may not have been read", Play(echo).shown_state("active"), "not judged"},
          {"what came after it was seen", Play(echo).romeo_sends(body("Oh") + active).shown("Oh").shown_state("active"),
           "pass"},
          {"the contact is composing, too", Play(echo).romeo_sends(composing).digested().shown_state("composing"),
           "not judged"},
          {"the contact's state is not clear", Play(echo).romeo_sends(body("Oh")).digested().shown_state("composing"),
           "not judged"},
          {"the user is told nothing", errors(Play(echo).digested(), ""), "pass", settled},
          {"the user is told of an error", errors(echo, "not delivered"), "fail"},
          {"a text came back, too", errors(Play(echo).bounce(body("x")).digested(), "not delivered"), "not judged"},
          {"an error without what failed came, too", errors(Play(echo).bounce("").digested(), "not delivered"),
           "not judged"},
          {"a message with a state came back", errors(Play(said).bounce(body("x") + composing).digested(), "oh"),
           "not judged"},
          {"he went and came since",
           Play(echo).goes("romeo/orchard").comes("romeo/orchard").digested().shown_state("composing"), "not judged"},
          {"nobody asked", Play(echo).digested(), "not judged"},
      });
}

TEST_CASE("Only an error about a state alone, in a chat that goes on, is judged", "[rfc6120-8.3.1]") {
  const auto said = begun().romeo_sends(body("Hello") + active).shown("Hello");
  const auto echo = Play(said).iut_sends(composing).bounce(composing);
  const auto told = [](const Play& play, const std::string& value) {
    return Play(play).record(trace::ObservedEvent{"user_errors", "romeo@montague.lit", value});
  };
  check_rows(
      "6120/8.3.1/error-echo",
      {
          {"a text with a state came back, too", told(Play(echo).bounce(body("x") + active), "not delivered"),
           "not judged"},
          {"a sealed text with a state came back, too", told(Play(echo).bounce(sealed + active), "not delivered"),
           "not judged"},
          {"a text came back, and the state in it is shown",
           Play(said).bounce(body("x") + composing).shown_state("composing"), "not judged"},
          {"a sealed text came back, and the state beside it is shown",
           Play(said).bounce(sealed + composing).shown_state("composing"), "not judged"},
          {"a text came back, and no state is shown", Play(said).bounce(body("x")).digested().shown_state(""),
           "not judged"},
          {"he was composing, and what he sent since may not have been read",
           begun()
               .romeo_sends(composing)
               .digested()
               .iut_sends(composing)
               .bounce(composing)
               .romeo_sends(active)
               .shown_state("composing"),
           "not judged"},
          {"he went before an error is shown", told(Play(echo).goes("romeo/orchard"), "he is gone"), "not judged"},
          {"the client logged in anew before an error is shown", told(Play(echo).logs_in_anew(), "no connection"),
           "not judged"},
          {"there was no chat that it could be of", told(begun().bounce(composing), "not delivered"), "not judged"},
          {"the state of nobody is shown", Play(echo).record(trace::ObservedEvent{"shown_state", "", "composing"}),
           "not judged"},
          {"the driver cannot tell of errors",
           Play(echo).digested().record(
               trace::ObservedEvent{"user_errors", jid_of("romeo"), "", std::nullopt, "driver"}),
           "not judged"},
      });
}

}  // namespace conformance::rules

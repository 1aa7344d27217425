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

}  // namespace conformance::rules

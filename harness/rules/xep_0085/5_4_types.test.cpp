// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

using namespace testing;

namespace {

Play begun() { return Play().contact("romeo").comes("romeo/orchard"); }
std::string of_type(const std::string& type, const std::string& content) {
  return message(type.empty() ? "id='1'" : "type='" + type + "'", content);
}
const std::string room = "room@chat.montague.lit";
Play joined() {
  return begun().iut_sends("<presence><x xmlns='http://jabber.org/protocol/muc'/></presence>", room + "/juliet");
}

}  // namespace

TEST_CASE("States stand in messages of type chat and groupchat", "[xep0085-5.4]") {
  check_rows("0085/5.4/chat-or-groupchat",
             {
                 {"of type chat", begun().iut_sends(composing), "pass"},
                 {"of type groupchat", begun().iut_sends(of_type("groupchat", composing), room), "pass"},
                 {"of type normal", begun().iut_sends(of_type("normal", composing)), "fail"},
                 {"of no type", begun().iut_sends(of_type("", composing)), "fail"},
                 {"of type headline", begun().iut_sends(of_type("headline", body("x") + active)), "fail"},
                 {"of an unknown type", begun().iut_sends(of_type("monologue", composing)), "fail"},
                 {"of type error", begun().iut_sends(of_type("error", composing)), "not judged"},
                 {"a message of type normal has none", begun().iut_sends(of_type("normal", body("x"))), "pass"},
                 {"a headline has none", begun().iut_sends(of_type("headline", body("x"))), "pass"},
                 {"a chat message has none", begun().iut_sends(body("x")), "not judged"},
                 {"the contact's is of type normal", begun().romeo_sends(of_type("normal", composing)), "not judged"},
                 {"a state is in a carbon", begun().carbon("sent", "juliet@capulet.lit/tomb", "romeo", composing),
                  "not judged"},
             });
}

TEST_CASE("The type of a message with a state fits the conversation", "[xep0085-5.4]") {
  check_rows(
      "0085/5.4/type-matches",
      {
          {"chat to a contact", begun().iut_sends(composing), "pass"},
          {"chat to his account", begun().iut_sends(composing, "romeo"), "pass"},
          {"normal to a contact", begun().iut_sends(of_type("normal", composing)), "fail"},
          {"groupchat to a contact", begun().iut_sends(of_type("groupchat", composing), "romeo"), "fail"},
          {"groupchat to a room", joined().iut_sends(of_type("groupchat", composing), room), "pass"},
          {"chat to a room", joined().iut_sends(composing, room), "fail"},
          {"chat to an occupant", joined().iut_sends(composing, room + "/romeo"), "pass"},
          {"groupchat to an occupant", joined().iut_sends(of_type("groupchat", composing), room + "/romeo"), "fail"},
          {"groupchat to who may be a room", begun().iut_sends(of_type("groupchat", composing), room), "not judged"},
          {"chat to nobody known", Play().iut_sends(composing), "not judged"},
          {"an error", begun().iut_sends(of_type("error", composing)), "not judged"},
          {"normal without a state", begun().iut_sends(of_type("normal", body("x"))), "not judged"},
          {"the contact's is groupchat", begun().romeo_sends(of_type("groupchat", composing)), "not judged"},
      });
}

}  // namespace conformance::rules

// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

namespace {

using namespace testing;

constexpr const char* rule = "0085/5.4/message-only";

Play chat() { return Play().contact("romeo").iut_sends(body("Ay me!") + active); }

std::string presence(const std::string& content) { return "<presence>" + content + "</presence>"; }
std::string iq(const std::string& attributes, const std::string& content) {
  return "<iq id='1' " + attributes + ">" + content + "</iq>";
}

Play actors() {
  return Play::of_server()
      .stream("bound", "romeo/orchard")
      .stream("bound", "juliet/balcony")
      .actor_sends("romeo/orchard", composing, "juliet/balcony");
}

}  // namespace

TEST_CASE("A client puts chat states into messages only", "[xep0085-5.4]") {
  const auto query = "<query xmlns='jabber:iq:version'/>";
  check_rows(
      rule,
      {
          {"composing in a presence to all", chat().iut_broadcasts(presence(composing)), "fail"},
          {"gone in an unavailable presence",
           chat().iut_broadcasts("<presence type='unavailable'>" + gone + "</presence>"), "fail"},
          {"active in a directed presence", chat().iut_sends(presence(active)), "fail"},
          {"a state in an iq", chat().iut_sends(iq("type='set'", active)), "fail"},
          {"a state in an iq result", chat().iut_sends(iq("type='result'", composing)), "fail"},
          {"a state of an unknown name in a presence", chat().iut_broadcasts(presence(state("thinking"))), "fail"},
          {"presence and message apart", chat().iut_broadcasts("<presence/>"), "pass"},
          {"iq and message apart", chat().iut_sends(iq("type='get'", query)), "pass"},
          {"the presence comes first", Play().contact("romeo").iut_broadcasts("<presence/>").iut_sends(composing),
           "pass"},
          {"a state within another element of a presence",
           chat().iut_broadcasts(presence("<x xmlns='urn:x'>" + active + "</x>")), "pass"},
          {"an iq error that echoes a state",
           chat().iut_broadcasts("<presence/>").iut_sends(iq("type='error'", composing)), "pass"},
          {"a presence error that echoes a state",
           chat().iut_broadcasts("<presence/>").iut_sends("<presence type='error'>" + composing + "</presence>"),
           "pass"},
          {"the contact's presence has a state", chat().iut_broadcasts("<presence/>").comes("romeo/orchard", composing),
           "pass"},
          {"the same word in another namespace", chat().iut_broadcasts(presence("<active xmlns='urn:x'/>")), "pass"},
          {"messages without a state are no opportunity",
           Play().contact("romeo").iut_sends(body("Ay me!")).iut_broadcasts("<presence/>"), "not judged"},
          {"messages alone are no opportunity", chat().iut_sends(composing), "not judged"},
          {"presence alone is none", Play().contact("romeo").iut_broadcasts("<presence/>"), "not judged"},
          {"errors alone are none", chat().iut_sends(iq("type='error'", "")), "not judged"},
          {"nothing is seen", Play().contact("romeo"), "not judged"},
      });
}

TEST_CASE("A server is blamed for a state in presence or iq that no actor sent", "[xep0085-5.4]") {
  check_rows(
      rule,
      {
          {"a state in a presence", actors().actor_gets("juliet/balcony", presence(composing), "romeo/orchard"),
           "fail"},
          {"a state in an iq", actors().actor_gets("juliet/balcony", iq("type='set'", active), "montague.lit"), "fail"},
          {"a state in an iq of nobody", actors().actor_gets("juliet/balcony", iq("type='set'", active), ""), "fail"},
          {"an actor has sent it so",
           actors()
               .actor_sends("romeo/orchard", presence(composing), "")
               .actor_gets("juliet/balcony", presence(composing), "romeo/orchard"),
           "not judged"},
          {"an actor has sent another state so",
           actors()
               .actor_sends("romeo/orchard", presence(composing), "")
               .actor_gets("juliet/balcony", presence(active), "romeo/orchard"),
           "fail"},
          {"an actor's two states come back in another order",
           actors()
               .actor_sends("romeo/orchard", presence(composing), "")
               .actor_gets("juliet/balcony", presence(composing + active), "romeo/orchard"),
           "fail"},
          {"an error echoes an actor's",
           actors().actor_gets("romeo/orchard", iq("type='error'", composing), "montague.lit"), "pass"},
          {"somebody who is no actor sent it",
           actors().actor_gets("juliet/balcony", presence(composing), "nurse@capulet.lit/x"), "not judged"},
          {"a presence without a state", actors().actor_gets("juliet/balcony", "<presence/>", "romeo/orchard"), "pass"},
          {"a presence before any state",
           Play::of_server()
               .stream("bound", "romeo/orchard")
               .actor_gets("juliet/balcony", "<presence/>", "romeo/orchard"),
           "not judged"},
          {"a presence after a message without a state",
           Play::of_server()
               .stream("bound", "romeo/orchard")
               .actor_sends("romeo/orchard", body("Ay me!"), "juliet/balcony")
               .actor_gets("juliet/balcony", "<presence/>", "romeo/orchard"),
           "not judged"},
          {"a presence after a stranger's state",
           Play::of_server()
               .stream("bound", "romeo/orchard")
               .actor_gets("juliet/balcony", composing, "nurse@capulet.lit/x")
               .actor_gets("juliet/balcony", "<presence/>", "romeo/orchard"),
           "not judged"},
          {"what is not at an actor's stream", actors().comes("romeo/orchard", composing), "not judged"},
          {"a message with the state", actors().actor_gets("juliet/balcony", composing, "romeo/orchard"), "not judged"},
          {"nothing is seen", Play::of_server(), "not judged"},
      });
}

}  // namespace conformance::rules

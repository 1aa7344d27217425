// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

using namespace testing;

namespace {

const std::string farewell = body("Farewell") + active;
Play begun() { return Play().contact("romeo").comes("romeo/orchard").comes("romeo/garden"); }
Play replied() { return begun().iut_sends(farewell, "romeo").romeo_sends(body("Hello") + active).digested(); }

}  // namespace

TEST_CASE("States go to the bare JID until the contact replies, then to where it replied from", "[rfc6121-5.1]") {
  check_rows(
      "6121/5.1/lock",
      {
          {"first to the bare JID", begun().iut_sends(farewell, "romeo"), "pass"},
          {"first to a resource", begun().iut_sends(farewell), "fail"},
          {"first to a resource, in the midst of a recording", Play().undriven().contact("romeo").iut_sends(farewell),
           "not judged"},
          {"to the resource that replied", replied().iut_sends(composing), "pass"},
          {"to the resource that replied, in a recording",
           Play()
               .undriven()
               .contact("romeo")
               .romeo_sends(body("Hello"))
               .romeo_sends("<iq type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>")
               .iut_sends("<iq type='result' id='p'/>")
               .iut_sends(composing),
           "pass"},
          {"to the resource of a reply that it may not have read",
           begun().romeo_sends(body("Hello")).iut_sends(composing), "not judged"},
          {"still to the bare JID", replied().iut_sends(composing, "romeo"), "fail"},
          {"the reply crosses it",
           begun().iut_sends(body("x"), "romeo").romeo_sends(body("Hello")).iut_sends(composing, "romeo"),
           "not judged"},
          {"to another resource", replied().iut_sends(composing, "romeo/garden"), "fail"},
          {"another resource has spoken since",
           replied().sends("romeo/garden", body("Oh")).digested().iut_sends(composing, "romeo/garden"), "pass"},
          {"… and it goes to the first", replied().sends("romeo/garden", body("Oh")).digested().iut_sends(composing),
           "fail"},
          {"it has gone", replied().goes("romeo/orchard").digested().iut_sends(composing), "fail"},
          {"it has just gone", replied().goes("romeo/orchard").iut_sends(composing), "pass"},
          {"it has gone, and the bare JID is taken", replied().goes("romeo/orchard").iut_sends(composing, "romeo"),
           "pass"},
          {"it is away, and keeps the chat", replied().comes("romeo/orchard", "<show>away</show>").iut_sends(composing),
           "pass"},
          {"what has no state is not looked at", begun().iut_sends(body("x")), "not judged"},
          {"a receipt with a state goes to who asked for it",
           replied().sends("romeo/garden", body("Oh")).digested().iut_sends(receipt + active), "pass"},
          {"in a private message",
           Play()
               .iut_sends("<presence><x xmlns='http://jabber.org/protocol/muc'/></presence>", "room@chat.lit/juliet")
               .iut_sends(composing, "room@chat.lit/nurse"),
           "not judged"},
          {"nothing is sent", replied(), "pass"},
      });
}

TEST_CASE("A message with the hint no-copy goes to a full JID", "[xep0334-4.3]") {
  const std::string hint = "<no-copy xmlns='urn:xmpp:hints'/>";
  check_rows("0334/4.3/no-copy",
             {
                 {"to a full JID", begun().iut_sends(body("x") + hint), "pass"},
                 {"to a bare JID", begun().iut_sends(body("x") + hint, "romeo"), "fail"},
                 {"another hint", begun().iut_sends("<no-store xmlns='urn:xmpp:hints'/>", "romeo"), "not judged"},
                 {"nothing is sent", begun(), "not judged"},
             });
}

}  // namespace conformance::rules

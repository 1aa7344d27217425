// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

using namespace testing;

namespace {

Play begun(const std::string& version = "2.1", const std::string& profile = "modern") {
  return Play(version, profile).contact("romeo").comes("romeo/orchard");
}
const std::string subject = "<subject>Balcony</subject>";
const std::string hint = "<no-store xmlns='urn:xmpp:hints'/>";
const std::string unknown = "<mood xmlns='urn:example:mood'/>";

}  // namespace

TEST_CASE("Beside content there is no state but active", "[xep0085-5.6]") {
  const auto both = [](const std::string& in_1_2, const std::string& in_2_1, const std::string& when,
                       const std::string& content) {
    check_rows("0085/5.6/content-only-active", {{when + ", in 1.2", begun("1.2").iut_sends(content), in_1_2},
                                                {when + ", in 2.1", begun("2.1").iut_sends(content), in_2_1}});
  };
  both("pass", "pass", "active beside a body", body("Ay me!") + active);
  both("fail", "fail", "composing beside a body", body("Ay me!") + composing);
  both("fail", "fail", "gone beside a body", body("Ay me!") + gone);
  both("pass", "pass", "active beside a subject", subject + active);
  both("fail", "fail", "composing beside a subject", subject + composing);
  both("fail", "fail", "composing beside an encrypted body",
       "<encrypted xmlns='eu.siacs.conversations.axolotl'><payload/></encrypted>" + composing);
  both("fail", "not judged", "composing beside a receipt", receipt + composing + unknown);
  both("fail", "not judged", "composing beside an unknown element", composing + unknown);
  both("fail", "not judged", "composing beside an empty body", composing + "<body/>");
  both("pass", "not judged", "active beside an unknown element", active + unknown);
  both("not judged", "not judged", "composing beside a hint", composing + hint);
  both("not judged", "not judged", "composing beside a thread", composing + thread("a"));
  both("not judged", "not judged", "composing beside an element of no namespace of its own", composing + "<typing/>");
  both("not judged", "not judged", "composing alone", composing);
  both("not judged", "not judged", "a body alone", body("Ay me!"));
  both("not judged", "not judged", "two states beside a body", body("Ay me!") + active + composing);
  both("not judged", "not judged", "an error gives composing and a body back",
       message("type='error'", body("Ay me!") + composing));
  check_rows(
      "0085/5.6/content-only-active",
      {
          {"composing beside a hint, in 1.2 by the letter", begun("1.2", "letter").iut_sends(composing + hint), "fail"},
          {"composing beside the mark of a private message, in 1.2 by the letter",
           begun("1.2", "letter").iut_sends(composing + "<x xmlns='http://jabber.org/protocol/muc#user'/>"),
           "not judged"},
          {"composing beside a hint, in 2.1 by the letter", begun("2.1", "letter").iut_sends(composing + hint),
           "not judged"},
          {"in a room", begun().iut_sends(message("type='groupchat'", body("x") + paused), "room@chat.montague.lit"),
           "fail"},
          {"the contact does", begun().romeo_sends(body("Ay me!") + composing), "not judged"},
      });
}

TEST_CASE("A standalone is active only to take another state back", "[xep0085-5.6]") {
  check_rows(
      "0085/5.6/standalone-not-active",
      {
          {"it is composing", begun().iut_sends(composing), "pass"},
          {"it is active, and nothing went before", begun().iut_sends(active), "fail"},
          {"it takes composing back", begun().iut_sends(composing).iut_sends(active), "pass"},
          {"it takes paused back", begun().iut_sends(paused).iut_sends(active), "pass"},
          {"it follows active", begun().iut_sends(body("Ay me!") + active).iut_sends(active), "fail"},
          {"it follows active after composing",
           begun().iut_sends(composing).iut_sends(body("Ay me!") + active).iut_sends(active), "fail"},
          {"it follows a message without a state",
           begun().iut_sends(composing).iut_sends(body("Ay me!")).iut_sends(active), "pass"},
          {"it follows gone", begun().iut_sends(gone).iut_sends(active), "pass"},
          {"it takes back what another contact was told",
           begun().contact("nurse").iut_sends(composing, "nurse/x").iut_sends(active), "fail"},
          {"a new stream begins", begun().iut_sends(composing).stream("lost").stream("bound").iut_sends(active),
           "fail"},
          {"the trace begins in the middle", Play().undriven().contact("romeo").iut_sends(active), "not applicable"},
          {"it is beside a body", begun().iut_sends(body("Ay me!") + active), "not judged"},
          {"there are two states", begun().iut_sends(active + active), "not judged"},
          {"the contact's is", begun().romeo_sends(active), "not judged"},
          {"nothing is sent", begun(), "not judged"},
      });
}

}  // namespace conformance::rules

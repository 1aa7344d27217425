// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

using namespace testing;

namespace {

const std::string attention = "<attention xmlns='urn:xmpp:attention:0'/>";
const std::string headline = message("type='headline' id='1'", attention);
const std::string presence = "<presence>" + attention + "</presence>";
std::string iq(const std::string& type, const std::string& content) {
  return "<iq type='" + type + "' id='2'>" + content + "</iq>";
}

std::string info(bool listed, const std::string& node = "") {
  return "<iq type='result' id='q'><query xmlns='http://jabber.org/protocol/disco#info'" + node +
         "><identity category='client' type='pc'/>" + (listed ? "<feature var='urn:xmpp:attention:0'/>" : "") +
         "<feature var='urn:x'/></query></iq>";
}
Play& lists(Play& play) { return play.sends("romeo/orchard", info(true)); }
Play& lists_not(Play& play) { return play.sends("romeo/orchard", info(false)); }
Play& garden_lists(Play& play) { return play.comes("romeo/garden").sends("romeo/garden", info(true)); }
Play romeo() { return Play().contact("romeo").comes("romeo/orchard"); }

}  // namespace

TEST_CASE("An attention is a headline", "[xep0224-4]") {
  const auto as = [](const std::string& attributes) { return romeo().iut_sends(message(attributes, attention)); };
  check_rows(
      "0224/4/headline",
      {
          {"a headline", as("type='headline'"), "pass"},
          {"with a body", romeo().iut_sends(message("type='headline'", body("Look!") + attention)), "pass"},
          {"type chat", as("type='chat'"), "fail"},
          {"no type", as("id='1'"), "fail"},
          {"type normal with a body", romeo().iut_sends(message("type='normal'", body("Look!") + attention)), "fail"},
          {"an error that echoes one", as("type='error'"), "not judged"},
          {"to a room",
           Play()
               .iut_sends("<presence><x xmlns='http://jabber.org/protocol/muc'/></presence>",
                          "room@conference.montague.lit/juliet")
               .iut_sends(message("type='groupchat'", attention), "room@conference.montague.lit"),
           "not judged"},
          {"within another element",
           romeo().iut_sends(message("type='chat'", "<x xmlns='urn:x'>" + attention + "</x>")), "not judged"},
          {"the same word in another namespace",
           romeo().iut_sends(message("type='chat'", "<attention xmlns='urn:x'/>")), "not judged"},
          {"the contact's", romeo().romeo_sends(attention), "not judged"},
          {"nothing is seen", romeo(), "not judged"},
      });
}

TEST_CASE("An attention stands in messages only", "[xep0224-4]") {
  const auto sent = [] { return romeo().iut_sends(headline); };
  check_rows("0224/4/no-iq", {
                                 {"in an iq", sent().iut_sends(iq("set", attention)), "fail"},
                                 {"in an iq result", sent().iut_sends(iq("result", attention)), "fail"},
                                 {"an iq without", sent().iut_sends(iq("result", "")), "pass"},
                                 {"an error that echoes one",
                                  sent().iut_sends(iq("result", "")).iut_sends(iq("error", attention)), "pass"},
                                 {"a presence is no iq", sent().iut_broadcasts(presence), "not judged"},
                                 {"no attention was sent", romeo().iut_sends(iq("result", "")), "not judged"},
                                 {"nothing is seen", romeo(), "not judged"},
                             });
  check_rows(
      "0224/4/no-presence",
      {
          {"in a presence to all", sent().iut_broadcasts(presence), "fail"},
          {"in a directed presence", sent().iut_sends(presence), "fail"},
          {"a presence without", sent().iut_broadcasts("<presence/>"), "pass"},
          {"a presence before the scenario",
           romeo().iut_broadcasts("<presence/>").scenario({"0224/4/no-presence"}).iut_sends(headline).ends(), "pass"},
          {"an error that echoes one",
           sent().iut_broadcasts("<presence/>").iut_sends("<presence type='error'>" + attention + "</presence>"),
           "pass"},
          {"an iq is no presence", sent().iut_sends(iq("set", attention)), "not judged"},
          {"no attention was sent", romeo().iut_broadcasts("<presence/>"), "not judged"},
          {"nothing is seen", romeo(), "not judged"},
      });
}

TEST_CASE("Support is confirmed before an attention is sent", "[xep0224-4]") {
  const auto calls = [](Play& play) { play.act("attention"); };
  const auto sends = [](Play& play) { play.act("attention").iut_sends(headline, "romeo"); };
  const auto calls_nurse = [](Play& play) { play.act("attention", "", "nurse").iut_sends(headline, "nurse"); };
  const auto sends_full = [](Play& play) { play.act("attention").iut_sends(headline); };
  const std::set<std::string> withheld = {"attention-withheld"};
  check_rows(
      "0224/4/confirm-support",
      {
          {"he lists it", romeo().with(lists).with(sends), "pass"},
          {"his resource lists it", romeo().with(lists).with(sends_full), "pass"},
          {"he does not list it", romeo().with(lists_not).with(sends), "fail"},
          {"nothing is known of him", romeo().with(sends), "fail"},
          {"he refuses to say", romeo().romeo_sends("<iq type='error' id='q'/>").with(sends), "fail"},
          {"he says so afterwards", romeo().with(sends).with(lists), "fail"},
          {"he lists chat states",
           romeo()
               .romeo_sends("<iq type='result' id='q'><query xmlns='http://jabber.org/protocol/disco#info'>"
                            "<feature var='http://jabber.org/protocol/chatstates'/></query></iq>")
               .with(sends),
           "fail"},
          {"another resource of his lists it, for the bare JID", romeo().with(lists_not).with(garden_lists).with(sends),
           "pass"},
          {"another resource of his lists it, and this one does not",
           romeo().with(lists_not).with(garden_lists).with(sends_full), "fail"},
          {"another resource of his lists it, and nothing is known of this one",
           romeo().with(garden_lists).with(sends_full), "pass"},
          {"the one that lists it has gone", romeo().with(garden_lists).goes("romeo/garden").with(sends), "not judged"},
          {"he has called himself", romeo().romeo_sends(headline).with(sends), "pass", {"confirmed-by-attention"}},
          {"nobody knows him", Play().comes("romeo/orchard").with(sends), "not judged"},
          {"he is called in vain, by a client that calls others",
           romeo().with(lists_not).with(calls).ui_fence().with(calls_nurse), "pass", withheld},
          {"he is called in vain, by a client that was seen to call nobody",
           romeo().with(lists_not).with(calls).ui_fence(), "inconclusive"},
          {"he is called in vain, by a message behind",
           romeo().with(calls).act("send", "Ay me!").iut_sends(body("Ay me!")).with(calls_nurse), "pass", withheld},
          {"another message is no fence", romeo().with(calls).iut_sends(body("Ay me!")), "not judged"},
          {"nothing fences", romeo().with(calls), "not judged"},
          {"the fence is older", romeo().ui_fence().with(calls), "not judged"},
          {"the client cannot call",
           romeo().act_phase("attention", "begin").act_phase("attention", "unsupported").ui_fence(), "not judged"},
          {"it comes behind the fence", romeo().with(calls).ui_fence().iut_sends(headline, "romeo"), "fail"},
          {"an error that echoes one", romeo().iut_sends(message("type='error'", attention)), "not judged"},
          {"nothing is seen", romeo(), "not judged"},
      });
}

}  // namespace conformance::rules

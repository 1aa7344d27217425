// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

using namespace testing;

namespace {

const std::string c =
    "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='urn:example' ver='QgayPKawpkPSDYmwT/WM94uAlu0='/>";
const std::string caps_node = " node='urn:example#QgayPKawpkPSDYmwT/WM94uAlu0='";

// A contact of the cast, with caps of that kind.
Play& cast(Play& play, const std::string& name, const std::string& caps) {
  return play.record(trace::ContactEvent{name, jid_of(name), {"orchard"}, "both", caps, "answers", "iut"});
}
Play with_caps(const std::string& version = "2.1") {
  Play play(version);
  return cast(play, "romeo", "valid").comes("romeo/orchard", c);
}
Play without_caps() {
  Play play;
  cast(play, "romeo", "none").comes("romeo/orchard").digested();
  return cast(play, "nurse", "valid").comes("nurse/x", c);
}
Play& asks(Play& play, const std::string& who, const std::string& node) {
  const std::string query = "<query xmlns='http://jabber.org/protocol/disco#info'" + node + "/>";
  return play.iut_sends("<iq type='get' id='q'>" + query + "</iq>", who);
}
Play& asks_for_caps(Play& play) { return asks(play, "romeo/orchard", caps_node); }
Play& asks_plainly(Play& play) { return asks(play, "romeo/orchard", ""); }
Play& asks_nurse(Play& play) { return asks(play, "nurse/x", caps_node); }
Play& writes(Play& play) { return play.iut_sends(body("one") + active); }

}  // namespace

TEST_CASE("Valid caps decide, and no plain query is sent beside them", "[xep0085-4]") {
  check_rows(
      "0085/4/caps-first",
      {
          {"the caps are asked for", with_caps().with(asks_for_caps).with(writes), "pass"},
          {"the contact is asked plainly", with_caps().with(asks_plainly).with(writes), "fail"},
          {"both are asked", with_caps().with(asks_for_caps).with(asks_plainly), "fail"},
          {"both are asked, in 1.2",
           with_caps("1.2").with(asks_for_caps).with(asks_plainly),
           "pass",
           {"asked-beside-caps"}},
          {"nothing is asked", with_caps().with(writes), "not applicable"},
          {"another node is asked", with_caps().with([](Play& p) { asks(p, "romeo/orchard", " node='x'"); }),
           "not judged"},
          {"his account is asked", with_caps().with([](Play& p) { asks(p, "romeo", ""); }), "not judged"},
          {"another resource of his is asked", with_caps().with([](Play& p) { asks(p, "romeo/garden", ""); }),
           "not judged"},
          {"he has written before his caps came",
           Play()
               .with([](Play& p) { cast(p, "romeo", "valid"); })
               .romeo_sends(body("x"))
               .comes("romeo/orchard", c)
               .with(asks_plainly),
           "not judged"},
          {"he had come without caps before",
           Play()
               .with([](Play& p) { cast(p, "romeo", "valid"); })
               .comes("romeo/orchard")
               .comes("romeo/orchard", c)
               .with(asks_plainly),
           "not judged"},
          {"he goes and comes again with caps",
           Play()
               .with([](Play& p) { cast(p, "romeo", "valid"); })
               .comes("romeo/orchard")
               .goes("romeo/orchard")
               .comes("romeo/orchard", c)
               .with(asks_plainly),
           "fail"},
          {"his caps are wrong",
           Play().with([](Play& p) { cast(p, "romeo", "wrong"); }).comes("romeo/orchard", c).with(asks_plainly),
           "not judged"},
          {"nothing is known of him", Play().comes("romeo/orchard", c).with(asks_plainly), "not judged"},
          {"what he is asked is an answer",
           with_caps().iut_sends("<iq type='result' id='q'><query xmlns='http://jabber.org/protocol/disco#info'/>"
                                 "</iq>"),
           "not judged"},
      });
}

TEST_CASE("Who has sent no caps is asked itself", "[xep0085-4]") {
  check_rows(
      "0085/4/disco-fallback",
      {
          {"he is asked", without_caps().with(asks_nurse).with(asks_plainly).with(writes), "pass"},
          {"he is asked after the message", without_caps().with(asks_nurse).with(writes).with(asks_plainly), "pass"},
          {"he is not asked, others are", without_caps().with(asks_nurse).with(writes), "fail"},
          {"he is not asked, others are afterwards", without_caps().with(writes).with(asks_nurse), "fail"},
          {"nobody is asked", without_caps().with(writes), "not applicable"},
          {"others are asked, but no state is ever sent", without_caps().with(asks_nurse).iut_sends(body("one")),
           "not applicable"},
          {"a node of his is asked", without_caps().with(asks_nurse).with(asks_for_caps).with(writes), "fail"},
          {"his full JID may not be known",
           Play()
               .with([](Play& p) { cast(p, "romeo", "none"); })
               .comes("romeo/orchard")
               .with([](Play& p) { cast(p, "nurse", "valid").comes("nurse/x", c); })
               .with(asks_nurse)
               .with(writes),
           "not judged"},
          {"he is not available",
           Play()
               .with([](Play& p) { cast(p, "romeo", "none"); })
               .digested()
               .with([](Play& p) { cast(p, "nurse", "valid").comes("nurse/x", c); })
               .with(asks_nurse)
               .with(writes),
           "not judged"},
          {"the user has switched states off",
           without_caps().with(asks_nurse).setting("chat_states", "off").with(writes), "not judged"},
          {"nothing is written to him", without_caps().with(asks_nurse), "not judged"},
      });
}

}  // namespace conformance::rules

// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

using namespace testing;

namespace {

Play begun() {
  return Play().stream("bound").contact("romeo").comes("romeo/orchard").romeo_sends(body("Hello") + active);
}
Play& asks(Play& play, const std::string& what) {
  return play.iut_broadcasts("<iq type='set' id='c'><" + what + " xmlns='urn:xmpp:carbons:2'/></iq>")
      .sends(Play::iut, "<iq type='result' id='c'/>");
}
Play& enables(Play& play) { return asks(play, "enable"); }
Play& leaves(Play& play) {
  return play.act("logout", "", "").iut_broadcasts("<presence type='unavailable'/>").stream("closed");
}
Play& begins_to_leave(Play& play) { return play.act_phase("logout", "begin", "", ""); }
const std::string answer = body("Ay me!") + active;
const std::string enable = "<enable xmlns='urn:xmpp:carbons:2'/>";
const std::string ping = "<ping xmlns='urn:xmpp:ping'/>";
std::string iq(const std::string& type, const std::string& content = "") {
  return "<iq type='" + type + "' id='c'>" + content + "</iq>";
}

}  // namespace

TEST_CASE("With carbons on, logging out says no gone", "[xep0280-10.2]") {
  check_rows(
      "0280/10.2/no-gone-on-logout",
      {
          {"nothing is said", begun().with(enables).iut_sends(answer).with(leaves), "pass"},
          {"gone is said", begun().with(enables).iut_sends(answer).with(begins_to_leave).iut_sends(gone), "fail"},
          {"inactive is said",
           begun().with(enables).iut_sends(answer).with(begins_to_leave).iut_sends(inactive).with(leaves), "pass"},
          {"the chat was closed before",
           begun().with(enables).iut_sends(answer).act("close").with(begins_to_leave).iut_sends(gone).with(leaves),
           "pass"},
          {"gone was said before", begun().with(enables).iut_sends(answer).iut_sends(gone).with(leaves), "pass"},
          {"gone is said to a room, where there are no carbons",
           begun()
               .with(enables)
               .iut_sends(answer)
               .with(begins_to_leave)
               .iut_sends(message("type='groupchat'", gone), "room@chat.lit")
               .stream("closed"),
           "pass"},
          {"carbons are off", begun().iut_sends(answer).with(leaves), "not applicable"},
          {"the server refused them",
           begun()
               .iut_broadcasts("<iq type='set' id='c'><enable xmlns='urn:xmpp:carbons:2'/></iq>")
               .sends(Play::iut, "<iq type='error' id='c'/>")
               .iut_sends(answer)
               .with(leaves),
           "not applicable"},
          {"the server has not answered, and the client has answered another with the same id",
           begun()
               .iut_broadcasts(iq("set", enable))
               .romeo_sends(iq("get", ping))
               .iut_sends(iq("result"))
               .iut_sends(answer)
               .with(leaves),
           "not applicable"},
          {"somebody else says that they are on",
           begun()
               .iut_broadcasts(iq("set", enable))
               .romeo_sends(iq("result"))
               .iut_sends(answer)
               .with(begins_to_leave)
               .iut_sends(gone),
           "not applicable"},
          {"another resource of the user says that they are on",
           begun()
               .iut_broadcasts(iq("set", enable))
               .sends("juliet@capulet.lit/tomb", iq("result"))
               .iut_sends(answer)
               .with(begins_to_leave)
               .iut_sends(gone),
           "not applicable"},
          {"the server says so without an address",
           begun()
               .iut_broadcasts(iq("set", enable))
               .sends("", iq("result"))
               .iut_sends(answer)
               .with(begins_to_leave)
               .iut_sends(gone),
           "fail"},
          {"another request was granted",
           begun()
               .iut_broadcasts(iq("set", "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>"))
               .sends(Play::iut, iq("result"))
               .iut_sends(answer)
               .with(leaves),
           "not applicable"},
          {"a presence asks for them",
           begun()
               .iut_broadcasts("<presence type='set' id='c'>" + enable + "</presence>")
               .sends(Play::iut, iq("result"))
               .iut_sends(answer)
               .with(leaves),
           "not applicable"},
          {"the contact asks the client for them, and a request of the client has the same id",
           begun()
               .romeo_sends(iq("set", enable))
               .iut_sends(iq("error", enable + "<error type='cancel'/>"))
               .iut_broadcasts(iq("get", ping))
               .sends(Play::iut, iq("result"))
               .iut_sends(answer)
               .with(leaves),
           "not applicable"},
          {"the contact has them on",
           begun()
               .actor_sends("romeo/orchard", iq("set", enable), "")
               .actor_gets("romeo/orchard", iq("result"), "romeo")
               .iut_sends(answer)
               .with(leaves),
           "not applicable"},
          {"carbons were switched off again",
           begun().with(enables).with([](Play& p) { asks(p, "disable"); }).iut_sends(answer).with(leaves),
           "not applicable"},
          {"they were on in another stream",
           begun().with(enables).stream("closed").stream("bound").iut_sends(answer).with(leaves), "not applicable"},
          {"nobody was told a state", begun().with(enables).iut_sends(body("x")).with(leaves), "not applicable"},
          {"the stream goes on", begun().with(enables).iut_sends(answer).with(begins_to_leave), "not judged"},
          {"the stream is lost without a logout", begun().with(enables).iut_sends(answer).stream("lost"), "not judged"},
          {"the user closes the chat, and then the stream is lost",
           begun().with(enables).iut_sends(answer).act("close").iut_sends(gone).stream("lost"), "not judged"},
          {"the driver cannot log out",
           begun()
               .with(enables)
               .iut_sends(answer)
               .with(begins_to_leave)
               .act_phase("logout", "unsupported", "", "")
               .iut_sends(gone),
           "not judged"},
      });
}

}  // namespace conformance::rules

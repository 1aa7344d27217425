// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"
#include "xmpp/negotiation.hpp"

namespace conformance::rules {

using namespace testing;

namespace {

std::string form(const std::string& type, const std::string& fields, const std::string& id = "a") {
  return message("type='normal'",
                 thread(id) +
                     "<feature xmlns='http://jabber.org/protocol/feature-neg'><x xmlns='jabber:x:data' "
                     "type='" +
                     type + "'><field var='FORM_TYPE'><value>urn:xmpp:ssn</value></field>" + fields + "</x></feature>");
}
std::string field(const std::string& name, const std::string& value) {
  return "<field var='" + name + "'><value>" + value + "</value></field>";
}
std::string states(const std::string& value) { return field(chat_states, value); }
const std::string yes = field("accept", "true");

// Romeo has shown support, and asks for a session.
Play asked() {
  return Play()
      .contact("romeo")
      .comes("romeo/orchard")
      .romeo_sends(body("Hello") + thread("a") + active)
      .shown("Hello")
      .romeo_sends(form("form", yes + states("mustnot")));
}
Play agreed(const std::string& value = "mustnot") { return asked().iut_sends(form("submit", yes + states(value))); }
Play& supports(Play& play) { return play.contact("nurse").iut_sends(body("x") + active, "nurse/x"); }
Play& types(Play& play) { return play.act("type", "x"); }
Play& writes(Play& play) { return play.act("send", "Farewell").iut_sends(body("Farewell") + thread("a")); }

}  // namespace

TEST_CASE("Who agrees to a session without chat states sends none in it", "[xep0155-8]") {
  check_rows(
      "0085/5.1/negotiated",
      {
          {"none is sent", agreed().iut_sends(body("one") + thread("a")), "pass"},
          {"one is in a message", agreed().iut_sends(body("one") + thread("a") + active), "fail"},
          {"a standalone is sent", agreed().iut_sends(composing), "fail"},
          {"a standalone with the thread is sent", agreed().iut_sends(composing + thread("a")), "fail"},
          {"another thread has one", agreed().iut_sends(body("one") + thread("b") + active), "not judged"},
          {"they may be sent", agreed("may").iut_sends(composing), "not judged"},
          {"they may be sent, and a message follows", agreed("may").iut_sends(body("one")), "not applicable"},
          {"nothing was answered", asked().iut_sends(body("one") + active), "not applicable"},
          {"it was refused",
           asked().iut_sends(form("submit", field("accept", "0") + states("mustnot"))).iut_sends(body("one") + active),
           "not applicable"},
          {"nothing was said of states", asked().iut_sends(form("submit", yes)).iut_sends(body("one") + active),
           "not applicable"},
          {"the contact alone said so",
           asked().romeo_sends(form("submit", yes + states("mustnot"))).iut_sends(composing), "not judged"},
          {"the session was ended by the target",
           agreed().iut_sends(form("submit", field("terminate", "1"))).iut_sends(composing), "not judged"},
          {"the session was ended by the contact",
           agreed().romeo_sends(form("submit", field("terminate", "1"))).iut_sends(composing), "not judged"},
          {"the contact went", agreed().goes("romeo/orchard").comes("romeo/orchard").iut_sends(composing),
           "not judged"},
          {"the state may be encrypted", agreed().iut_sends(sealed), "inconclusive", {"state-may-be-encrypted"}},
          {"nothing was negotiated", Play().contact("romeo").iut_sends(body("one") + active), "not judged"},
      });
}

TEST_CASE("What a negotiated session forbids no other rule asks for", "[xep0155-8]") {
  const auto silent = agreed().with(supports).with(types).with(writes);
  check_rows("0085/5.1/active-in-content", {{"agreed off", silent, "not judged"}});
  check_rows("0085/5.1/send-standalone", {{"agreed off", silent, "not judged"}});
  check_rows("0085/5.7/gone-on-close",
             {{"agreed off", agreed().with(supports).iut_sends(body("x") + thread("a")).act("close").ui_fence(),
               "not applicable"}});
  check_rows("0085/5.1/active-in-content",
             {{"agreed on", agreed("may").with(supports).with(types).with(writes), "fail"}});
}

TEST_CASE("A negotiated session with states is as good as discovery", "[xep0085-5.1]") {
  const auto begun = [] {
    return Play().contact("romeo").comes("romeo/orchard").romeo_sends(form("form", yes + states("may")));
  };
  check_rows("0085/5.1/discover-first",
             {{"it was agreed", begun().iut_sends(form("submit", yes + states("may"))).iut_sends(composing), "pass"},
              {"it was only asked for", begun().iut_sends(composing), "fail"}});
}

}  // namespace conformance::rules

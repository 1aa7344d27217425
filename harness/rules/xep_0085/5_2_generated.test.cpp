// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

using namespace testing;
using namespace std::chrono_literals;

namespace {

Play begun(const std::string& version = "2.1") {
  return Play(version).contact("romeo").comes("romeo/orchard").romeo_sends(body("Hello") + active).shown("Hello");
}
Play& types(Play& play) { return play.act("type", "x"); }
Play& writes(Play& play) { return play.act("send", "Farewell").iut_sends(body("Farewell")); }
Play& writes_active(Play& play) { return play.act("send", "Farewell").iut_sends(body("Farewell") + active); }
// What makes the client one that supports chat states.
Play& supports(Play& play) { return play.contact("nurse").iut_sends(body("x") + state("other"), "nurse/x"); }
Play& advertises(Play& play) {
  return play.iut_sends("<iq type='result' id='d'><query xmlns='http://jabber.org/protocol/disco#info'><feature var='" +
                        chat_states + "'/></query></iq>");
}
const std::set<std::string> declared = {"declared-by-driver"};
const std::set<std::string> by_quiet = {"by-quiet-time"};
const std::set<std::string> bounded = {"bounded"};
const std::set<std::string> encrypted = {"state-may-be-encrypted"};

// The user has typed, and nothing happens for a while; then the fence.
Play paused_for(Duration time, const std::string& version = "2.1") {
  return begun(version).with(types).iut_sends(composing).passes(time).ui_fence();
}
// The user has written, and leaves the chat alone.
Play left_for(Duration time, const std::string& version = "2.1") {
  return begun(version).with(writes_active).passes(time).ui_fence();
}

}  // namespace

TEST_CASE("Composing comes once in a run in which the user types and writes", "[xep0085-5.2]") {
  check_rows("0085/5.2/composing",
             {
                 {"while he types", begun().with(types).iut_sends(composing).with(writes_active), "pass"},
                 {"at another time", begun().act("open").iut_sends(composing).with(types).with(writes_active), "pass"},
                 {"not at all", begun().with(types).with(writes_active), "fail"},
                 {"not at all, by a client that only says that it supports them",
                  begun().with(advertises).with(types).with(writes), "fail"},
                 {"by a client that neither says it nor does it", begun().with(types).with(writes), "not applicable"},
                 {"the contact is not known to support it",
                  Play().contact("romeo").with(supports).with(types).with(writes_active), "not judged"},
                 {"the user has switched it off",
                  begun().with(supports).setting("chat_states", "off").with(types).with(writes), "not judged"},
                 {"the message hides what is in it",
                  begun().with(supports).with(types).act("send", "x").iut_sends(sealed + body("x")), "not judged"},
                 {"another message hides what is in it",
                  begun().with(supports).with(types).with(writes_active).iut_sends(sealed, "nurse/x"), "inconclusive",
                  encrypted},
                 {"he types and does not write", begun().with(supports).with(types).ui_fence(), "not judged"},
                 {"he does not type", begun().with(writes_active), "not judged"},
                 {"he cannot type", begun().unsupported("type", "client"), "fail", declared},
                 {"the driver cannot type", begun().unsupported("type", "driver"), "not judged"},
                 {"he cannot close", begun().unsupported("close", "client"), "not judged"},
             });
}

TEST_CASE("Active comes once in a run in which the user types and writes", "[xep0085-5.2]") {
  check_rows(
      "0085/5.2/active",
      {
          {"in the message", begun().with(types).with(writes_active), "pass"},
          {"not in what can be read", begun().with(types).iut_sends(composing).with(writes).iut_sends(sealed),
           "inconclusive", encrypted},
          {"before", begun().act("open").iut_sends(active).with(types).with(writes), "pass"},
          {"not at all", begun().with(types).iut_sends(composing).with(writes), "fail"},
          {"he does not type", begun().with(writes_active), "not judged"},
          {"in a chat in which the user does nothing",
           begun().iut_sends(body("x") + active, "nurse/x").with(types).iut_sends(composing).with(writes), "fail"},
          {"the driver cannot send", begun().unsupported("send", "driver"), "not judged"},
          {"he cannot send", begun().unsupported("send", "client"), "fail", declared},
      });
}

TEST_CASE("Paused comes once in a run in which the user types and stops for long", "[xep0085-5.2]") {
  const auto seen = [](Duration time) {
    return begun().with(types).iut_sends(composing).passes(time).iut_sends(paused);
  };
  check_rows("0085/5.2/paused",
             {
                 {"it came", seen(30s).ui_fence(), "pass"},
                 {"it came at another time", seen(30s).with(writes_active).with(types).passes(1s).ui_fence(), "pass"},
                 {"it did not come in half as much again as is suggested", paused_for(45s), "fail", by_quiet},
                 {"it did not come in less", paused_for(44s), "inconclusive", bounded},
                 {"in 1.2 less is suggested", paused_for(8s, "1.2"), "fail", by_quiet},
                 {"in 1.2, less than that", paused_for(7s, "1.2"), "inconclusive", bounded},
                 {"on virtual time it is a day", paused_for(24h).on_virtual_time(), "fail"},
                 {"on virtual time, less", paused_for(23h).on_virtual_time(), "inconclusive", bounded},
                 {"a message proves it, too", begun().with(types).iut_sends(composing).passes(45s).with(writes_active),
                  "fail", by_quiet},
                 {"nothing proves it", begun().with(types).iut_sends(composing).passes(45s), "not judged"},
                 {"he types again meanwhile",
                  begun().with(types).iut_sends(composing).passes(30s).with(types).passes(30s).ui_fence(),
                  "inconclusive", bounded},
                 {"he does something in another chat",
                  begun().with(types).iut_sends(composing).passes(30s).act("open", "", "nurse").passes(30s).ui_fence(),
                  "inconclusive", bounded},
                 {"the contact writes meanwhile",
                  begun().with(types).iut_sends(composing).passes(30s).romeo_sends(body("Oh")).passes(30s).ui_fence(),
                  "not judged"},
                 {"the contact goes",
                  begun().with(types).iut_sends(composing).passes(30s).goes("romeo/orchard").passes(30s).ui_fence(),
                  "not judged"},
                 {"the fence is lost",
                  begun()
                      .with(types)
                      .iut_sends(composing)
                      .passes(45s)
                      .record(trace::FenceEvent{"f", "ui", "sent"})
                      .record(trace::FenceEvent{"f", "ui", "lost"}),
                  "not judged"},
                 {"he has typed nothing", left_for(45s), "not judged"},
                 {"he has written what he typed", begun().with(types).with(writes_active).passes(45s).ui_fence(),
                  "not judged"},
                 {"by a client without chat states", begun().with(types).passes(45s).ui_fence(), "not applicable"},
                 {"the contact does not support it",
                  Play().contact("romeo").with(supports).with(types).passes(45s).ui_fence(), "not judged"},
                 {"he cannot type", begun().unsupported("type", "client"), "fail", declared},
             });
}

TEST_CASE("Inactive and gone come once in a run in which the user leaves a chat alone", "[xep0085-5.2]") {
  check_rows("0085/5.2/inactive",
             {
                 {"it came", begun().with(writes_active).passes(2min).iut_sends(inactive).ui_fence(), "pass"},
                 {"it did not come", left_for(3min), "fail", by_quiet},
                 {"it did not come yet", left_for(2min), "inconclusive", bounded},
                 {"after typing it did not come", paused_for(3min), "fail", by_quiet},
                 {"in 1.2 less is suggested", left_for(45s, "1.2"), "fail", by_quiet},
                 {"the contact was told nothing before", begun().with(writes).passes(3min).ui_fence(), "not judged"},
                 {"nothing was done", begun().passes(3min).ui_fence(), "not judged"},
             });
  check_rows("0085/5.2/gone",
             {
                 {"it came by timer", begun().with(writes_active).passes(10min).iut_sends(gone).ui_fence(), "pass"},
                 {"it came by closing", begun().with(writes_active).act("close").iut_sends(gone), "pass"},
                 {"it did not come", left_for(15min), "fail", by_quiet},
                 {"it did not come yet", left_for(14min), "inconclusive", bounded},
                 {"in 1.2 less is suggested", left_for(3min, "1.2"), "fail", by_quiet},
                 {"on virtual time", left_for(24h).on_virtual_time(), "fail"},
                 {"nothing was done", begun().passes(15min).ui_fence(), "not judged"},
             });
}

}  // namespace conformance::rules

// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

using namespace testing;

namespace {

Play begun() {
  return Play().contact("romeo").contact("nurse").comes("romeo/orchard").romeo_sends(body("Hello") + active);
}
Play off() { return begun().setting("chat_states", "off"); }
Play& types(Play& play) { return play.act("type", "x"); }
Play& writes(Play& play, const std::string& more = "") {
  return play.act("send", "Farewell").iut_sends(body("Farewell") + more);
}
Play& writes_plainly(Play& play) { return writes(play); }
Play refused(const std::string& by) {
  return begun().record(trace::SettingEvent{"chat_states", "off", "unsupported", by});
}

}  // namespace

TEST_CASE("Once the user has switched chat states off, none goes to anyone", "[xep0085-5.2]") {
  const auto* rule = GENERATE("0085/5.2/configurable", "0085/9/disable");
  check_rows(
      rule,
      {
          {"a message without a state", off().with(writes_plainly), "pass"},
          {"a message with a state", off().with([](Play& p) { writes(p, active); }), "fail"},
          {"composing while the user types", off().with(types).iut_sends(composing), "fail"},
          {"to somebody else", off().with(types).iut_sends(composing, "nurse/x"), "fail"},
          {"in a room", off().with(types).iut_sends(message("type='groupchat'", composing), "room@chat.montague.lit"),
           "fail"},
          {"in a presence", off().with(types).iut_broadcasts("<presence>" + composing + "</presence>"), "fail"},
          {"what was typed before is still under way",
           begun().with(types).setting("chat_states", "off").act("type", "y").iut_sends(composing), "not judged"},
          {"what was typed before is done",
           begun().with(types).ui_fence().setting("chat_states", "off").act("type", "y").iut_sends(composing), "fail"},
          {"a fence comes after it",
           begun().with(types).setting("chat_states", "off").ui_fence().act("type", "y").iut_sends(composing), "fail"},
          {"what was typed before has come, then more",
           begun().with(types).setting("chat_states", "off").with(writes_plainly).act("type", "y").iut_sends(composing),
           "fail"},
          {"a message that was written before, with a state",
           begun()
               .act("send", "One")
               .setting("chat_states", "off")
               .iut_sends(body("One") + active)
               .with(writes_plainly),
           "pass"},
          {"a farewell by the switching itself", off().iut_sends(gone).with(writes_plainly), "pass"},
          {"while it is being switched",
           begun().record(trace::SettingEvent{"chat_states", "off", "begin"}).with(types).iut_sends(composing),
           "not judged"},
          {"after it is switched on again",
           off().with(writes_plainly).setting("chat_states", "on").with(types).iut_sends(composing), "pass"},
          {"an error that gives a state back", off().with(writes_plainly).iut_sends(message("type='error'", composing)),
           "pass"},
          {"a message that may hide a state",
           off().act("send", "x").iut_sends(sealed),
           "inconclusive",
           {"state-may-be-encrypted"}},
          {"another setting", begun().setting("attention", "off").with(types).iut_sends(composing), "not judged"},
          {"the client has no such setting", refused("client"), "fail", {"declared-by-driver"}},
          {"the driver cannot reach the setting", refused("driver"), "not applicable"},
          {"nothing was written", off(), "not judged"},
          {"nothing was switched", begun().with(types).iut_sends(composing), "not judged"},
      });
}

}  // namespace conformance::rules

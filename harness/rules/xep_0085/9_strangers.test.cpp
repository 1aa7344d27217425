// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

namespace {

using namespace testing;

Play begun(const std::string& roster = "none") {
  return Play().contact("romeo", roster).comes("romeo/orchard").romeo_sends(body("Hello") + active).shown("Hello");
}
const auto opens = [](Play& play) { play.act("open"); };
const auto types = [](Play& play) { play.act("type", "Ay me!"); };
const auto closes = [](Play& play) { play.act("close"); };
// All that he is to learn nothing of.
const auto all = [](Play& play) { play.with(opens).with(types).with(closes); };
const auto writes = [](Play& play) { play.act("send", "Ay me!").iut_sends(body("Ay me!") + active); };

}  // namespace

TEST_CASE("A stranger learns nothing before the user has written to him", "[xep0085-9]") {
  check_rows(
      "0085/9/untrusted",
      {
          {"he does not", begun().with(all).ui_fence(), "pass"},
          {"he learns of typing", begun().with(opens).with(types).iut_sends(composing), "fail"},
          {"… before the user's first message", begun().with(types).iut_sends(composing).with(writes), "fail"},
          {"… while the user types", begun().act_phase("type", "begin", "Ay me!").iut_sends(composing), "fail"},
          {"he learns of the opening", begun().with(opens).iut_sends(active), "fail"},
          {"he learns of the closing", begun().with(all).iut_sends(gone), "fail"},
          {"he learns of it late", begun().with(all).ui_fence().iut_sends(inactive), "fail"},
          {"the user's message asks by a state", begun().with(writes).with(all).ui_fence(), "not judged"},
          {"the user has written to him", begun().with(writes).with(types).iut_sends(composing), "not judged"},
          {"… from elsewhere",
           begun()
               .carbon("sent", "juliet@capulet.lit/tomb", "romeo/orchard", body("Ay me!"))
               .with(types)
               .iut_sends(composing),
           "not judged"},
          {"he is a contact", begun("from").with(all).iut_sends(composing).ui_fence(), "not judged"},
          {"nothing is known of him", Play().act("type", "Ay me!", "tybalt").iut_sends(composing, "tybalt/street"),
           "not judged"},
          {"he has directed presence", begun().iut_sends("<presence/>").with(types).iut_sends(composing), "not judged"},
          {"the user did nothing", begun().iut_sends(composing), "not judged"},
          {"the user only opened the chat", begun().with(opens).ui_fence(), "not judged"},
          {"nothing stands behind it", begun().with(all), "not judged"},
          {"the fence was sent before",
           begun()
               .with(opens)
               .with(types)
               .record(trace::FenceEvent{"f", "ui", "sent"})
               .with(closes)
               .record(trace::FenceEvent{"f", "ui", "returned"}),
           "not judged"},
          {"nothing", begun(), "not judged"},
      });
}

}  // namespace conformance::rules

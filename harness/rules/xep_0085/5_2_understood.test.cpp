// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

using namespace testing;

namespace {

Play begun() { return Play().contact("romeo").comes("romeo/orchard"); }
// Romeo's state is delivered, and shown to have been read.
Play after(const std::string& content) { return begun().romeo_sends(content).digested(); }
Play& in_vain(Play& play, const std::string& wanted, const std::string& seen) {
  return play.seen_in_vain("shown_state", wanted, seen);
}
Play composing_then(const std::string& content) {
  return after(composing).shown_state("composing").romeo_sends(content).digested();
}
Play no_question(const std::string& by) {
  return after(composing).record(trace::ObservedEvent{"shown_state", "romeo@montague.lit", "", std::nullopt, by});
}
const std::set<std::string> declared = {"declared-by-driver"};
const std::set<std::string> as_none = {"shown-as-none"};

}  // namespace

TEST_CASE("Active and composing are taken as the contact's state", "[xep0085-5.2]") {
  check_rows(
      "0085/5.2/understood",
      {
          {"composing is shown", after(composing).shown_state("composing"), "pass"},
          {"active is shown", after(body("Hello") + active).shown_state("active"), "pass"},
          {"composing with a thread is shown", after(composing + thread("a")).shown_state("composing"), "pass"},
          {"composing is not shown", after(composing).with([](Play& p) { in_vain(p, "composing", ""); }), "fail"},
          {"something else is shown", after(composing).with([](Play& p) { in_vain(p, "composing", "active"); }),
           "fail"},
          {"composing is not shown at once", after(composing).shown_state(""), "not judged"},
          {"composing is not shown, and may not have been read",
           begun().romeo_sends(composing).with([](Play& p) { in_vain(p, "composing", ""); }), "inconclusive"},
          {"active takes composing back", composing_then(active).shown_state("active"), "pass"},
          {"active is shown as nothing", composing_then(active).with([](Play& p) { in_vain(p, "active", ""); }), "pass",
           as_none},
          {"active is shown as nothing, as before", after(active).with([](Play& p) { in_vain(p, "active", ""); }),
           "not judged"},
          {"another state is waited for", after(composing).with([](Play& p) { in_vain(p, "paused", ""); }),
           "not judged"},
          {"a message without a state came since",
           after(composing).romeo_sends(body("Oh")).digested().with([](Play& p) { in_vain(p, "composing", ""); }),
           "not judged"},
          {"two states at once", after(active + composing).with([](Play& p) { in_vain(p, "composing", ""); }),
           "not judged"},
          {"an error came since",
           after(composing).bounce(active).with([](Play& p) { in_vain(p, "composing", "active"); }), "not judged"},
          {"the contact is offline",
           after(composing).goes("romeo/orchard").with([](Play& p) { in_vain(p, "composing", ""); }), "not judged"},
          {"paused is another rule's", after(paused).with([](Play& p) { in_vain(p, "paused", "active"); }),
           "not judged"},
          {"the client shows no states", no_question("client"), "fail", declared},
          {"the driver cannot tell", no_question("driver"), "not judged"},
          {"nothing was seen", after(composing), "not judged"},
      });
}

TEST_CASE("After composing, active is shown, or nothing, but not composing", "[xep0085-5.2]") {
  const auto stays = [](const std::string& content, const std::string& wanted) {
    // Within a scenario of its own: what was shown before is judged there.
    return after(composing)
        .shown_state("composing")
        .scenario({"0085/5.2/understood", "0085/5.2/understood-others"})
        .romeo_sends(content)
        .digested()
        .with([&](Play& p) { in_vain(p, wanted, "composing"); })
        .ends();
  };
  CHECK(finding_on(stays(active, "active"), "0085/5.2/understood").verdict == Verdict::fail);
  CHECK(finding_on(stays(paused, "paused"), "0085/5.2/understood-others").verdict == Verdict::fail);
}

TEST_CASE("Paused, inactive and gone are taken as the contact's state", "[xep0085-5.2]") {
  check_rows(
      "0085/5.2/understood-others",
      {
          {"paused is shown", composing_then(paused).shown_state("paused"), "pass"},
          {"inactive is shown", composing_then(inactive).shown_state("inactive"), "pass"},
          {"gone is shown", composing_then(gone + thread("a")).shown_state("gone"), "pass"},
          {"paused takes composing back", composing_then(paused).with([](Play& p) { in_vain(p, "paused", ""); }),
           "pass", as_none},
          {"composing stays", composing_then(paused).with([](Play& p) { in_vain(p, "paused", "composing"); }), "fail"},
          {"gone is taken for something else", composing_then(gone).with([](Play& p) { in_vain(p, "gone", "active"); }),
           "fail"},
          {"it may not have been read", after(composing).shown_state("composing").romeo_sends(paused).with([](Play& p) {
             in_vain(p, "paused", "composing");
           }),
           "inconclusive"},
          {"composing is another rule's", after(composing).with([](Play& p) { in_vain(p, "composing", ""); }),
           "not judged"},
          {"the client shows no states", no_question("client"), "fail", declared},
          {"nothing was seen", after(paused), "not judged"},
      });
}

TEST_CASE("A contact who vanishes while composing does no harm", "[xep0085-8]") {
  const auto vanished = begun().contact("nurse").romeo_sends(composing).digested().goes("romeo/orchard");
  check_rows(
      "0085/8/never-heard-again",
      {
          {"the client writes to somebody else",
           Play(vanished).act("send", "x", "nurse").iut_sends(body("x"), "nurse/x"), "pass"},
          {"the client answers", Play(vanished).digested(), "pass"},
          {"composing stays", Play(vanished).digested().shown_state("composing"), "pass", {"typing-stays-shown"}},
          {"composing is taken back", Play(vanished).digested().shown_state(""), "pass", {"typing-shown-no-more"}},
          {"something leaves that the user has not done", Play(vanished).iut_sends(body("x"), "nurse/x"), "not judged"},
          {"the client's stream is a new one",
           begun().romeo_sends(composing).digested().stream("closed").stream("bound").digested(), "pass"},
          {"he comes back and writes", Play(vanished).comes("romeo/orchard").romeo_sends(body("x")).digested(),
           "not judged"},
          {"he is silent for long, and the client writes",
           begun()
               .contact("nurse")
               .romeo_sends(composing)
               .passes(std::chrono::minutes(10))
               .act("send", "x", "nurse")
               .iut_sends(body("x"), "nurse/x"),
           "pass"},
          {"he is silent for a while",
           begun()
               .contact("nurse")
               .romeo_sends(composing)
               .passes(std::chrono::minutes(9))
               .act("send", "x", "nurse")
               .iut_sends(body("x"), "nurse/x"),
           "not judged"},
          {"he had paused before",
           begun().romeo_sends(composing).romeo_sends(paused).digested().goes("romeo/orchard").digested(),
           "not judged"},
          {"nothing comes any more", Play(vanished), "not judged"},
      });
}

}  // namespace conformance::rules

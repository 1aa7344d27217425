// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

namespace {

using namespace testing;

Play begun(const std::string& roster = "both") { return Play().contact("romeo", roster); }
Play nudged(const std::string& more = "") { return begun().romeo_sends(attention_message(more)); }
trace::ObservedEvent not_shown(const std::string& text) { return {"shown_messages", jid_of("romeo"), "", text}; }

}  // namespace

TEST_CASE("Whether a contact's attention alerts is told", "[xep0224-3]") {
  check_rows(
      "0224/3/alert",
      {
          {"it does", nudged().alert(), "pass"},
          {"it does, as the driver counts", nudged().digested().alerts(1), "pass"},
          {"it does, late", nudged().digested().alerts(0).alert(), "pass"},
          {"it does not", nudged().digested().alerts(0), "pass", {"dropped-silently"}},
          {"nobody asked", nudged().digested(), "not judged"},
          {"it was not digested", nudged().alerts(0), "not judged"},
          {"it was delayed", nudged(delay).digested().alerts(0), "not judged"},
          {"attention is off",
           begun().setting("attention", "off").romeo_sends(attention_message()).digested().alerts(0), "not judged"},
          {"attention is on", begun().setting("attention", "on").romeo_sends(attention_message()).alert(), "pass"},
          {"a stranger's", begun("none").romeo_sends(attention_message()).digested().alerts(0), "not judged"},
          {"nothing", begun(), "not judged"},
      });
}

TEST_CASE("The body beside an attention that alerts is shown", "[xep0224-4]") {
  const std::string text = body("Why do you not answer?");
  check_rows(
      "0224/4/show-body",
      {
          {"it is", nudged(text).alert().shown("Why do you"), "pass"},
          {"it is not", nudged(text).alert().digested().record(not_shown("Why do you")), "fail"},
          {"it was not digested", nudged(text).alert().record(not_shown("Why do you")), "not judged"},
          {"it did not alert", nudged(text).digested().record(not_shown("Why do you")), "not judged"},
          {"another text is not shown", nudged(text).alert().digested().record(not_shown("Herbie")), "not judged"},
          {"another text is shown", nudged(text).alert().shown("Herbie"), "not judged"},
          {"there is none", nudged().alert().digested().record(not_shown("Why do you")), "not judged"},
          {"a later message", nudged().alert().romeo_sends(text).shown("Why do you"), "not judged"},
          {"it was delayed", nudged(text + delay).alert().digested().record(not_shown("Why do you")), "not judged"},
          {"nothing", begun(), "not judged"},
      });
}

TEST_CASE("How many of a hundred attentions alert is told", "[xep0224-6]") {
  const auto burst = [](int count) {
    auto play = begun();
    for (int i = 0; i < count; ++i) play.romeo_sends(attention_message());
    return play;
  };
  check_rows("0224/6/rate-limit", {
                                      {"all of them", burst(100).digested().alerts(100), "pass", {"alerts-100"}},
                                      {"one", burst(100).alert().digested().alerts(1), "pass", {"alerts-1"}},
                                      {"none", burst(101).digested().alerts(0), "pass", {"alerts-0"}},
                                      {"one too few were sent", burst(99).digested().alerts(99), "not judged"},
                                      {"they were not digested", burst(100).alerts(100), "not judged"},
                                      {"nobody asked", burst(100).digested(), "not judged"},
                                  });
}

}  // namespace conformance::rules

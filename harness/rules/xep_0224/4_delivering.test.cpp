// SPDX-License-Identifier: MIT
#include "rules/test_offline.hpp"

namespace conformance::rules {

using namespace testing;

namespace {

const std::string attention = "<attention xmlns='urn:xmpp:attention:0'/>";
std::string of_type(const std::string& type, const std::string& id = "2") {
  return message("type='" + type + "' id='" + id + "'", body("Look!") + attention);
}
// While juliet is away: a body, an attention, a body, and the fence.
auto spools(const std::string& type) {
  return [type](Play& play) {
    writes(play, "1", body("before"));
    play.actor_sends(romeo, of_type(type), "juliet");
    writes(play, "3", body("after"));
    fence(play);
  };
}
auto comes(const std::string& type, const std::string& more = "") {
  return [=](Play& play) {
    play.actor_gets(juliet, message("type='" + type + "' id='2'", body("Look!") + attention + more), romeo);
  };
}

}  // namespace

TEST_CASE("A headline attention is not stored, and another comes with its time", "[xep0224-4]") {
  const auto back = [](const std::string& type) { return away().with(spools(type)).with(returns); };
  check_rows(
      "0224/4/no-offline",
      {
          {"the bodies are stored, the headline is not", back("headline").with(bodies).with(live), "pass"},
          {"the headline is stored", back("headline").with(bodies).with(comes("headline", delay)).with(live), "fail"},
          {"it comes without a stamp", back("headline").with(bodies).with(comes("headline")).with(live), "fail"},
          {"one of type chat is stored", back("chat").with(bodies).with(comes("chat", delay)).with(live), "not judged"},
          {"one of type normal is stored, a headline is not",
           away()
               .with([](Play& p) { writes(p, "1", body("before")); })
               .actor_sends(romeo, of_type("normal"), "juliet")
               .actor_sends(romeo, of_type("headline", "4"), "juliet")
               .with([](Play& p) { writes(p, "3", body("after")); })
               .with(fence)
               .with(returns)
               .with(bodies)
               .with(comes("normal", delay))
               .with(live),
           "pass",
           {"normal-attention-stored"}},
          {"one of type chat comes without a stamp", back("chat").with(bodies).with(comes("chat")).with(live), "fail"},
          {"one of type normal comes without a stamp", back("normal").with(bodies).with(comes("normal")), "fail"},
          {"all are refused",
           away()
               .with(spools("headline"))
               .with([](Play& p) { bounced(bounced(bounced(p, "1"), "2"), "3"); })
               .with(returns)
               .with(live),
           "pass",
           {"no-offline-store"}},
          {"the bodies are lost", back("headline").with(live), "inconclusive"},
          {"no live body arrives", back("headline").with(bodies), "not judged"},
          {"nothing fences, and it comes live",
           away()
               .with([](Play& p) { writes(p, "1", body("before")); })
               .actor_sends(romeo, of_type("headline"), "juliet")
               .with(returns)
               .with(comes("headline")),
           "inconclusive"},
          {"a headline without an attention is another matter",
           away()
               .with([](Play& p) { writes(p, "1", body("before")); })
               .actor_sends(romeo, message("type='headline' id='2'", body("News")), "juliet")
               .with([](Play& p) { writes(p, "3", body("after")); })
               .with(fence)
               .with(returns)
               .with(bodies)
               .actor_gets(juliet, message("type='headline' id='2'", body("News") + delay), romeo)
               .with(live),
           "not judged"},
          {"nobody was away", actors().with(spools("headline")).with(bodies).with(live), "not judged"},
      });
}

TEST_CASE("A server puts no attention into what is no message", "[xep0224-4]") {
  const auto sent = [] { return actors().actor_sends(romeo, of_type("headline"), juliet); };
  const std::string presence = "<presence>" + attention + "</presence>";
  const std::string iq = "<iq type='set' id='9'>" + attention + "</iq>";
  check_rows(
      "0224/4/no-iq",
      {
          {"an iq of the server's", sent().actor_gets(juliet, iq, "montague.lit"), "fail"},
          {"an iq of romeo's that had none", sent().actor_gets(juliet, iq, romeo), "fail"},
          {"an iq of romeo's that had one", sent().actor_sends(romeo, iq, juliet).actor_gets(juliet, iq, romeo),
           "not judged"},
          {"an error that echoes one",
           sent().actor_gets(romeo, "<iq type='error' id='9'>" + attention + "</iq>", juliet), "pass"},
          {"an iq without", sent().actor_gets(romeo, "<iq type='result' id='9'/>", juliet), "pass"},
          {"a stranger's iq", sent().actor_gets(juliet, iq, "nurse@capulet.lit/x"), "not judged"},
          {"a presence is no iq", sent().actor_gets(juliet, presence, romeo), "not judged"},
          {"no attention was sent", actors().actor_gets(romeo, "<iq type='result' id='9'/>", juliet), "not judged"},
      });
  check_rows("0224/4/no-presence",
             {
                 {"a presence of romeo's that had none", sent().actor_gets(juliet, presence, romeo), "fail"},
                 {"a presence of romeo's that had one",
                  sent().actor_sends(romeo, presence, "").actor_gets(juliet, presence, romeo), "not judged"},
                 {"a presence without", sent().actor_gets(juliet, "<presence/>", romeo), "pass"},
                 {"an iq is no presence", sent().actor_gets(juliet, iq, "montague.lit"), "not judged"},
                 {"nothing is delivered", sent(), "not judged"},
             });
}

}  // namespace conformance::rules

// SPDX-License-Identifier: MIT
#include "rules/test_offline.hpp"

namespace conformance::rules {

using namespace testing;

namespace {

std::string normal(const std::string& content) { return message("id='2'", content); }
// While juliet is away: a body, one of type normal, a body, and the fence.
Play& writes_normal(Play& play) {
  writes(play, "1", body("before"));
  play.actor_sends(romeo, normal(body("letter")), "juliet");
  writes(play, "3", body("after"));
  return fence(play);
}
Play& gets_normal(Play& play) { return play.actor_gets(juliet, normal(body("letter") + delay), romeo); }
std::string delayed(const std::string& attributes) { return "<delay xmlns='urn:xmpp:delay' " + attributes + "/>"; }

}  // namespace

TEST_CASE("Messages of type normal are stored as those of type chat are", "[xep0160-3]") {
  const auto back = [] { return away().with(writes_normal).with(returns); };
  const auto refused = [](const std::string& id) { return [id](Play& p) { bounced(p, id); }; };
  check_rows(
      "0160/3/normal-stored",
      {
          {"all are stored", back().with(bodies).with(gets_normal).with(live), "pass"},
          {"it is lost", back().with(bodies).with(live), "fail"},
          {"it is refused", away().with(writes_normal).with(refused("2")).with(returns).with(bodies).with(live),
           "fail"},
          {"it comes late", back().with(bodies).with(live).with(gets_normal), "pass"},
          {"nothing is stored", back().with(live), "not applicable"},
          {"all are refused",
           away().with(writes_normal).with(refused("1")).with(refused("2")).with(refused("3")).with(returns).with(live),
           "not applicable"},
          {"one of type chat is lost, too", back().with([](Play& p) { gets(p, "1", body("before")); }).with(live),
           "inconclusive"},
          {"no fence",
           away()
               .with([](Play& p) { writes(p, "1", body("before")); })
               .actor_sends(romeo, normal(body("letter")), "juliet")
               .with([](Play& p) { writes(p, "3", body("after")); })
               .with(returns)
               .with(bodies)
               .with(live),
           "inconclusive"},
          {"no live body arrives", back().with(bodies), "not judged"},
          {"no body stands behind it",
           away()
               .with([](Play& p) { writes(p, "1", body("before")); })
               .actor_sends(romeo, normal(body("letter")), "juliet")
               .with(fence)
               .with(returns)
               .with([](Play& p) { gets(p, "1", body("before")); })
               .with(live),
           "not judged"},
          {"a state of type normal is stored as well",
           away()
               .with([](Play& p) { writes(p, "1", body("before")); })
               .actor_sends(romeo, normal(body("letter")), "juliet")
               .actor_sends(romeo, message("id='4'", composing), "juliet")
               .with([](Play& p) { writes(p, "3", body("after")); })
               .with(fence)
               .with(returns)
               .with(bodies)
               .with(gets_normal)
               .actor_gets(juliet, message("id='4'", composing + delay), romeo)
               .with(live),
           "pass",
           {"normal-states-stored"}},
          {"a state of type chat is stored as well, and one of type normal may have come live",
           away()
               .with([](Play& p) { writes(p, "1", body("before")); })
               .actor_sends(romeo, normal(body("letter")), "juliet")
               .with([](Play& p) { writes(p, "4", composing); })
               .actor_sends(romeo, message("id='5'", paused), "juliet")
               .with([](Play& p) { writes(p, "3", body("after")); })
               .with(returns)
               .with(bodies)
               .with(gets_normal)
               .with([](Play& p) { gets(p, "4", composing + delay); })
               .actor_gets(juliet, message("id='5'", paused), romeo)
               .with(live),
           "pass"},
          {"a state and an attention of type normal are not stored",
           away()
               .with([](Play& p) { writes(p, "1", body("before")); })
               .actor_sends(romeo, normal(body("letter")), "juliet")
               .actor_sends(romeo, message("id='4'", composing), "juliet")
               .actor_sends(romeo, message("id='5'", attention + body("Wake up")), "juliet")
               .with([](Play& p) { writes(p, "3", body("after")); })
               .with(fence)
               .with(returns)
               .with(bodies)
               .with(gets_normal)
               .with(live),
           "pass"},
          {"none was written", away().with(spools).with(returns).with(bodies).with(live), "not judged"},
          {"in a second absence it is lost",
           back()
               .with(bodies)
               .with(gets_normal)
               .with(live)
               .with(leaves)
               .with(writes_normal)
               .with(returns)
               .with(bodies)
               .with([](Play& p) {
                 p.actor_sends(romeo, chat("live2", body("live")), juliet)
                     .actor_gets(juliet, chat("live2", body("live")), romeo);
               }),
           "fail"},
          {"nobody was away", actors().with(writes_normal).with(bodies).with(live), "not judged"},
      });
}

TEST_CASE("A delay says since when, in UTC", "[xep0203-2]") {
  const auto gets_with = [](const std::string& attributes) {
    return actors().actor_gets(juliet, chat("1", body("Ay me!") + delayed(attributes)), romeo);
  };
  check_rows(
      "0203/2/stamp",
      {
          {"as it should be", gets_with("from='montague.lit' stamp='2002-09-10T23:08:25Z'"), "pass"},
          {"with a fraction", gets_with("from='montague.lit' stamp='2002-09-10T23:08:25.123Z'"), "pass"},
          {"without a from", gets_with("stamp='2002-09-10T23:08:25Z'"), "pass", {"delay-without-from"}},
          {"without a stamp", gets_with("from='montague.lit'"), "fail"},
          {"in the time of a zone", gets_with("from='montague.lit' stamp='2002-09-10T23:08:25+02:00'"), "fail"},
          {"as XEP-0091 had it", gets_with("from='montague.lit' stamp='20020910T23:08:25'"), "fail"},
          {"from nobody", gets_with("from='@' stamp='2002-09-10T23:08:25Z'"), "fail"},
          {"of a presence",
           actors().actor_gets(juliet, "<presence>" + delayed("stamp='yesterday'") + "</presence>", romeo), "fail"},
          {"an actor has written it",
           actors()
               .actor_sends(romeo, chat("1", body("Ay me!") + delayed("stamp='yesterday'")), juliet)
               .actor_gets(juliet, chat("1", body("Ay me!") + delayed("stamp='yesterday'")), romeo),
           "not judged"},
          {"a stranger's", actors().actor_gets(juliet, chat("1", delayed("stamp='yesterday'")), "nurse@capulet.lit/x"),
           "not judged"},
          {"an error that echoes one",
           actors().actor_gets(juliet, message("type='error' id='1'", delayed("stamp='yesterday'")), romeo),
           "not judged"},
          {"no delay", actors().actor_gets(juliet, chat("1", body("Ay me!")), romeo), "not judged"},
      });
}

}  // namespace conformance::rules

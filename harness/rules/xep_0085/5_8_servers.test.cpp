// SPDX-License-Identifier: MIT
#include "rules/test_offline.hpp"

namespace conformance::rules {

using namespace testing;

TEST_CASE("Standalone states are not stored while their recipient is offline", "[xep0085-5.8]") {
  const auto back = [] { return away().with(spools).with(returns); };
  const auto gets_2 = [](Play& play) -> Play& { return gets(play, "2", composing); };
  check_rows(
      "0085/5.8/no-offline",
      {
          {"the bodies are stored, the state is not", back().with(bodies).with(live), "pass"},
          {"the state is stored, too", back().with(bodies).with(gets_2).with(live), "fail"},
          {"the state comes late", back().with(bodies).with(live).with(gets_2), "fail"},
          {"the state alone is stored", back().with(gets_2).with(live), "fail"},
          {"a state with a thread is stored",
           away().with([](Play& p) { writes(p, "2", gone + thread("a")); }).with(fence).with(returns).with([](Play& p) {
             gets(p, "2", gone + thread("a"));
           }),
           "fail"},
          {"a state of type normal is stored",
           away()
               .with([](Play& p) { writes(p, "1", body("before")); })
               .actor_sends(romeo, message("id='2'", composing), "juliet")
               .with([](Play& p) { writes(p, "4", paused); })
               .with([](Play& p) { writes(p, "3", body("after")); })
               .with(fence)
               .with(returns)
               .with(bodies)
               .actor_gets(juliet, message("id='2'", composing), romeo)
               .with(live),
           "pass",
           {"normal-stored"}},
          {"the state of a body is stored with it",
           away()
               .with([](Play& p) { writes(p, "1", body("before") + active); })
               .with([](Play& p) { writes(p, "2", composing); })
               .with([](Play& p) { writes(p, "3", body("after")); })
               .with(fence)
               .with(returns)
               .with([](Play& p) { gets(p, "1", body("before") + active); })
               .with([](Play& p) { gets(p, "3", body("after")); })
               .with(live),
           "pass"},
          {"all are refused",
           away()
               .with(spools)
               .with([](Play& p) { bounced(bounced(bounced(p, "1"), "2"), "3"); })
               .with(returns)
               .with(live),
           "pass",
           {"no-offline-store"}},
          {"the bodies are refused, the state is dropped",
           away().with(spools).with([](Play& p) { bounced(bounced(p, "1"), "3"); }).with(returns).with(live),
           "pass",
           {"no-offline-store"}},
          {"the state alone is refused",
           away().with(spools).with([](Play& p) { bounced(p, "2"); }).with(returns).with(bodies).with(live), "pass"},
          {"the state is refused, the bodies are lost",
           away().with(spools).with([](Play& p) { bounced(p, "2"); }).with(returns).with(live),
           "pass",
           {"states-refused"}},
          {"the state is refused, one of type normal is stored, the bodies are lost",
           away()
               .with([](Play& p) { writes(p, "1", body("before")); })
               .actor_sends(romeo, message("id='4'", paused), "juliet")
               .with([](Play& p) { writes(writes(p, "2", composing), "3", body("after")); })
               .with(fence)
               .with([](Play& p) { bounced(p, "2"); })
               .with(returns)
               .actor_gets(juliet, message("id='4'", paused), romeo)
               .with(live),
           "pass",
           {"normal-stored", "states-refused"}},
          {"the bodies are lost", back().with(live), "inconclusive"},
          {"somebody else's messages with the same ids are refused",
           away()
               .with(spools)
               .actor_gets("nurse/x", message("type='error' id='1'", ""), "juliet")
               .actor_gets("nurse/x", message("type='error' id='3'", ""), "juliet")
               .with(returns)
               .with(live),
           "inconclusive"},
          {"one body is stored, one refused",
           away()
               .with(spools)
               .with([](Play& p) { bounced(p, "3"); })
               .with(returns)
               .with([](Play& p) { gets(p, "1", body("before")); })
               .with(live),
           "inconclusive"},
          {"no live body arrives", back().with(bodies), "not judged"},
          {"the live body arrives before the return is over",
           back().with([](Play& p) { gets(p, "0", body("another")); }).with(bodies), "not judged"},
          {"no body stands behind the state",
           away()
               .with([](Play& p) { writes(writes(p, "1", body("before")), "2", composing); })
               .with(fence)
               .with(returns)
               .with([](Play& p) { gets(p, "1", body("before")); })
               .with(live),
           "not judged"},
          {"no state was sent",
           away()
               .with([](Play& p) { writes(writes(p, "1", body("before")), "3", body("after")); })
               .with(fence)
               .with(returns)
               .with(bodies)
               .with(live),
           "not judged"},
          {"the recipient is unavailable, and its stream is still there",
           actors()
               .actor_sends(juliet, "<presence type='unavailable'/>", "")
               .actor_gets(romeo, "<presence type='unavailable'/>", juliet)
               .with(spools)
               .actor_sends(juliet, "<presence/>", "")
               .with(gets_2),
           "fail"},
          {"nobody was away", actors().with(spools).with(bodies).with(gets_2).with(live), "not judged"},
          {"an archive holds the state",
           back()
               .with(bodies)
               .actor_gets(juliet, message("id='2'", "<result xmlns='urn:xmpp:mam:2'/>"), "juliet")
               .with(live),
           "pass"},
      });
}

TEST_CASE("Only what the server had before the return was stored by it", "[xep0085-5.8]") {
  const auto unfenced = [](Play& p) {
    writes(writes(writes(p, "1", body("before")), "2", composing), "3", body("after"));
  };
  const auto state_comes = [](const std::string& more) { return [more](Play& p) { gets(p, "2", composing + more); }; };
  check_rows(
      "0085/5.8/no-offline",
      {
          {"no fence, and the state comes live",
           away().with(unfenced).with(returns).with(bodies).with(state_comes("")).with(live), "inconclusive"},
          {"no fence, and the state comes with the time it was stored",
           away().with(unfenced).with(returns).with(bodies).with(state_comes(delay)).with(live), "fail"},
          {"no fence, and no state comes", away().with(unfenced).with(returns).with(bodies).with(live), "inconclusive"},
          {"the fence was sent before",
           away()
               .actor_sends(romeo, "<iq type='get' id='f'/>", "juliet")
               .with(unfenced)
               .actor_gets(romeo, "<iq type='error' id='f'/>", "juliet")
               .with(returns)
               .with(bodies)
               .with(state_comes("")),
           "inconclusive"},
          {"the fence came back after the return",
           away()
               .with(unfenced)
               .actor_sends(romeo, "<iq type='get' id='f'/>", "juliet")
               .with(returns)
               .actor_gets(romeo, "<iq type='result' id='f'/>", "juliet")
               .with(state_comes("")),
           "inconclusive"},
          {"the fence went another way",
           away()
               .with(unfenced)
               .actor_sends(romeo, "<iq type='get' id='f'/>", "montague.lit")
               .actor_gets(romeo, "<iq type='result' id='f'/>", "montague.lit")
               .with(returns)
               .with(state_comes("")),
           "inconclusive"},
          {"another resource is there",
           actors()
               .actor_sends("juliet/tomb", "<presence/>", "")
               .with(leaves)
               .with(spools)
               .actor_gets("juliet/tomb", chat("2", composing), romeo)
               .with(returns)
               .with(bodies)
               .with(state_comes("")),
           "not judged"},
          {"nobody has seen that the recipient went",
           actors()
               .actor_sends(juliet, "<presence type='unavailable'/>", "")
               .stream("closed", juliet)
               .with(spools)
               .with(returns)
               .with(state_comes("")),
           "not judged"},
          {"an unavailable presence is part of a subscription",
           Play::of_server()
               .stream("bound", juliet)
               .actor_gets(romeo, "<presence type='unavailable'/>", juliet)
               .with(spools)
               .with(state_comes("")),
           "not judged"},
          {"a second one is told that the recipient went",
           away()
               .with(spools)
               .actor_gets("nurse/x", "<presence type='unavailable'/>", juliet)
               .with(returns)
               .with(state_comes("")),
           "fail"},
          {"a state without an id could be any",
           away()
               .actor_sends(romeo, composing, "juliet")
               .with(fence)
               .with(returns)
               .actor_gets(juliet, body("live"), romeo),
           "not judged"},
          {"somebody else's message has the same id",
           away().with(spools).with(returns).actor_gets(juliet, chat("2", body("Child!")), "nurse/x"), "not judged"},
      });
}

TEST_CASE("Every state that is delivered was sent", "[xep0085-5.8]") {
  const auto sent = [](const std::string& content, const std::string& to = juliet) {
    return actors().actor_sends(romeo, chat("1", content), to);
  };
  const auto delivered = [](Play play, const std::string& content, const std::string& from = romeo,
                            const std::string& at = juliet) { return play.actor_gets(at, chat("1", content), from); };
  const auto presence = [](const std::string& content) { return "<presence>" + content + "</presence>"; };
  check_rows(
      "0085/5.8/no-generation",
      {
          {"the state that was sent", delivered(sent(composing), composing), "pass"},
          {"a message without a state", delivered(sent(body("Ay me!")), body("Ay me!")), "pass"},
          {"a state added to a message", delivered(sent(body("Ay me!")), body("Ay me!") + active), "fail"},
          {"a state added to another", delivered(sent(composing), composing + active), "fail"},
          {"another state", delivered(sent(composing), paused), "fail"},
          {"the state twice", delivered(delivered(sent(composing), composing), composing), "fail"},
          {"the state sent twice, and delivered twice",
           delivered(delivered(sent(composing).actor_sends(romeo, chat("2", composing), juliet), composing), composing),
           "pass"},
          {"a state sent to another", delivered(sent(composing, "nurse/x"), composing), "fail"},
          {"a state from another resource", delivered(sent(composing), composing, "romeo/garden"), "fail"},
          {"a state from the bare JID", delivered(sent(composing), composing, "romeo"), "fail"},
          {"a state of the server's own", delivered(actors(), gone, "montague.lit"), "fail"},
          {"a state of nobody", delivered(actors(), gone, ""), "fail"},
          {"a state at each resource",
           delivered(delivered(sent(composing, "juliet"), composing), composing, romeo, "juliet/tomb"), "pass"},
          {"a state to the bare JID comes at one", delivered(sent(composing, "juliet"), composing), "pass"},
          {"a state in an error",
           delivered(sent(composing), composing).actor_gets(romeo, message("type='error'", composing), juliet), "pass"},
          {"a state in an archive result",
           delivered(sent(composing), "<result xmlns='urn:xmpp:mam:2'>" + composing + "</result>", juliet), "pass"},
          {"a stranger's state", delivered(actors(), composing, "nurse@capulet.lit/x"), "not judged"},
          {"another server's state", delivered(actors(), composing, "capulet.lit"), "not judged"},
          {"a state in a presence", actors().actor_gets(juliet, presence(active), romeo), "fail"},
          {"an actor's presence is told to two",
           actors()
               .actor_sends(romeo, presence(active), "")
               .actor_gets(juliet, presence(active), romeo)
               .actor_gets("nurse/x", presence(active), romeo),
           "pass"},
          {"an actor's presence is told again",
           actors()
               .actor_sends(romeo, presence(active), "")
               .actor_gets(juliet, presence(active), romeo)
               .actor_gets(juliet, presence(active), romeo),
           "pass"},
          {"nothing is delivered", sent(composing), "not judged"},
          {"a body never arrives",
           delivered(sent(body("Ay me!")).actor_sends(romeo, chat("2", composing), juliet), composing), "inconclusive"},
          {"a body is refused", sent(body("Ay me!")).actor_gets(romeo, message("type='error' id='1'", active), juliet),
           "not judged"},
          {"a body to nobody of ours never arrives",
           delivered(sent(composing).actor_sends(romeo, chat("2", body("Ay me!")), "nurse@capulet.lit"), composing),
           "pass"},
          {"a message of the server without a state",
           actors().actor_gets(juliet, chat("1", body("Welcome")), "montague.lit"), "not judged"},
      });
}

}  // namespace conformance::rules

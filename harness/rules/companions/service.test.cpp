// SPDX-License-Identifier: MIT
#include "rules/test_offline.hpp"

namespace conformance::rules {

using namespace testing;

namespace {

Play& says(Play& play, const std::string& id, const std::string& content) {
  return play.actor_sends(romeo, chat(id, content), juliet);
}
Play spoken() {
  return actors().with([](Play& p) {
    says(p, "1", body("before"));
    says(p, "2", composing);
    says(p, "3", body("after"));
  });
}
std::string archived(const std::string& id, const std::string& from = "romeo@montague.lit/orchard") {
  return "<message id='r'><result xmlns='urn:xmpp:mam:2'><forwarded xmlns='urn:xmpp:forward:0'>"
         "<message xmlns='jabber:client' id='" +
         id + "' from='" + from + "'/></forwarded></result></message>";
}
auto gives_back(const std::vector<std::string>& ids) {
  return [ids](Play& play) {
    for (const auto& id : ids) play.actor_gets(romeo, archived(id), "romeo");
  };
}

}  // namespace

TEST_CASE("Whether an archive holds states is told", "[xep0313]") {
  check_rows(
      "0313/archive",
      {
          {"the messages alone", spoken().with(gives_back({"1", "3"})), "pass", {"states-not-archived"}},
          {"the state as well", spoken().with(gives_back({"1", "2", "3"})), "pass", {"states-archived"}},
          {"one of the messages", spoken().with(gives_back({"3"})), "not judged"},
          {"the state and one of the messages", spoken().with(gives_back({"2", "3"})), "not judged"},
          {"others", spoken().with(gives_back({"8", "9"})), "not judged"},
          {"somebody else's with the same ids",
           spoken().actor_gets(romeo, archived("1", "nurse@capulet.lit/x"), "romeo").with(gives_back({"3"})),
           "not judged"},
          {"no state was sent",
           actors().with([](Play& p) { says(says(p, "1", body("x")), "3", body("y")); }).with(gives_back({"1", "3"})),
           "not judged"},
          {"a receipt was sent",
           actors()
               .with([](Play& p) { says(says(says(p, "1", body("x")), "2", receipt), "3", body("y")); })
               .with(gives_back({"1", "3"})),
           "not judged"},
          {"states without an id and without an address",
           actors()
               .with([](Play& p) { says(p, "1", body("before")); })
               .actor_sends(romeo, composing, juliet)
               .actor_sends(romeo, chat("2", composing), "")
               .with([](Play& p) { says(p, "3", body("after")); })
               .with(gives_back({"1", "3"})),
           "not judged"},
          {"messages and states of two scenarios",
           actors()
               .scenario({}, "server/other")
               .with([](Play& p) { says(p, "0", body("of the other")); })
               .scenario({"0313/archive"}, "server/test")
               .with([](Play& p) { says(says(p, "1", composing), "2", body("before")); })
               .late("server/other")
               .with([](Play& p) { says(p, "3", composing); })
               .late("server/test")
               .with([](Play& p) { says(p, "4", body("after")); })
               .with(gives_back({"0", "2", "4"}))
               .ends()
               .late("server/other")
               .ends(),
           "inconclusive"},
          {"nothing is asked", spoken(), "not judged"},
      });
}

TEST_CASE("What becomes of states for a client that nobody looks at is told", "[xep0352-3.2]") {
  const auto state = [](Play& p) { says(p, "2", composing); };
  const auto message = [](Play& p) { says(p, "3", body("live")); };
  const auto state_comes = [](Play& p) { gets(p, "2", composing); };
  const auto message_comes = [](Play& p) { gets(p, "3", body("live")); };
  const auto unseen = [] { return actors().stream("inactive", juliet); };
  check_rows(
      "0352/3.2/csi",
      {
          {"delivered",
           unseen().with(state).with(state_comes).with(message).with(message_comes),
           "pass",
           {"states-delivered"}},
          {"held back",
           unseen().with(state).with(message).with(state_comes).with(message_comes),
           "pass",
           {"states-held-back"}},
          {"dropped", unseen().with(state).with(message).with(message_comes), "pass", {"states-dropped"}},
          {"bounced",
           unseen().with(state).with([](Play& p) { bounced(p, "2"); }).with(message).with(message_comes),
           "pass",
           {"states-bounced"}},
          {"bounced, and then another message",
           unseen().with(state).with([](Play& p) { bounced(bounced(p, "2"), "9"); }).with(message).with(message_comes),
           "pass",
           {"states-bounced"}},
          {"others are bounced",
           unseen()
               .with(state)
               .with([](Play& p) { bounced(p, "9"); })
               .actor_gets("nurse/x", testing::message("type='error' id='2'", ""), "juliet")
               .actor_gets(romeo, "<iq type='error' id='2'/>", juliet)
               .with(message)
               .with(message_comes),
           "pass",
           {"states-dropped"}},
          {"others with its id are delivered",
           unseen()
               .with(state)
               .actor_gets(juliet, chat("2", composing), "nurse/x")
               .actor_gets(juliet, chat("2", composing), "")
               .with(message)
               .with(message_comes),
           "pass",
           {"states-dropped"}},
          {"delivered to another resource of hers",
           unseen()
               .with([](Play& p) { writes(p, "2", composing); })
               .actor_gets("juliet/chamber", chat("2", composing), romeo)
               .with(message)
               .with(message_comes),
           "pass",
           {"states-dropped"}},
          {"to the bare JID",
           unseen().with([](Play& p) { writes(p, "2", composing); }).with(message).with(message_comes),
           "pass",
           {"states-dropped"}},
          {"the message is lost, too", unseen().with(state).with(message), "not judged"},
          {"the message reaches another resource of hers",
           unseen()
               .with(state)
               .with([](Play& p) { writes(p, "3", body("live")); })
               .actor_gets("juliet/chamber", chat("3", body("live")), romeo),
           "not judged"},
          {"the message is somebody else's",
           unseen()
               .with(state)
               .actor_sends("nurse/x", chat("3", body("live")), juliet)
               .actor_gets(juliet, chat("3", body("live")), "nurse/x"),
           "not judged"},
          {"the message is to somebody else",
           unseen()
               .stream("inactive", "nurse/x")
               .with(state)
               .actor_sends(romeo, chat("3", body("live")), "nurse/x")
               .actor_gets("nurse/x", chat("3", body("live")), romeo),
           "not judged"},
          {"a receipt comes after it",
           unseen().with(state).with([](Play& p) { says(p, "3", receipt); }).with([](Play& p) {
             gets(p, "3", receipt);
           }),
           "not judged"},
          {"the message came first", unseen().with(message).with(message_comes).with(state), "not judged"},
          {"she looks again", unseen().stream("active", juliet).with(state).with(message).with(message_comes),
           "not judged"},
          {"her stream is another", unseen().stream("lost", juliet).with(state).with(message).with(message_comes),
           "not judged"},
          {"she has logged in anew",
           unseen().stream("closed", juliet).stream("bound", juliet).with(state).with(message).with(message_comes),
           "not judged"},
          {"to somebody else",
           unseen().actor_sends(romeo, chat("2", composing), "nurse/x").with(message).with(message_comes),
           "not judged"},
          {"to another resource of hers",
           unseen().actor_sends(romeo, chat("2", composing), "juliet/chamber").with(message).with(message_comes),
           "not judged"},
          {"without an id, and without an address",
           unseen()
               .actor_sends(romeo, composing, juliet)
               .actor_sends(romeo, chat("2", composing), "")
               .with(message)
               .with(message_comes),
           "not judged"},
          {"nobody said so", actors().with(state).with(message).with(message_comes), "not judged"},
      });
}

TEST_CASE("A server answers a request that it does not understand", "[rfc6120-8.2.3]") {
  const auto iq = [](const std::string& id, const std::string& payload) {
    return "<iq type='get' id='" + id + "'>" + payload + "</iq>";
  };
  const std::string what = "<wherefore xmlns='urn:x-conformance:unknown'/>";
  const std::string ping = "<ping xmlns='urn:xmpp:ping'/>";
  const auto asks = [&](const std::string& to = "montague.lit") {
    return actors().actor_sends(romeo, iq("1", what), to);
  };
  const auto answers = [](const std::string& id, const std::string& type = "error",
                          const std::string& from = "montague.lit") {
    return [=](Play& p) { p.actor_gets(romeo, "<iq type='" + type + "' id='" + id + "'/>", from); };
  };
  const auto pings = [&](const std::string& to = "montague.lit") {
    return [=](Play& p) { p.actor_sends(romeo, iq("2", ping), to); };
  };
  const auto of_server = xmpp::Stanza::parse(xml::parse_element(iq("1", what), xmpp::ns::client).value()).value();
  check_rows(
      "6120/8.2.3/unknown-iq",
      {
          {"by an error", asks().with(answers("1")), "pass"},
          {"by a result", asks().with(answers("1", "result")), "pass", {"answered-with-result"}},
          {"late", asks().with(pings()).with(answers("2")).with(answers("1")), "pass"},
          {"not at all", asks().with(pings()).with(answers("2", "result")), "fail"},
          {"a set, not at all",
           actors()
               .actor_sends(romeo, "<iq type='set' id='1'>" + what + "</iq>", "montague.lit")
               .with(pings())
               .with(answers("2", "result")),
           "fail"},
          {"by somebody else with its id",
           asks()
               .actor_gets(romeo, "<iq type='error' id='1'/>", "nurse@capulet.lit/x")
               .with(pings())
               .with(answers("2", "result")),
           "fail"},
          {"by another address of the server's",
           asks().with(answers("1", "error", "romeo")).with(pings()).with(answers("2", "result")), "pass"},
          {"by the asking client's own address, which was not asked",
           asks().with(answers("1", "error", romeo)).with(pings()).with(answers("2", "result")), "fail"},
          {"for the own account, by the asking client's own address", asks("").with(answers("1", "error", romeo)),
           "pass"},
          {"for the own account, by its address",
           asks("").with(answers("1", "error", "romeo")).with(pings("")).with(answers("2", "result", "")), "pass"},
          {"for the own account, by the server's",
           asks("").with(answers("1", "error", "montague.lit")).with(pings("")).with(answers("2", "result", "")),
           "pass"},
          {"for the own account, without one", asks("").with(answers("1", "error", "")), "pass"},
          {"for the own account, by somebody else",
           asks("")
               .with(answers("1", "error", "nurse@montague.lit/x"))
               .with(pings(""))
               .with(answers("2", "result", "")),
           "fail"},
          {"by an error, and then by a result", asks().with(answers("1")).with(answers("1", "result")), "pass"},
          {"while somebody logs in", asks().stream("bound", "nurse/x").with(answers("1")), "pass"},
          {"by a message with its id",
           asks().actor_gets(romeo, chat("1", body("x")), "montague.lit").with(pings()).with(answers("2", "result")),
           "fail"},
          {"before it was sent",
           actors()
               .with(answers("1", "result"))
               .actor_sends(romeo, iq("1", what), "montague.lit")
               .with(pings())
               .with(answers("2", "result")),
           "fail"},
          {"the server asks with the same id, and is answered",
           asks()
               .actor_gets(romeo, iq("1", ping), "montague.lit")
               .actor_sends(romeo, "<iq type='result' id='1'/>", "montague.lit")
               .with(pings())
               .with(answers("2", "result")),
           "fail"},
          {"the fence is not answered either", asks().with(pings()), "inconclusive"},
          {"somebody else's fence is answered",
           asks()
               .actor_sends(juliet, iq("2", ping), "montague.lit")
               .actor_gets(juliet, "<iq type='result' id='2'/>", "montague.lit"),
           "inconclusive"},
          {"the fence went another way", asks("juliet").with(pings()).with(answers("2", "result")), "inconclusive"},
          {"the fence is older",
           actors().with(pings()).actor_sends(romeo, iq("1", what), "montague.lit").with(answers("2")), "inconclusive"},
          {"for another's account", asks("juliet").with(pings("juliet")).with(answers("2", "error", "juliet")), "fail"},
          {"for the own account", asks("").with(pings("")).with(answers("2", "result", "")), "fail"},
          {"somebody else is answered", asks().actor_gets(juliet, "<iq type='error' id='1'/>", "montague.lit"),
           "inconclusive"},
          {"a full JID is asked", asks(juliet).with(pings(juliet)).with(answers("2", "result", juliet)), "not judged"},
          {"what is asked is known", actors().with(pings()).with(answers("2")), "not judged"},
          {"what is asked is known, and not answered", actors().with(pings()), "not judged"},
          {"a request without an id",
           actors()
               .actor_sends(romeo, "<iq type='get'>" + what + "</iq>", "montague.lit")
               .with(pings())
               .with(answers("2", "result")),
           "not judged"},
          {"the server asks, without an address", actors().record(trace::observe(jid_of(romeo), false, of_server)),
           "not judged"},
          {"nothing is asked", actors(), "not judged"},
      });
}

}  // namespace conformance::rules

// SPDX-License-Identifier: MIT
#include "rules/test_offline.hpp"

namespace conformance::rules {

using namespace testing;

TEST_CASE("What became of a standalone state is told, where the messages around it arrived", "[xep0085-5.8]") {
  const auto says = [](const std::string& id, const std::string& content, const std::string& to = juliet) {
    return [=](Play& p) { p.actor_sends(romeo, chat(id, content), to); };
  };
  const auto comes = [](const std::string& id, const std::string& content, const std::string& at = juliet) {
    return [=](Play& p) { p.actor_gets(at, chat(id, content), romeo); };
  };
  const auto all = [&] {
    return actors().with(says("1", body("a"))).with(says("2", composing)).with(says("3", body("b")));
  };
  const auto around = [&](Play& p) { p.with(comes("1", body("a"))).with(comes("3", body("b"))); };
  const std::set<std::string> dropped = {"states-dropped"};
  check_rows(
      "0085/5.8/may-refuse",
      {
          {"delivered", all().with(around).with(comes("2", composing)), "pass", {"states-delivered"}},
          {"delivered late",
           all().with(comes("1", body("a"))).with(comes("3", body("b"))).with(comes("2", composing)),
           "pass",
           {"states-delivered"}},
          {"dropped", all().with(around), "pass", dropped},
          {"bounced", all().with(around).with([](Play& p) { bounced(p, "2"); }), "pass", {"states-bounced"}},
          {"bounced to somebody else",
           all().with(around).actor_gets("nurse/x", message("type='error' id='2'", ""), "juliet"), "pass", dropped},
          {"one dropped, one delivered",
           actors()
               .with(says("1", body("a")))
               .with(says("2", composing))
               .with(says("4", paused))
               .with(says("3", body("b")))
               .with(around)
               .with(comes("4", paused)),
           "pass",
           {"states-dropped", "states-delivered"}},
          {"at one resource of two",
           actors()
               .with(says("1", body("a"), "juliet"))
               .with(says("2", composing, "juliet"))
               .with(says("3", body("b"), "juliet"))
               .with(around)
               .with(comes("1", body("a"), "juliet/tomb"))
               .with(comes("3", body("b"), "juliet/tomb"))
               .with(comes("2", composing)),
           "pass",
           {"states-dropped", "states-delivered"}},
          {"the message before is lost", all().with(comes("3", body("b"))), "not judged"},
          {"the message behind is lost", all().with(comes("1", body("a"))), "not judged"},
          {"the messages went to another resource",
           actors()
               .with(says("1", body("a"), "juliet/tomb"))
               .with(says("2", composing))
               .with(says("3", body("b"), "juliet/tomb"))
               .with(around),
           "not judged"},
          {"they came out of the store", all().with(comes("1", body("a") + delay)).with(comes("3", body("b") + delay)),
           "not judged"},
          {"no state was sent", actors().with(says("1", body("a"))).with(says("3", body("b"))).with(around),
           "not judged"},
          {"a state in a message is no standalone",
           actors()
               .with(says("1", body("a")))
               .with(says("2", body("x") + active))
               .with(says("3", body("b")))
               .with(around),
           "not judged"},
          {"nothing arrives", all(), "not judged"},
      });
}

TEST_CASE("A thread that does not arrive as it was sent is told", "[xep0085-5.7]") {
  const std::string child = "<thread parent='a'>b</thread>";
  const auto through = [](const std::string& sent, const std::string& got) {
    return actors()
        .actor_sends(romeo, chat("1", body("x") + sent), juliet)
        .actor_gets(juliet, chat("1", body("x") + got), romeo);
  };
  check_rows(
      "0085/5.8/no-generation",
      {
          {"as it was", through(child, child), "pass"},
          {"without the parent", through(child, thread("b")), "pass", {"thread-parent-changed"}},
          {"with another parent", through(child, "<thread parent='c'>b</thread>"), "pass", {"thread-parent-changed"}},
          {"without the thread", through(child, ""), "pass", {"thread-changed"}},
          {"with another thread", through(thread("a"), thread("c")), "pass", {"thread-changed"}},
          {"with white space", through(thread("a"), thread("a ")), "pass", {"thread-changed"}},
          {"with a thread where there was none", through("", thread("a")), "pass", {"thread-changed"}},
      });
}

}  // namespace conformance::rules

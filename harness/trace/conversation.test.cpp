// SPDX-License-Identifier: MIT
#include "trace/conversation.hpp"

#include <catch2/catch.hpp>

#include "trace/test_world.hpp"

namespace conformance::trace {

namespace {

using namespace testing;

const std::string a = thread("a");
const std::string b = thread("b");

std::string support_of(const ConversationView& view) {
  switch (view.support()) {
    case Support::unknown:
      return "unknown";
    case Support::probing:
      return "probing";
    case Support::yes:
      return "yes";
    case Support::no:
      break;
  }
  return "no";
}

}  // namespace

TEST_CASE("A thread is agreed where the last message of each side has it", "[judging-6]") {
  struct Row {
    const char* when;
    Play play;
    std::optional<std::string> thread;
  };
  const std::vector<Row> rows = {
      {"both have it", agreed(), "a"},
      {"one has it", begun().romeo_sends(body("Hello") + a).iut_sends(body("Ay me!")), std::nullopt},
      {"one has written", begun().iut_sends(body("Ay me!") + a), std::nullopt},
      {"each has its own", begun().romeo_sends(body("Hello") + a).iut_sends(body("Ay me!") + b), std::nullopt},
      {"one goes on to another", agreed().romeo_sends(body("Oh") + b), std::nullopt},
      {"the other follows", agreed().romeo_sends(body("Oh") + b).iut_sends(body("Well") + b), "b"},
      {"one drops it", agreed().iut_sends(body("Oh")), std::nullopt},
      {"one takes it up again", agreed().iut_sends(body("Oh")).iut_sends(body("Well") + a), "a"},
      {"a notification has another", agreed().iut_sends(composing + b).romeo_sends(paused + b), "a"},
      {"a receipt has another", agreed().iut_sends(receipt + b), "a"},
      {"a notification has it", begun().romeo_sends(body("Hello") + a).iut_sends(composing + a), std::nullopt},
      {"the contact wrote it elsewhere",
       agreed().carbon("received", "romeo/x", "juliet@capulet.lit/tomb", body("Oh") + a), "a"},
      {"the contact wrote another elsewhere",
       agreed().carbon("received", "romeo/x", "juliet@capulet.lit/tomb", body("Oh") + b), std::nullopt},
      {"the user wrote another elsewhere", agreed().carbon("sent", "juliet@capulet.lit/tomb", "romeo", body("Oh") + b),
       std::nullopt},
      {"a delayed message has another", agreed().iut_sends(body("Oh") + b + delay), std::nullopt},
      {"a carbon has no addresses",
       agreed().sends(Play::iut,
                      "<message type='chat'><sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>"
                      "<message xmlns='jabber:client'><body>x</body></message></forwarded></sent></message>"),
       "a"},
      {"a forged carbon has another",
       agreed().sends("nurse/x",
                      "<sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'><message "
                      "xmlns='jabber:client' to='romeo@montague.lit'><body>x</body></message></forwarded></sent>"),
       "a"},
  };
  for (const auto& row : rows) {
    INFO(row.when);
    CHECK(Seen(row.play).with().delivered.agreed_thread() == row.thread);
  }
}

TEST_CASE("Support is known by what the contact sends", "[judging-terms]") {
  struct Row {
    const char* when;
    Play play;
    const char* support;
  };
  const std::vector<Row> rows = {
      {"a message without a state asks nothing", begun().iut_sends(body("Ay me!")), "unknown"},
      {"a message with a state asks", begun().iut_sends(body("Ay me!") + active), "probing"},
      {"a notification does not ask", begun().iut_sends(composing), "unknown"},
      {"the reply has one", begun().iut_sends(body("Ay me!") + active).romeo_sends(body("Hello") + active), "yes"},
      {"a notification comes", begun().iut_sends(body("Ay me!") + active).romeo_sends(composing), "yes"},
      {"a receipt with a state comes", begun().iut_sends(body("Ay me!") + active).romeo_sends(receipt + active), "yes"},
      {"the reply has none", begun().iut_sends(body("Ay me!") + active).romeo_sends(body("Hello")), "no"},
      {"a receipt comes", begun().iut_sends(body("Ay me!") + active).romeo_sends(receipt), "probing"},
      {"an error comes", begun().iut_sends(body("Ay me!") + active).bounce(active), "probing"},
      {"a delayed message comes", begun().iut_sends(body("Ay me!") + active).romeo_sends(body("Hello") + delay),
       "probing"},
      {"a carbon comes",
       begun()
           .iut_sends(body("Ay me!") + active)
           .carbon("received", "romeo/x", "juliet@capulet.lit/tomb", body("Hello")),
       "probing"},
      {"the contact opens without a state", begun().romeo_sends(body("Hello")), "unknown"},
      {"the contact opens with a state", begun().romeo_sends(body("Hello") + active), "yes"},
      {"a later message has none",
       begun().iut_sends(body("Ay me!") + active).romeo_sends(body("Hello") + active).romeo_sends(body("Oh")), "yes"},
      {"a later message has one",
       begun().iut_sends(body("Ay me!") + active).romeo_sends(body("Hello")).romeo_sends(composing), "yes"},
      {"the session is over", begun().romeo_sends(body("Hello") + active).iut_sends(gone), "unknown"},
  };
  for (const auto& row : rows) {
    INFO(row.when);
    CHECK(support_of(Seen(row.play).with().delivered) == row.support);
  }
}

TEST_CASE("What was delivered is digested only once that is proved", "[judging-absence]") {
  const auto hello = begun().romeo_sends(body("Hello") + a + active);
  const auto wrote = [](const Seen& seen) { return seen.with().digested.partner().wrote; };
  CHECK(Seen(hello).with().delivered.partner().wrote);
  CHECK_FALSE(wrote(Seen(hello)));
  CHECK(wrote(Seen(Play(hello).digested())));
  CHECK(wrote(Seen(Play(hello).shown("Hell"))));
  CHECK_FALSE(wrote(Seen(Play(hello).shown(""))));
  CHECK_FALSE(wrote(Seen(Play(hello).shown("Hello", "nurse"))));
  CHECK(wrote(Seen(Play(hello).shown_state("active"))));
  CHECK_FALSE(wrote(Seen(Play(hello).shown_state("paused"))));
  CHECK_FALSE(wrote(Seen(Play(hello).ui_fence())));
  SECTION("in the order of delivery, no further than the proof goes") {
    const Seen seen(Play(hello).romeo_sends(body("Second") + b).romeo_sends(body("Third")).shown("Second"));
    CHECK(seen.with().digested.partner().thread == "b");
    CHECK(seen.with().undigested.size() == 1);
  }
  SECTION("a fence covers what came before it") {
    const Seen seen(begun().fence_sent("f").romeo_sends(body("Hello")).fence_returned("f"));
    CHECK_FALSE(wrote(seen));
  }
  SECTION("a fence that another contact sends on the same stream covers it") {
    CHECK(wrote(Seen(Play(hello)
                         .sends("nurse/x", "<iq type='get' id='f'/>")
                         .record(FenceEvent{"f", "iq", "sent"})
                         .record(FenceEvent{"f", "iq", "returned"}))));
  }
  SECTION("where the stream is not seen, a fence covers what its sender sent") {
    const auto observed = [](const std::string& who) {
      return Play()
          .contact("romeo", "both", "romeo/orchard")
          .contact("nurse", "both", "nurse/x")
          .actor_sends("romeo/orchard", body("Hello"), Play::iut_full)
          .record(FenceEvent{"f", "iq", "sent"})
          .actor_sends(who, "<iq type='get' id='f'/>", Play::iut_full)
          .record(FenceEvent{"f", "iq", "returned"});
    };
    CHECK(wrote(Seen(observed("romeo/orchard"))));
    CHECK_FALSE(wrote(Seen(observed("romeo/garden"))));
    CHECK_FALSE(wrote(Seen(observed("nurse/x"))));
  }
  SECTION("a fence seen only as an event covers what came before it was sent") {
    const auto fence = [](const char* phase) { return FenceEvent{"f", "iq", phase}; };
    CHECK(wrote(Seen(Play(hello).record(fence("sent")).record(fence("returned")))));
    CHECK_FALSE(wrote(Seen(begun().record(fence("sent")).romeo_sends(body("Hello")).record(fence("returned")))));
    CHECK_FALSE(wrote(Seen(Play(hello).record(fence("returned")))));
    CHECK_FALSE(wrote(Seen(Play(hello).record(fence("sent")).record(fence("lost")))));
  }
  SECTION("what was under way when the stream was lost is not digested by a later fence") {
    CHECK_FALSE(wrote(Seen(Play(hello).stream("lost").stream("bound").digested())));
  }
}

}  // namespace conformance::trace

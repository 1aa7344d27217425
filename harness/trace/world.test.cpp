// SPDX-License-Identifier: MIT
#include "trace/world.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "trace/test_play.hpp"

namespace conformance::trace {

namespace {

using namespace testing;
using Kind = Change::Kind;

const std::string a = thread("a");
const std::string b = thread("b");
const std::string room = "room@chat.montague.lit";
const std::string nick = room + "/romeo";

// The world after a play, and what all its events meant.
struct Seen {
  explicit Seen(Play of) : play(std::move(of)), world(play.trace().header) {
    for (const auto& event : play.trace().events) {
      const auto overdue = world.overdue(event);
      world.apply_overdue(event, overdue);
      changes.insert(changes.end(), overdue.begin(), overdue.end());
      const auto now = world.interpret(event);
      world.apply(event, now);
      changes.insert(changes.end(), now.begin(), now.end());
    }
  }
  [[nodiscard]] std::size_t count(Kind kind) const {
    return static_cast<std::size_t>(
        std::count_if(changes.begin(), changes.end(), [&](const Change& change) { return change.kind == kind; }));
  }
  [[nodiscard]] const Change* last(Kind kind) const {
    const Change* found = nullptr;
    for (const auto& change : changes) found = change.kind == kind ? &change : found;
    return found;
  }
  [[nodiscard]] const Conversation& with(const std::string& bare = "romeo@montague.lit",
                                         ConversationKind kind = ConversationKind::one_to_one) const {
    const auto* found = world.conversation({kind, bare});
    if (found == nullptr) throw std::logic_error("no conversation with " + bare);
    return *found;
  }

  Play play;
  World world;
  std::vector<Change> changes;
};

Play begun() { return Play().contact("romeo").comes("romeo/orchard"); }
Play agreed() { return begun().romeo_sends(body("Hello") + a).shown("Hello").iut_sends(body("Ay me!") + a); }
Play& joins(Play& play) {
  return play.iut_sends("<presence><x xmlns='http://jabber.org/protocol/muc'/></presence>", room + "/juliet");
}

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

TEST_CASE("A conversation is with a bare JID, an occupant or a room", "[judging-terms]") {
  struct Row {
    const char* when;
    Play play;
    ConversationKind kind;
    std::string partner;
  };
  const auto text = body("Ay me!");
  const std::vector<Row> rows = {
      {"to a full JID", begun().iut_sends(text), ConversationKind::one_to_one, "romeo@montague.lit"},
      {"to a bare JID", begun().iut_sends(text, "romeo"), ConversationKind::one_to_one, "romeo@montague.lit"},
      {"in another case", begun().iut_sends(text, "Romeo@MONTAGUE.lit/x"), ConversationKind::one_to_one,
       "romeo@montague.lit"},
      {"to an occupant", begun().with(joins).iut_sends(text, nick), ConversationKind::private_message, nick},
      {"to an occupant, without a type", begun().with(joins).iut_sends(message("id='1'", text), nick),
       ConversationKind::private_message, nick},
      {"to an occupant of a room never joined", begun().iut_sends(text, nick), ConversationKind::one_to_one, room},
      {"to a room", begun().with(joins).iut_sends(message("type='groupchat'", text), room), ConversationKind::room,
       room},
  };
  for (const auto& row : rows) {
    INFO(row.when);
    const Seen seen(row.play);
    REQUIRE(seen.last(Kind::sent) != nullptr);
    CHECK((seen.last(Kind::sent)->key == ConversationKey{row.kind, row.partner}));
  }
}

TEST_CASE("Only what the target wrote itself counts as sent", "[judging-terms]") {
  struct Row {
    const char* when;
    Play play;
    std::size_t sent;
  };
  const std::vector<Row> rows = {
      {"a message", begun().iut_sends(body("Ay me!")), 1},
      {"an error", begun().iut_sends(message("type='error'", composing)), 0},
      {"a delayed stanza", begun().iut_sends(body("Ay me!") + delay), 0},
      {"a message that forwards another", begun().iut_sends(body("See") + "<forwarded xmlns='urn:xmpp:forward:0'/>"),
       1},
      {"to the own account", begun().iut_sends(body("Note"), Play::iut), 0},
      {"to another own device", begun().iut_sends(body("Note"), "juliet@capulet.lit/tomb"), 0},
      {"without an address", begun().iut_broadcasts(message("type='chat'", body("Note"))), 0},
      {"a room's echo", begun().with(joins).sends(room + "/juliet", message("type='groupchat'", body("All"))), 0},
      {"sent again on a resumed stream",
       begun().iut_sends(message("id='1'", body("Hi"))).stream("resumed").iut_sends(message("id='1'", body("Hi"))), 1},
      {"another with the same id on a resumed stream",
       begun().iut_sends(message("id='1'", body("Hi"))).stream("resumed").iut_sends(message("id='1'", body("Ho"))), 2},
      {"sent again on a new stream",
       begun().iut_sends(message("id='1'", body("Hi"))).stream("bound").iut_sends(message("id='1'", body("Hi"))), 2},
      {"seen at the contact, whose observer is the target's stream",
       begun().actor_gets("romeo/orchard", body("Hi"), Play::iut_full), 0},
  };
  for (const auto& row : rows) {
    INFO(row.when);
    CHECK(Seen(row.play).count(Kind::sent) == row.sent);
  }
}

TEST_CASE("A conversation is read at one point", "[judging-once]") {
  const auto observed = [] {
    return Play()
        .contact("romeo", "both", "romeo/orchard")
        .stream("bound", "romeo/orchard")
        .stream("bound", "romeo/garden");
  };
  const auto hi = body("Hi");
  SECTION("what arrives there was sent") {
    CHECK(Seen(observed().actor_gets("romeo/orchard", hi, Play::iut_full)).count(Kind::sent) == 1);
  }
  SECTION("what arrives elsewhere is a copy at most") {
    const Seen to_bare(observed().actor_gets("romeo/garden", hi, Play::iut_full));
    CHECK(to_bare.count(Kind::sent) == 0);
    CHECK(to_bare.count(Kind::copied) == 1);
  }
  SECTION("nobody else's message counts") {
    CHECK(Seen(observed().actor_gets("romeo/orchard", hi, "nurse/x")).count(Kind::sent) == 0);
  }
  SECTION("each resource of the contact delivers") {
    CHECK(Seen(observed().actor_sends("romeo/orchard", hi, Play::iut_full)).count(Kind::delivered) == 1);
    CHECK(Seen(observed().actor_sends("romeo/garden", hi, Play::iut_full)).count(Kind::delivered) == 1);
  }
  SECTION("what the contact says to others does not") {
    CHECK(Seen(observed().actor_sends("romeo/orchard", hi, "nurse/x")).count(Kind::delivered) == 0);
    CHECK(Seen(observed().actor_sends("romeo/orchard", "<presence to='nurse@montague.lit'/>", "nurse"))
              .count(Kind::resource_changed) == 0);
  }
  SECTION("its presence to all reaches the target") {
    const Seen seen(observed().actor_sends("romeo/orchard", "<presence/>", ""));
    CHECK(seen.world.available("romeo@montague.lit") == std::set<std::string>{"romeo@montague.lit/orchard"});
  }
  SECTION("its stream's end is its going") {
    const Seen seen(observed().actor_sends("romeo/orchard", "<presence/>", "").stream("lost", "romeo/orchard"));
    CHECK(seen.world.available("romeo@montague.lit").empty());
    CHECK(seen.world.departed().contains("romeo@montague.lit/orchard"));
  }
  SECTION("a server's trace has no sends") { CHECK(Seen(Play::of_server().iut_sends(hi)).count(Kind::sent) == 0); }
}

TEST_CASE("A session ends with gone, a closing, a stream or the contact's last resource", "[judging-terms]") {
  struct Row {
    const char* when;
    Play play;
    bool ended;
  };
  const std::vector<Row> rows = {
      {"nothing happens", agreed(), false},
      {"the client is gone", agreed().iut_sends(gone + a), true},
      {"the client is gone with content", agreed().iut_sends(body("Adieu") + a + gone), true},
      {"the contact is gone", agreed().romeo_sends(gone + a), true},
      {"the contact is gone with content", agreed().romeo_sends(body("Adieu") + a + gone), true},
      {"the contact was gone a while ago", agreed().romeo_sends(gone + a + delay), false},
      {"another contact is gone", agreed().contact("nurse").sends("nurse/x", gone), false},
      {"a gone is bounced", agreed().bounce(gone), false},
      {"a gone comes as a carbon", agreed().carbon("received", "romeo/orchard", "juliet@capulet.lit/tomb", gone),
       false},
      {"the user closes, and something else is sent", agreed().act("close").iut_sends(composing), true},
      {"the user closes, and something comes", agreed().act("close").romeo_sends(composing), true},
      {"the user closes, and a fence comes back", agreed().act("close").ui_fence(), true},
      {"the user closes, and nothing was seen since", agreed().act("close"), false},
      {"the user closes another chat", agreed().contact("nurse").act("close", "", "nurse").ui_fence(), false},
      {"the driver could not close", agreed().act_phase("close", "unsupported").ui_fence(), false},
      {"the stream is closed", agreed().stream("closed"), true},
      {"the stream is lost", agreed().stream("lost"), true},
      {"a new stream is bound", agreed().stream("bound"), true},
      {"the stream is resumed", agreed().stream("resumed"), false},
      {"the contact's stream is lost", agreed().stream("lost", "romeo/orchard"), false},
      {"the contact's only resource goes", agreed().goes("romeo/orchard"), true},
      {"all of the contact go", agreed().comes("romeo/garden").goes("romeo"), true},
      {"one of two resources goes", agreed().comes("romeo/garden").goes("romeo/orchard"), false},
      {"both go", agreed().comes("romeo/garden").goes("romeo/orchard").goes("romeo/garden"), true},
      {"the contact is away", agreed().comes("romeo/orchard", "<show>away</show>"), false},
      {"a subscription is asked for", agreed().sends("romeo", "<presence type='subscribe'/>"), false},
      {"a presence error comes", agreed().sends("romeo/orchard", "<presence type='error'/>"), false},
  };
  for (const auto& row : rows) {
    INFO(row.when);
    const Seen seen(row.play);
    CHECK_FALSE(seen.with().delivered.agreed_thread().has_value() == row.ended);
  }
}

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

TEST_CASE("Explicit support is a digested feature of a resource with the same caps", "[judging-terms]") {
  const auto answer = [](const std::string& feature) {
    return "<iq type='result' id='d'><query xmlns='" + std::string(xmpp::ns::disco_info) + "'><feature var='" +
           feature + "'/></query></iq>";
  };
  const ConversationKey key{ConversationKind::one_to_one, "romeo@montague.lit"};
  const auto yes = [&](Play play) { return Seen(std::move(play)).world.explicit_yes(key); };
  const auto told = begun().sends("romeo/orchard", answer(chat_states)).digested();
  const std::string caps = "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='n' ver='";
  CHECK(yes(told));
  CHECK_FALSE(yes(begun().sends("romeo/orchard", answer(chat_states))));
  CHECK_FALSE(yes(begun().sends("romeo/orchard", answer("urn:x")).digested()));
  CHECK_FALSE(yes(begun().sends("nurse/x", answer(chat_states)).digested()));
  CHECK_FALSE(yes(Play(told).sends("romeo/orchard", answer("urn:x"))));
  CHECK_FALSE(yes(Play(told).goes("romeo/orchard")));
  CHECK_FALSE(yes(Play(told).goes("romeo")));
  CHECK_FALSE(yes(Play(told).comes("romeo/orchard", caps + "v'/>")));
  CHECK(yes(Play(told).comes("romeo/orchard", "<show>away</show>")));
  CHECK_FALSE(yes(Play(told).stream("bound")));
  CHECK(yes(Play(told).iut_sends(gone)));
}

TEST_CASE("Switching states off holds from the beginning, switching on from the end", "[judging-terms]") {
  const auto off = [](Play play) { return Seen(std::move(play)).world.switched_off(); };
  const auto phase = [](const std::string& value, const std::string& what) {
    return SettingEvent{"chat_states", value, what};
  };
  CHECK_FALSE(off(begun()));
  CHECK(off(begun().record(phase("off", "begin"))));
  CHECK(off(begun().setting("chat_states", "off")));
  CHECK(off(begun().setting("chat_states", "off").record(phase("on", "begin"))));
  CHECK(off(begun().setting("chat_states", "off").setting("chat_states", "on", "unsupported")));
  CHECK_FALSE(off(begun().setting("chat_states", "off").setting("chat_states", "on")));
  CHECK_FALSE(off(begun().setting("attention", "off")));
}

}  // namespace conformance::trace

// SPDX-License-Identifier: MIT
#include "trace/world.hpp"

#include <catch2/catch.hpp>

#include "trace/test_world.hpp"

namespace conformance::trace {

namespace {

using namespace testing;

const std::string a = thread("a");
const std::string room = "room@chat.montague.lit";
const std::string nick = room + "/romeo";

Play& joins(Play& play) {
  return play.iut_sends("<presence><x xmlns='http://jabber.org/protocol/muc'/></presence>", room + "/juliet");
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
    const Seen seen(row.play);
    CHECK(seen.count(Kind::sent) == row.sent);
    const bool copied = row.when == std::string("a delayed stanza") || row.when == std::string("a room's echo");
    CHECK(seen.count(Kind::copied) == (copied ? 1 : 0));
  }
}

TEST_CASE("A recording that does not name its client is read all the same", "[judging-terms]") {
  const Seen seen(begun().unnamed().iut_sends(body("Ay me!")).romeo_sends(body("Hello")));
  CHECK(seen.count(Kind::sent) == 1);
  CHECK(seen.count(Kind::delivered) == 1);
  const Seen observed(Play()
                          .unnamed()
                          .contact("romeo", "both", "romeo/orchard")
                          .actor_gets("romeo/orchard", body("Hi"), Play::iut_full));
  CHECK(observed.count(Kind::sent) == 0);
}

TEST_CASE("A new stream begins without presences", "[judging-terms]") {
  CHECK(Seen(begun()).world.available("romeo@montague.lit").size() == 1);
  CHECK(Seen(begun().stream("lost")).world.available("romeo@montague.lit").size() == 1);
  CHECK(Seen(begun().stream("lost").stream("bound")).world.available("romeo@montague.lit").empty());
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
  SECTION("another resource of the user is another client") {
    CHECK(Seen(observed().actor_gets("romeo/orchard", hi, Play::iut + std::string("/tomb"))).count(Kind::sent) == 0);
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
      {"the user closes, and writes to another",
       agreed().contact("nurse").act("close").iut_sends(body("Nurse!"), "nurse/x"), false},
      {"the user closes, and another writes", agreed().contact("nurse").act("close").sends("nurse/x", body("Child!")),
       false},
      {"the user closes, and an iq comes back", agreed().act("close").digested(), false},
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

TEST_CASE("Explicit support is a digested feature of a resource with the same caps", "[judging-terms]") {
  const auto answer = [](const std::string& feature) {
    return "<iq type='result' id='d'><query xmlns='" + std::string(xmpp::ns::disco_info) + "'><feature var='" +
           feature + "'/></query></iq>";
  };
  const ConversationKey key{ConversationKind::one_to_one, "romeo@montague.lit"};
  const auto yes = [&](Play play) { return Seen(std::move(play)).world.discovered(key, true) == Discovery::yes; };
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

TEST_CASE("Switching states off holds from the beginning, switching on from what is written after it",
          "[judging-terms]") {
  const auto off = [](Play play) { return Seen(std::move(play)).world.switched_off(); };
  const auto phase = [](const std::string& value, const std::string& what) {
    return SettingEvent{"chat_states", value, what};
  };
  CHECK_FALSE(off(begun()));
  CHECK(off(begun().record(phase("off", "begin"))));
  CHECK(off(begun().setting("chat_states", "off")));
  CHECK(off(begun().setting("chat_states", "off").record(phase("on", "begin"))));
  CHECK(off(begun().setting("chat_states", "off").setting("chat_states", "on", "unsupported")));
  const auto on = begun().setting("chat_states", "off").setting("chat_states", "on");
  CHECK(off(on));
  CHECK(off(Play(on).iut_sends(body("x"))));
  CHECK(off(Play(on).act("send", "y").iut_sends(body("x"))));
  CHECK_FALSE(off(Play(on).act("send", "x").iut_sends(body("x"))));
  CHECK_FALSE(off(Play(on).ui_fence()));
  CHECK(off(begun()
                .setting("chat_states", "off")
                .record(FenceEvent{"f", "ui", "sent"})
                .setting("chat_states", "on")
                .record(FenceEvent{"f", "ui", "returned"})));
  CHECK(off(Play(on).ui_fence().setting("chat_states", "off")));
  CHECK_FALSE(off(begun().setting("attention", "off")));
}

}  // namespace conformance::trace

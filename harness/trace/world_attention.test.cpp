// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "trace/test_world.hpp"

/// Whom the user knows, what alerts, and what is switched on.
namespace conformance::trace {

namespace {

using namespace testing;

const xmpp::Jid romeo = *xmpp::Jid::parse("romeo@montague.lit/orchard");

std::string roster(const std::string& type, const std::string& item) {
  return "<iq type='" + type + "' id='r'><query xmlns='jabber:iq:roster'>" + item + "</query></iq>";
}
const std::string in_it = "<item jid='romeo@montague.lit' subscription='none'/>";
const std::string out_of_it = "<item jid='romeo@montague.lit' subscription='remove'/>";
Play listed(const std::string& subscription) { return Play().contact("romeo", subscription); }
// The client is logged in where its stream is not seen.
Play elsewhere(const std::string& subscription) {
  return Play().contact("romeo", subscription, "romeo/orchard").stream("bound", "romeo/orchard");
}
// A roster stanza of the own server comes without an address, or from the own account.
Play pushed(Play play, const std::string& content, const std::string& from = Play::iut) {
  return play.sends(from, content);
}

}  // namespace

TEST_CASE("Who somebody is to the user is told by roster and directed presence", "[xep0224-7]") {
  struct Row {
    std::string when;
    Play play;
    Standing standing;
  };
  const std::string to_him = "<presence/>";
  const std::string taken_back = "<presence type='unavailable'/>";
  const std::vector<Row> rows = {
      {"nothing is known", Play(), Standing::unknown},
      {"subscribed in both directions", listed("both"), Standing::roster},
      {"in one", listed("to"), Standing::roster},
      {"in the other", listed("from"), Standing::roster},
      {"not in the roster", listed("none"), Standing::stranger},
      {"not in the contact's roster, and the client's is not seen", elsewhere("none"), Standing::unknown},
      {"in the contact's, and the client's is not seen", elsewhere("both"), Standing::roster},
      {"the roster says so", pushed(listed("none"), roster("result", in_it)), Standing::roster},
      {"he is added", pushed(listed("none"), roster("set", in_it)), Standing::roster},
      {"he is removed", pushed(listed("both"), roster("set", out_of_it)), Standing::stranger},
      {"he pushes himself", pushed(listed("none"), roster("set", in_it), "romeo/orchard"), Standing::stranger},
      {"a query of the roster adds nobody", pushed(listed("none"), roster("get", in_it)), Standing::stranger},
      {"directed presence", listed("none").iut_sends(to_him), Standing::directed},
      {"… to another resource", listed("none").iut_sends(to_him, "romeo/garden"), Standing::directed},
      {"… in a room",
       Play()
           .contact("romeo", "none")
           .iut_sends("<presence><x xmlns='http://jabber.org/protocol/muc'/></presence>", "romeo/juliet"),
       Standing::directed},
      {"… and taken back", listed("none").iut_sends(to_him).iut_sends(taken_back), Standing::stranger},
      {"… from one of two", listed("none").iut_sends(to_him).iut_sends(to_him, "romeo").iut_sends(taken_back),
       Standing::directed},
      {"… from all", listed("none").iut_sends(to_him).iut_sends(taken_back, "romeo"), Standing::stranger},
      {"… by going", listed("none").iut_sends(to_him).iut_broadcasts(taken_back), Standing::stranger},
      {"… by a new stream", listed("none").iut_sends(to_him).logs_in_anew(), Standing::stranger},
      {"presence to all is of no account", listed("none").iut_broadcasts("<presence/>"), Standing::stranger},
      {"a question is no presence", listed("none").iut_sends("<presence type='probe'/>"), Standing::stranger},
  };
  for (const auto& row : rows) {
    INFO(row.when);
    CHECK((Seen(row.play).world.standing(romeo) == row.standing));
  }
}

TEST_CASE("The user is no stranger to himself", "[xep0224-7]") {
  CHECK((Seen(Play()).world.standing(*xmpp::Jid::parse("juliet@capulet.lit/garden")) == Standing::roster));
}

TEST_CASE("An alert is counted once, whether it is told of, asked for, or both", "[xep0224-3]") {
  struct Row {
    std::string when;
    Play play;
    std::size_t alerts;
    std::size_t changes;
  };
  const std::vector<Row> rows = {
      {"none", Play(), 0, 0},
      {"told of", Play().alert(), 1, 1},
      {"told of twice", Play().alert().alert("romeo/garden"), 2, 2},
      {"asked for", Play().alerts(1), 1, 1},
      {"asked for twice", Play().alerts(1).alerts(1), 1, 1},
      {"two at once", Play().alerts(2), 2, 1},
      {"told of, then asked for", Play().alert().alerts(1), 1, 1},
      {"asked for, then told of", Play().alerts(1).alert(), 1, 1},
      {"asked for, told of, and one more", Play().alerts(1).alert().alert(), 2, 2},
      {"of another", Play().alert("tybalt/street"), 0, 1},
      {"an answer that is no number", Play().record(ObservedEvent{"alerts", "romeo@montague.lit", "many"}), 0, 0},
      {"… or no address", Play().record(ObservedEvent{"alert", "@", ""}), 0, 0},
      {"a question that is not understood",
       Play().record(ObservedEvent{"alerts", "romeo@montague.lit", "", std::nullopt, "client"}), 0, 0},
  };
  for (const auto& row : rows) {
    INFO(row.when);
    const Seen seen(row.play);
    CHECK(seen.world.attentions("romeo@montague.lit").alerts() == row.alerts);
    CHECK(seen.count(Kind::alerted) == row.changes);
  }
}

TEST_CASE("An attention is known with its sender, however it came", "[xep0224-3]") {
  const Seen seen(Play()
                      .contact("romeo")
                      .romeo_sends(attention_message())
                      .carbon("received", "romeo/orchard", "juliet@capulet.lit/tomb", attention)
                      .romeo_sends(attention_message(delay))
                      .iut_sends(attention_message()));
  const auto& received = seen.world.attentions("romeo@montague.lit").received;
  REQUIRE(received.size() == 3);
  CHECK((received[0].second == xmpp::AttentionKind::live));
  CHECK((received[1].second == xmpp::AttentionKind::carbon));
  CHECK((received[2].second == xmpp::AttentionKind::delayed));
  CHECK(seen.count(Kind::attention) == 3);
}

TEST_CASE("The setting for attention changes while it is set, and stays where that is not supported", "[xep0224-6]") {
  using Value = Setting::Value;
  const auto value = [](const Play& play) { return Seen(play).world.attention_setting().value; };
  const auto begin = SettingEvent{"attention", "off", "begin"};
  CHECK((value(Play()) == Value::untouched));
  CHECK((value(Play().record(begin)) == Value::changing));
  CHECK((value(Play().setting("attention", "off")) == Value::off));
  CHECK((value(Play().setting("attention", "on")) == Value::on));
  CHECK((value(Play().setting("attention", "off", "unsupported")) == Value::untouched));
  CHECK((value(Play().setting("attention", "on").setting("attention", "off", "unsupported")) == Value::on));
  CHECK((value(Play().setting("chat_states", "off")) == Value::untouched));
  CHECK(Seen(Play().setting("attention", "off")).world.attention_setting().since == 2);
}

}  // namespace conformance::trace

// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "server/test_server.hpp"

/// What waits for a recipient who is away.
namespace conformance::server {

namespace {

using namespace std::chrono_literals;

const std::string composing = "<composing xmlns='http://jabber.org/protocol/chatstates'/>";
const std::string active = "<active xmlns='http://jabber.org/protocol/chatstates'/>";

std::string body(const std::string& text) { return "<body>" + text + "</body>"; }

void romeo_sends(TestClient& romeo, const std::string& type, const std::string& content) {
  romeo.sends("<message type='" + type + "' to='juliet@capulet.lit'>" + content + "</message>");
}

std::string stored(const std::string& type, const std::string& content, const std::string& time) {
  return "<message type='" + type + "' to='juliet@capulet.lit' from='romeo@montague.lit/orchard'>" + content +
         "<delay xmlns='urn:xmpp:delay' from='capulet.lit' stamp='" + time + "'/></message>\n";
}

// The presence that a client gets of itself.
const std::string own = "<presence from='juliet@capulet.lit/balcony' to='juliet@capulet.lit/balcony'/>\n";

}  // namespace

TEST_CASE("What is stored comes once, in order, with the time at which it was stored", "[xep0160-3]") {
  ServerStage stage;
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  romeo_sends(*romeo, "chat", body("one") + active);
  stage.loop.run(pause(stage.loop.clock(), 90s));
  romeo_sends(*romeo, "normal", body("two"));
  CHECK(romeo->hears().empty());
  const auto juliet = stage.connects("juliet@capulet.lit/balcony");
  CHECK(juliet->hears().empty());
  juliet->sends("<presence/>");
  CHECK(juliet->hears() == own + stored("chat", body("one") + active, "2001-09-09T01:46:40Z") +
                               stored("normal", body("two"), "2001-09-09T01:48:10Z"));
  juliet->sends("<presence type='unavailable'/>");
  juliet->hears();
  juliet->sends("<presence/>");
  CHECK(juliet->hears() == own);
}

TEST_CASE("A message is stored by its type and by what is in it", "[xep0160-3]") {
  struct Row {
    const char* type;
    std::string content;
    bool is_stored;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"chat", body("x"), true},
      {"chat", body("x") + composing, true},
      {"chat", composing, false},
      {"chat", "<thread>A</thread>" + composing, false},
      {"chat", body("") + composing, false},
      {"chat", "<request xmlns='urn:xmpp:receipts'/>", true},
      {"normal", body("x"), true},
      {"normal", composing, true},
      {"headline", body("x"), false},
      {"groupchat", body("x"), false},
      {"error", body("x"), false},
  }));
  INFO(row.type << ": " << row.content);
  ServerStage stage;
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  romeo_sends(*romeo, row.type, row.content);
  const auto juliet = stage.connects("juliet@capulet.lit/balcony");
  juliet->sends("<presence/>");
  CHECK(juliet->hears() == own + (row.is_stored ? stored(row.type, row.content, "2001-09-09T01:46:40Z") : ""));
}

TEST_CASE("What is stored waits for a priority that is not negative", "[xep0160-3]") {
  ServerStage stage;
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  const auto juliet = stage.connects("juliet@capulet.lit/balcony");
  juliet->sends("<presence><priority>-1</priority></presence>");
  romeo_sends(*romeo, "chat", body("one"));
  CHECK(juliet->hears().find("<body>") == std::string::npos);
  juliet->sends("<presence><priority>-2</priority></presence>");
  CHECK(juliet->hears().find("<body>") == std::string::npos);
  juliet->sends("<presence><priority>0</priority></presence>");
  CHECK(juliet->hears().find(stored("chat", body("one"), "2001-09-09T01:46:40Z")) != std::string::npos);
}

TEST_CASE("The store is bounded, and what is beyond is refused", "[xep0160-3]") {
  ServerStage stage;
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  for (int i = 0; i < 1'000; ++i) romeo_sends(*romeo, "chat", body("x"));
  CHECK(romeo->hears().empty());
  romeo_sends(*romeo, "chat", body("one more"));
  CHECK(romeo->hears().find("<service-unavailable ") != std::string::npos);
  CHECK(stage.server.accounts().find(ServerStage::jid("juliet@capulet.lit"))->offline.size() == 1'000);
}

TEST_CASE("Each fault that concerns the store does what it is said to do", "[faults]") {
  struct Row {
    const char* fault;
    std::string content;
    bool is_stored;
    bool bounced;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"server-stores-standalone", composing, true, false},
      {"server-stores-standalone", body("x"), true, false},
      {"server-no-offline-store", body("x"), false, true},
      {"server-no-offline-store", composing, false, false},
      {"server-drops-standalone", composing, false, false},
      {"server-bounces-standalone", composing, false, true},
      {"server-bounces-standalone", body("x"), true, false},
  }));
  INFO(row.fault << ": " << row.content);
  ServerStage stage(row.fault);
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  romeo_sends(*romeo, "chat", row.content);
  CHECK((romeo->hears().find("<service-unavailable ") != std::string::npos) == row.bounced);
  const auto juliet = stage.connects("juliet@capulet.lit/balcony");
  juliet->sends("<presence/>");
  CHECK(juliet->hears() == own + (row.is_stored ? stored("chat", row.content, "2001-09-09T01:46:40Z") : ""));
}

TEST_CASE("Each fault that concerns what is stored by type, and how it comes, does what it is said to do", "[faults]") {
  struct Row {
    const char* fault;
    const char* type;
    const char* delay;
  };
  const auto row = GENERATE(values<Row>({
      {"server-loses-normal", "normal", ""},
      {"server-stores-headline", "headline",
       "<delay xmlns='urn:xmpp:delay' from='capulet.lit' stamp='2001-09-09T01:46:40Z'/></message>"},
      {"server-stores-unstamped", "chat", "</body></message>"},
      {"server-delay-without-stamp", "chat", "<delay xmlns='urn:xmpp:delay' from='capulet.lit'/></message>"},
      {"server-delay-in-local-time", "chat",
       "<delay xmlns='urn:xmpp:delay' from='capulet.lit' stamp='2001-09-09T01:46:40+02:00'/></message>"},
      {"server-delay-without-from", "chat", "<delay xmlns='urn:xmpp:delay' stamp='2001-09-09T01:46:40Z'/></message>"},
  }));
  INFO(row.fault);
  ServerStage stage(row.fault);
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  romeo_sends(*romeo, row.type, body("x"));
  const auto juliet = stage.connects("juliet@capulet.lit/balcony");
  juliet->sends("<presence/>");
  const auto heard = juliet->hears();
  const std::string end = row.delay;
  CHECK((heard == own) == end.empty());
  CHECK(heard.find(end) != std::string::npos);
}

TEST_CASE("Each fault of what is pushed beside an attention does what it is said to do", "[faults]") {
  const std::string attention = "<attention xmlns='urn:xmpp:attention:0'/>";
  ServerStage in_iq("server-attention-in-iq");
  const auto romeo = in_iq.logs_in("romeo@montague.lit/orchard");
  const auto juliet = in_iq.logs_in("juliet@capulet.lit/balcony");
  romeo_sends(*romeo, "headline", attention);
  CHECK(juliet->hears() ==
        "<iq type='set' id='attention-1' from='juliet@capulet.lit' to='juliet@capulet.lit/balcony'>" + attention +
            "</iq>\n<message type='headline' to='juliet@capulet.lit' from='romeo@montague.lit/orchard'>" + attention +
            "</message>\n");
  ServerStage in_presence("server-attention-in-presence");
  const auto nurse = in_presence.connects("juliet@capulet.lit/balcony");
  nurse->sends("<presence/>");
  CHECK(nurse->hears().find(attention + "</presence>") != std::string::npos);
}

TEST_CASE("With the fault late a message leaves 200 ms later and an iq at once", "[faults]") {
  ServerStage stage("late");
  const auto romeo = stage.connects("romeo@montague.lit/orchard");
  const auto juliet = stage.connects("juliet@capulet.lit/balcony");
  romeo->sends("<message type='chat' to='juliet@capulet.lit/balcony'><body>one</body></message>");
  romeo->sends("<iq type='get' id='1' to='juliet@capulet.lit/balcony'><ping xmlns='urn:xmpp:ping'/></iq>");
  CHECK(juliet->hears().find("<iq ") == 0);
  stage.loop.run(pause(stage.loop.clock(), 199ms));
  CHECK(juliet->hears().empty());
  stage.loop.run(pause(stage.loop.clock(), 1ms));
  CHECK(juliet->hears().find("<body>one</body>") != std::string::npos);
}

TEST_CASE("A time is written as XEP-0082 has it", "[xep0082-3.2]") {
  CHECK(stamp(1'000'000'000) == "2001-09-09T01:46:40Z");
  CHECK(stamp(1'000'086'400) == "2001-09-10T01:46:40Z");
}

}  // namespace conformance::server

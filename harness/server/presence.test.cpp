// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "server/test_server.hpp"

/// Who is told of whose presence.
namespace conformance::server {

namespace {

const std::string orchard = "romeo@montague.lit/orchard";
const std::string balcony = "juliet@capulet.lit/balcony";

std::string presence(const std::string& type, const std::string& from, const std::string& to,
                     const std::string& content = "") {
  const std::string head =
      "<presence" + (type.empty() ? "" : " type='" + type + "'") + " from='" + from + "' to='" + to + "'";
  return head + (content.empty() ? "/>\n" : ">" + content + "</presence>\n");
}

}  // namespace

TEST_CASE("Presence goes to the subscribers and comes from whom one is subscribed to", "[rfc6121-4.2]") {
  struct Row {
    const char* subscription;  // as Romeo's roster says it
    bool romeo_sees;
    bool juliet_sees;
  };
  const auto row =
      GENERATE(values<Row>({{"both", true, true}, {"to", true, false}, {"from", false, true}, {"none", false, false}}));
  INFO(row.subscription);
  ServerStage stage;
  stage.befriend(row.subscription);
  const auto juliet = stage.logs_in(balcony);
  const auto romeo = stage.connects(orchard);
  romeo->sends("<presence><show>away</show></presence>");
  CHECK(romeo->hears() ==
        presence("", orchard, orchard, "<show>away</show>") + (row.romeo_sees ? presence("", balcony, orchard) : ""));
  CHECK(juliet->hears() == (row.juliet_sees ? presence("", orchard, balcony, "<show>away</show>") : ""));
  // What follows is told, and asks for nothing again.
  romeo->sends("<presence/>");
  CHECK(romeo->hears() == presence("", orchard, orchard));
  CHECK(juliet->hears() == (row.juliet_sees ? presence("", orchard, balcony) : ""));
}

TEST_CASE("A subscription that is made while both are there shows each the other", "[rfc6121-3.1.5]") {
  struct Row {
    const char* subscription;
    bool romeo_sees;
    bool juliet_sees;
  };
  const auto row =
      GENERATE(values<Row>({{"both", true, true}, {"to", true, false}, {"from", false, true}, {"none", false, false}}));
  INFO(row.subscription);
  ServerStage stage;
  const auto juliet = stage.logs_in(balcony);
  const auto romeo = stage.logs_in(orchard);
  stage.befriend(row.subscription);
  CHECK((romeo->hears().find(presence("", balcony, orchard)) != std::string::npos) == row.romeo_sees);
  CHECK((juliet->hears().find(presence("", orchard, balcony)) != std::string::npos) == row.juliet_sees);
}

TEST_CASE("However a client goes, its subscribers and other resources are told once", "[rfc6121-4.5]") {
  struct Row {
    const char* how;
    void (*go)(TestClient&);
  };
  const auto row = GENERATE(values<Row>({
      {"unavailable", [](TestClient& client) { client.sends("<presence type='unavailable'/>"); }},
      {"close", [](TestClient& client) { client.closes(); }},
      {"drop", [](TestClient& client) { client.drops(); }},
      {"unavailable and close",
       [](TestClient& client) {
         client.sends("<presence type='unavailable'/>");
         client.closes();
       }},
      {"unavailable twice",
       [](TestClient& client) {
         client.sends("<presence type='unavailable'/>");
         client.sends("<presence type='unavailable'/>");
       }},
  }));
  INFO(row.how);
  ServerStage stage;
  stage.befriend("both");
  const auto juliet = stage.logs_in(balcony);
  const auto street = stage.logs_in("romeo@montague.lit/street");
  const auto romeo = stage.logs_in(orchard);
  juliet->hears();
  street->hears();
  row.go(*romeo);
  CHECK(juliet->hears() == presence("unavailable", orchard, balcony));
  CHECK(street->hears() == presence("unavailable", orchard, "romeo@montague.lit/street"));
}

TEST_CASE("Nothing is written to a stream that has ended", "[rfc6120-4.4]") {
  ServerStage stage;
  const auto romeo = stage.logs_in(orchard);
  std::string seen;
  stage.server.set_tap(
      [&seen](const xmpp::Jid&, bool from_client, const xmpp::Stanza& stanza) {
        seen += (from_client ? "in " : "out ") + stanza.to_string() + "\n";
      },
      [&seen](const xmpp::Jid& jid, const std::string& what) { seen += jid.to_string() + " " + what + "\n"; });
  romeo->drops();
  CHECK(seen == orchard + " closed\n");
  seen.clear();
  stage.server.set_tap({}, {});
}

TEST_CASE("A client that was never available goes unnoticed", "[rfc6121-4.5]") {
  ServerStage stage;
  stage.befriend("both");
  const auto juliet = stage.logs_in(balcony);
  const auto romeo = stage.connects(orchard);
  romeo->closes();
  CHECK(juliet->hears().empty());
}

TEST_CASE("Directed presence reaches its address, and so does the end of it", "[rfc6121-4.6]") {
  const std::string to = GENERATE("juliet@capulet.lit/balcony", "juliet@capulet.lit");
  const bool available = GENERATE(true, false);  // Romeo has gone available before
  const bool drops = GENERATE(true, false);
  INFO(to << (available ? "" : ", never available") << (drops ? ", drops" : ", says so"));
  ServerStage stage;
  const auto juliet = stage.logs_in(balcony);
  const auto romeo = available ? stage.logs_in(orchard) : stage.connects(orchard);
  romeo->sends("<presence to='" + to + "'><show>chat</show></presence>");
  CHECK(juliet->hears() == "<presence to='" + balcony + "' from='" + orchard + "'><show>chat</show></presence>\n");
  if (drops) {
    romeo->drops();
  } else {
    romeo->sends("<presence type='unavailable'/>");
  }
  CHECK(juliet->hears() == presence("unavailable", orchard, balcony));
}

TEST_CASE("Directed presence that was taken back is not taken back twice", "[rfc6121-4.6]") {
  ServerStage stage;
  const auto juliet = stage.logs_in(balcony);
  const auto romeo = stage.logs_in(orchard);
  romeo->sends("<presence to='" + balcony + "'/>");
  romeo->sends("<presence type='unavailable' to='" + balcony + "'/>");
  CHECK(juliet->hears() == "<presence to='" + balcony + "' from='" + orchard + "'/>\n" +
                               "<presence type='unavailable' to='" + balcony + "' from='" + orchard + "'/>\n");
  romeo->drops();
  CHECK(juliet->hears().empty());
}

TEST_CASE("A subscriber who has directed presence, too, is told of its end once", "[rfc6121-4.6.3]") {
  ServerStage stage;
  stage.befriend("both");
  const auto juliet = stage.logs_in(balcony);
  const auto romeo = stage.logs_in(orchard);
  romeo->sends("<presence to='" + balcony + "'/>");
  juliet->hears();
  romeo->sends("<presence type='unavailable'/>");
  CHECK(juliet->hears() == presence("unavailable", orchard, balcony));
  romeo->drops();
  CHECK(juliet->hears().empty());
}

TEST_CASE("Directed presence to somebody who is not there is lost", "[rfc6121-8.5.3.2.2]") {
  const auto* to = GENERATE("juliet@capulet.lit/chamber", "nurse@capulet.lit", "mercutio@localhost");
  ServerStage stage;
  const auto romeo = stage.logs_in(orchard);
  romeo->sends("<presence to='" + std::string(to) + "'/>");
  CHECK(romeo->hears().empty());
}

TEST_CASE("A priority that is no number from -128 to 127 is 0 or the nearest", "[rfc6121-4.7.2.3]") {
  struct Row {
    const char* text;
    bool reached;  // by a message to the bare JID
  };
  const auto row = GENERATE(values<Row>({{"1", true},
                                         {"-1", false},
                                         {"0", true},
                                         {"", true},
                                         {"high", true},
                                         {"-129", false},
                                         {"128", true},
                                         {"99999999999999999999", true}}));
  INFO(row.text);
  ServerStage stage;
  const auto romeo = stage.logs_in(orchard);
  const auto juliet = stage.connects(balcony);
  juliet->sends("<presence><priority>" + std::string(row.text) + "</priority></presence>");
  juliet->hears();
  romeo->sends("<message type='chat' to='juliet@capulet.lit'><body>Hello</body></message>");
  CHECK(juliet->hears().empty() == !row.reached);
}

TEST_CASE("Each fault that concerns presence does what it is said to do", "[faults]") {
  const std::string active = "<active xmlns='http://jabber.org/protocol/chatstates'/>";
  struct Row {
    const char* fault;
    std::string content;  // of the presence that Juliet gets
    bool gone;
  };
  const auto row = GENERATE_COPY(
      values<Row>({{"", "", false}, {"server-state-in-presence", active, false}, {"server-generates-gone", "", true}}));
  INFO(row.fault);
  ServerStage stage(row.fault);
  stage.befriend("both");
  const auto juliet = stage.logs_in(balcony);
  const auto romeo = stage.logs_in(orchard);
  CHECK(juliet->hears() == presence("", orchard, balcony, row.content));
  romeo->closes();
  CHECK(juliet->hears() == presence("unavailable", orchard, balcony) +
                               (row.gone ? "<message type='chat' from='" + orchard + "' to='" + balcony +
                                               "'><gone xmlns='http://jabber.org/protocol/chatstates'/></message>\n"
                                         : ""));
}

}  // namespace conformance::server

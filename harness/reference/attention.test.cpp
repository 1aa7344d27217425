// SPDX-License-Identifier: MIT
#include "reference/attention.hpp"

#include <catch2/catch.hpp>

#include "reference/test_client.hpp"

namespace conformance::reference {

namespace {

using namespace std::chrono_literals;

const std::string attention = "<attention xmlns='urn:xmpp:attention:0'/>";
const std::string delay = "<delay xmlns='urn:xmpp:delay' stamp='1591-01-01T00:00:00Z'/>";
const std::string legacy = "<x xmlns='jabber:x:delay' stamp='15910101T00:00:00'/>";
const std::string romeo = "romeo@montague.lit/orchard";

std::string headline(const std::string& content = attention, const std::string& from = romeo) {
  return "<message type='headline' from='" + from + "'>" + content + "</message>";
}
std::string wrapped(const std::string& wrapper, const std::string& ns) {
  return "<message from='juliet@capulet.lit'><" + wrapper + " xmlns='" + ns +
         "'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' from='" + romeo + "'>" + attention +
         "<body>Look!</body></message></forwarded></" + wrapper + "></message>";
}
bool advertises(ClientStage& stage) {
  stage.sent();
  stage.receives(
      "<iq type='get' id='d' from='romeo@montague.lit/orchard'>"
      "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>");
  return stage.sent().find("urn:xmpp:attention:0") != std::string::npos;
}

}  // namespace

TEST_CASE("The client alerts by what a contact sends at once, and by nothing else", "[xep0224-4]") {
  struct Row {
    std::string stanza;
    std::string fault;  // with which it alerts, too; "" where none does
    bool alerts;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {headline(), "", true},
      {headline("<body>Look!</body>" + attention), "", true},
      {headline("<attention xmlns='urn:xmpp:attention:0' a='1'>x<y/></attention>"), "", true},
      {"<message type='chat' from='" + romeo + "'>" + attention + "</message>", "", true},
      {"<message from='romeo@montague.lit'>" + attention + "</message>", "", true},
      {headline(attention + delay), "attention-delayed-alerts", false},
      {headline(attention + legacy), "attention-legacy-delayed-alerts", false},
      {wrapped("result", "urn:xmpp:mam:2"), "attention-archived-alerts", false},
      {wrapped("received", "urn:xmpp:carbons:2"), "attention-carbon-alerts", false},
      {headline(attention, "paris@montague.lit/hall"), "attention-from-strangers", false},
      {"<message type='error' from='" + romeo + "'>" + attention + "</message>", "attention-echo-alerts", false},
      {"<message type='groupchat' from='" + romeo + "'>" + attention + "</message>", "", false},
      {"<presence from='" + romeo + "'>" + attention + "</presence>", "", false},
      {"<iq type='set' id='1' from='" + romeo + "'>" + attention + "</iq>", "", false},
      {headline("<body>attention</body>"), "", false},
      {headline("<attention xmlns='urn:x'/>"), "", false},
      {"<message type='headline'>" + attention + "</message>", "", false},
  }));
  INFO(row.stanza);
  ClientStage stage;
  stage.receives(row.stanza);
  CHECK(stage.alerts().empty() == !row.alerts);
  CHECK(stage.query("alerts").value == (row.alerts ? "1" : "0"));
  if (row.fault.empty()) return;
  ClientStage faulty(row.fault);
  faulty.receives(row.stanza);
  CHECK_FALSE(faulty.alerts().empty());
}

TEST_CASE("An alert names its sender, and is counted for the contact", "[xep0224-3]") {
  ClientStage stage;
  stage.receives(headline());
  stage.receives(headline(attention, "romeo@montague.lit/garden"));
  CHECK(stage.alerts() == "romeo@montague.lit/orchard\nromeo@montague.lit/garden\n");
  CHECK(stage.query("alerts").value == "2");
  CHECK(stage.client.abilities().queries.contains("alerts"));
}

TEST_CASE("The body beside an attention is shown, whether that alerts or not", "[xep0224-4]") {
  const auto shown = [](const std::string& stanza, const std::string& fault = "") {
    ClientStage stage(fault);
    stage.receives(stanza);
    return stage.query("shown_messages").value;
  };
  const std::string body = "<body>Look!</body>";
  CHECK(shown(headline(attention + body)) == "Look!\n");
  CHECK(shown(headline(attention + body + delay)) == "Look!\n");
  CHECK(shown("<message type='chat' from='" + romeo + "'>" + attention + body + "</message>") == "Look!\n");
  CHECK(shown(headline(attention + body), "attention-body-hidden").empty());
  CHECK(shown(headline(attention)).empty());
  CHECK(shown(headline(body)).empty());
  CHECK(shown(wrapped("received", "urn:xmpp:carbons:2")).empty());
  CHECK(shown("<message type='error' from='" + romeo + "'>" + attention + body + "</message>").empty());
}

TEST_CASE("A contact alerts at most five times in ten seconds", "[xep0224-6]") {
  ClientStage stage;
  for (int i = 0; i < 100; ++i) stage.receives(headline());
  CHECK(stage.query("alerts").value == "5");
  stage.loop.run(pause(stage.loop.clock(), 10s));
  stage.receives(headline());
  CHECK(stage.query("alerts").value == "6");
}

TEST_CASE("With the fault late an alert comes 200 ms later", "[faults]") {
  ClientStage stage("late");
  stage.receives(headline());
  stage.loop.run(pause(stage.loop.clock(), 199ms));
  CHECK(stage.alerts().empty());
  stage.loop.run(pause(stage.loop.clock(), 1ms));
  CHECK_FALSE(stage.alerts().empty());
}

TEST_CASE("What is switched off neither alerts nor is advertised, and each change is announced", "[xep0224-6]") {
  struct Row {
    const char* fault;
    bool listed_before;
    bool listed_off;
    bool alerts_off;
    bool announces;
  };
  const auto row = GENERATE(values<Row>({
      {"", true, false, false, true},
      {"attention-off-by-default", false, false, false, false},
      {"attention-switch-dead", true, true, true, false},
      {"attention-off-advertised", true, true, false, true},
      {"attention-off-in-caps", true, false, false, true},
      {"attention-off-alerts", true, false, true, true},
      {"attention-not-advertised", false, false, false, true},
      {"attention-dropped", true, false, false, true},
      {"no-attention", false, false, false, false},
      {"attention-not-switchable", true, true, true, false},
  }));
  INFO(row.fault);
  ClientStage stage(row.fault);
  CHECK(advertises(stage) == row.listed_before);
  stage.sets_attention("off");
  CHECK((stage.sent().find("<presence") != std::string::npos) == row.announces);
  CHECK(advertises(stage) == row.listed_off);
  stage.receives(headline());
  CHECK(stage.alerts().empty() == !row.alerts_off);
}

TEST_CASE("Who has no setting says so", "[xep0224-6]") {
  for (const char* fault : {"attention-not-switchable", "no-attention"}) {
    ClientStage stage(fault);
    CHECK_FALSE(stage.client.abilities().settings.contains("attention"));
    CHECK((stage.loop.run(stage.client.configure("attention", "off")).kind ==
           scenario::Answer::Kind::unsupported_by_client));
  }
  ClientStage stage;
  CHECK(stage.client.abilities().settings.contains("attention"));
  CHECK((stage.loop.run(stage.client.configure("attention", "off")).kind == scenario::Answer::Kind::ok));
}

TEST_CASE("The caps tell what is switched on", "[xep0115-8.3]") {
  const auto ver = [](ClientStage& stage) {
    const auto sent = stage.sent();
    const auto at = sent.find("ver='");
    return at == std::string::npos ? "" : sent.substr(at, sent.find('\'', at + 5) - at);
  };
  ClientStage stage;
  const auto on = ver(stage);
  stage.sets_attention("off");
  const auto off = ver(stage);
  CHECK(on != off);
  stage.sets_attention("off");
  CHECK(ver(stage).empty());
  stage.sets_attention("on");
  CHECK(ver(stage) == on);
  ClientStage faulty("attention-off-in-caps");
  faulty.sent();
  faulty.sets_attention("off");
  CHECK(ver(faulty) == on);
}

TEST_CASE("Who logs in again asks for what was missed, and knows nothing of presences", "[rfc6121-4]") {
  ClientStage stage;
  stage.receives(presence_of(romeo));
  stage.receives("<message type='chat' from='" + romeo +
                 "'><body>Hello</body>"
                 "<active xmlns='http://jabber.org/protocol/chatstates'/></message>");
  CHECK(stage.tells_typing());
  stage.sent();
  stage.logs_in();
  const auto sent = stage.sent();
  CHECK(sent.find("jabber:iq:roster") < sent.find("<presence"));
  CHECK(sent.find("<presence") < sent.find("urn:xmpp:mam:2"));
  CHECK_FALSE(stage.tells_typing());
  stage.receives(presence_of(romeo));
  CHECK(stage.sent().find("disco#info") != std::string::npos);
}

TEST_CASE("The fault attention-replayed alerts again by what alerted before the new login", "[faults]") {
  ClientStage stage("attention-replayed");
  stage.receives(headline());
  stage.receives(headline(attention + delay));
  CHECK(stage.query("alerts").value == "1");
  stage.logs_in();
  stage.receives(headline(attention + delay));
  CHECK(stage.query("alerts").value == "2");
  stage.receives(wrapped("result", "urn:xmpp:mam:2"));
  CHECK(stage.query("alerts").value == "3");
}

TEST_CASE("The roster is what the own server says", "[rfc6121-2]") {
  const auto push = [](const std::string& item, const std::string& from = "") {
    return "<iq type='set' id='p'" + from + "><query xmlns='jabber:iq:roster'>" + item + "</query></iq>";
  };
  ClientStage stage;
  const auto alerts = [&stage] {
    stage.receives(headline(attention, "paris@montague.lit/hall"));
    return !stage.alerts().empty();
  };
  stage.receives(push("<item jid='paris@montague.lit'/>", " from='paris@montague.lit/hall'"));
  CHECK_FALSE(alerts());
  stage.receives(push("<item jid='paris@montague.lit' subscription='none'/>"));
  CHECK(alerts());
  stage.receives(push("<item jid='paris@montague.lit' subscription='remove'/>"));
  CHECK_FALSE(alerts());
}

TEST_CASE("A stranger is told nothing until the user has written to him", "[xep0085-9]") {
  const auto tells = [](const std::string& fault, bool written) {
    ClientStage stage(fault);
    stage.receives(
        "<iq type='set' id='p'><query xmlns='jabber:iq:roster'>"
        "<item jid='romeo@montague.lit' subscription='remove'/></query></iq>");
    const std::string hello = "<message type='chat' from='" + romeo +
                              "'><body>Hello</body><active xmlns='http://jabber.org/protocol/chatstates'/></message>";
    stage.receives(hello);
    if (written) stage.act("send", "Who are you?");
    return stage.tells_typing();
  };
  CHECK_FALSE(tells("", false));
  CHECK(tells("", true));
  CHECK(tells("states-to-strangers", false));
}

}  // namespace conformance::reference

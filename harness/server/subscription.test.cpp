// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "server/test_server.hpp"

/// Rosters, and how a subscription is asked for, granted and ended.
namespace conformance::server {

namespace {

const std::string romeo_jid = "romeo@montague.lit";
const std::string juliet_jid = "juliet@capulet.lit";
const std::string orchard = "romeo@montague.lit/orchard";
const std::string balcony = "juliet@capulet.lit/balcony";

std::string to(const std::string& type, const std::string& address) {
  return "<presence type='" + type + "' to='" + address + "'/>";
}

std::string told(const std::string& type, const std::string& from, const std::string& address) {
  return "<presence type='" + type + "' from='" + from + "' to='" + address + "'/>\n";
}

std::string there(const std::string& from, const std::string& address) {
  return "<presence from='" + from + "' to='" + address + "'/>\n";
}

std::string push(int number, const std::string& address, const std::string& item) {
  return "<iq type='set' id='push-" + std::to_string(number) + "' to='" + address +
         "'><query xmlns='jabber:iq:roster'><item " + item + "/></query></iq>\n";
}

std::string roster_of(TestClient& client) {
  client.hears();
  client.sends("<iq type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>");
  const auto answer = client.hears();
  const auto from = answer.find("<item");
  return from == std::string::npos ? "" : answer.substr(from, answer.find("</query>") - from);
}

}  // namespace

TEST_CASE("A subscription is asked for and granted, and then presence is seen", "[rfc6121-3.1]") {
  ServerStage stage;
  const auto romeo = stage.logs_in(orchard);
  const auto juliet = stage.logs_in(balcony);
  romeo->sends(to("subscribe", juliet_jid));
  CHECK(romeo->hears() == push(1, orchard, "jid='juliet@capulet.lit' subscription='none' ask='subscribe'"));
  CHECK(juliet->hears() == told("subscribe", romeo_jid, juliet_jid));
  CHECK(roster_of(*juliet).empty());
  juliet->sends(to("subscribed", romeo_jid));
  CHECK(romeo->hears() == told("subscribed", juliet_jid, romeo_jid) +
                              push(2, orchard, "jid='juliet@capulet.lit' subscription='to'") + there(balcony, orchard));
  CHECK(juliet->hears() == push(3, balcony, "jid='romeo@montague.lit' subscription='from'"));
  juliet->sends(to("subscribe", orchard));  // the resource does not matter
  CHECK(juliet->hears() == push(4, balcony, "jid='romeo@montague.lit' subscription='from' ask='subscribe'"));
  romeo->hears();
  romeo->sends(to("subscribed", juliet_jid));
  CHECK(roster_of(*romeo) == "<item jid='juliet@capulet.lit' subscription='both'/>");
  CHECK(roster_of(*juliet) == "<item jid='romeo@montague.lit' subscription='both'/>");
}

TEST_CASE("Who is away is asked at each login until he answers", "[rfc6121-3.1.3]") {
  ServerStage stage;
  const auto romeo = stage.logs_in(orchard);
  romeo->sends(to("subscribe", juliet_jid));
  const std::string asking = told("subscribe", romeo_jid, juliet_jid);
  for (int i = 0; i < 2; ++i) {
    const auto juliet = stage.connects(balcony);
    juliet->sends("<presence/>");
    CHECK(juliet->hears() == there(balcony, balcony) + asking);
    juliet->closes();
  }
  const auto juliet = stage.logs_in(balcony);
  juliet->sends(to("unsubscribed", romeo_jid));
  CHECK(juliet->hears().empty());  // he was not in her roster, and is not now
  CHECK(roster_of(*juliet).empty());
  CHECK(roster_of(*romeo) == "<item jid='juliet@capulet.lit' subscription='none'/>");
  juliet->sends("<presence type='unavailable'/>");
  juliet->sends("<presence/>");
  CHECK(juliet->hears().find("subscribe") == std::string::npos);
}

TEST_CASE("A subscription ends by either side, and presence with it", "[rfc6121-3.2]") {
  struct Row {
    const char* type;    // what Romeo sends
    const char* romeos;  // subscription of his, after
    const char* juliets;
    bool romeo_loses;  // sight of her
  };
  const auto row = GENERATE(values<Row>({{"unsubscribe", "from", "to", true}, {"unsubscribed", "to", "from", false}}));
  INFO(row.type);
  ServerStage stage;
  stage.befriend("both");
  const auto romeo = stage.logs_in(orchard);
  const auto juliet = stage.logs_in(balcony);
  romeo->hears();
  romeo->sends(to(row.type, juliet_jid));
  const auto romeo_heard = romeo->hears();
  const auto juliet_heard = juliet->hears();
  CHECK(juliet_heard.starts_with(told(row.type, romeo_jid, juliet_jid)));
  CHECK((romeo_heard.find(told("unavailable", balcony, orchard)) != std::string::npos) == row.romeo_loses);
  CHECK((juliet_heard.find(told("unavailable", orchard, balcony)) != std::string::npos) == !row.romeo_loses);
  CHECK(roster_of(*romeo) == "<item jid='juliet@capulet.lit' subscription='" + std::string(row.romeos) + "'/>");
  CHECK(roster_of(*juliet) == "<item jid='romeo@montague.lit' subscription='" + std::string(row.juliets) + "'/>");
}

TEST_CASE("What changes nothing is told to nobody", "[rfc6121-3]") {
  struct Row {
    const char* type;
    const char* address;
  };
  const auto row = GENERATE(values<Row>({
      {"subscribed", "juliet@capulet.lit"},
      {"unsubscribe", "juliet@capulet.lit"},
      {"unsubscribed", "juliet@capulet.lit"},
      {"subscribe", "nurse@capulet.lit"},
      {"subscribe", "romeo@montague.lit"},
      {"probe", "juliet@capulet.lit"},
      {"error", "juliet@capulet.lit"},
      {"strange", "juliet@capulet.lit"},
  }));
  INFO(row.type << " to " << row.address);
  ServerStage stage;
  const auto romeo = stage.logs_in(orchard);
  const auto juliet = stage.logs_in(balcony);
  romeo->sends(to(row.type, row.address));
  romeo->sends("<presence type='" + std::string(row.type) + "'/>");
  CHECK(romeo->hears().empty());
  CHECK(juliet->hears().empty());
  CHECK(roster_of(*romeo).empty());
}

TEST_CASE("Who is subscribed and asks again is told so, and the contact is left alone", "[rfc6121-3.1.3]") {
  ServerStage stage;
  stage.befriend("both");
  const auto romeo = stage.logs_in(orchard);
  const auto juliet = stage.logs_in(balcony);
  romeo->hears();
  romeo->sends(to("subscribe", juliet_jid));
  CHECK(romeo->hears() == told("subscribed", juliet_jid, romeo_jid));
  CHECK(juliet->hears().empty());
}

TEST_CASE("A contact is added, named and removed, and every resource is told", "[rfc6121-2]") {
  ServerStage stage;
  const auto romeo = stage.logs_in(orchard);
  const auto street = stage.connects("romeo@montague.lit/street");
  const auto set = [&](const std::string& item) {
    romeo->sends("<iq type='set' id='s'><query xmlns='jabber:iq:roster'>" + item + "</query></iq>");
  };
  const std::string done = "<iq type='result' id='s' to='romeo@montague.lit/orchard'/>\n";
  set("<item jid='Juliet@capulet.lit/balcony' name='Juliet'/>");
  CHECK(romeo->hears() == push(1, orchard, "jid='juliet@capulet.lit' name='Juliet' subscription='none'") + done);
  CHECK(street->hears() ==
        push(2, "romeo@montague.lit/street", "jid='juliet@capulet.lit' name='Juliet' subscription='none'"));
  set("<item jid='juliet@capulet.lit' name='My Juliet' subscription='both'/>");  // not by a set
  CHECK(roster_of(*romeo) == "<item jid='juliet@capulet.lit' name='My Juliet' subscription='none'/>");
  street->hears();
  set("<item jid='juliet@capulet.lit' subscription='remove'/>");
  CHECK(romeo->hears() == push(5, orchard, "jid='juliet@capulet.lit' subscription='remove'") + done);
  CHECK(street->hears() == push(6, "romeo@montague.lit/street", "jid='juliet@capulet.lit' subscription='remove'"));
  CHECK(roster_of(*romeo).empty());
}

TEST_CASE("A contact who is removed loses the subscription both ways", "[rfc6121-2.5.2]") {
  ServerStage stage;
  stage.befriend("both");
  const auto romeo = stage.logs_in(orchard);
  const auto juliet = stage.logs_in(balcony);
  romeo->hears();
  romeo->sends(
      "<iq type='set' id='s'><query xmlns='jabber:iq:roster'><item jid='juliet@capulet.lit' subscription='remove'/>"
      "</query></iq>");
  CHECK(roster_of(*romeo).empty());
  const auto heard = juliet->hears();
  for (const auto* type : {"unsubscribe", "unsubscribed"}) {
    CHECK(heard.find(told(type, romeo_jid, juliet_jid)) != std::string::npos);
  }
  CHECK(heard.find(told("unavailable", orchard, balcony)) != std::string::npos);
  CHECK(roster_of(*juliet) == "<item jid='romeo@montague.lit' subscription='none'/>");
}

TEST_CASE("A roster set that cannot be done is refused", "[rfc6121-2.3.3]") {
  struct Row {
    const char* item;
    const char* error;
  };
  const auto row = GENERATE(values<Row>({
      {"", "<error type='modify'><bad-request "},
      {"<item/>", "<error type='modify'><bad-request "},
      {"<item jid='@capulet.lit'/>", "<error type='modify'><bad-request "},
      {"<item jid='juliet@capulet.lit' subscription='remove'/>", "<error type='cancel'><item-not-found "},
  }));
  INFO(row.item);
  ServerStage stage;
  const auto romeo = stage.logs_in(orchard);
  romeo->sends("<iq type='set' id='s'><query xmlns='jabber:iq:roster'>" + std::string(row.item) + "</query></iq>");
  CHECK(romeo->hears().find(row.error) != std::string::npos);
  CHECK(roster_of(*romeo).empty());
}

}  // namespace conformance::server

// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "server/test_server.hpp"

/// The message archive.
namespace conformance::server {

namespace {

const std::string composing = "<composing xmlns='http://jabber.org/protocol/chatstates'/>";

std::string body(const std::string& text) { return "<body>" + text + "</body>"; }
void says(TestClient& who, const std::string& to, const std::string& content, const std::string& type = "chat") {
  who.sends("<message type='" + type + "' to='" + to + "'>" + content + "</message>");
}
std::string query(const std::string& content = "") {
  return "<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2' queryid='f27'>" + content + "</query></iq>";
}
std::string with(const std::string& jid) {
  return "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'><value>urn:xmpp:mam:2</value>"
         "</field><field var='with'><value>" +
         jid + "</value></field></x>";
}
std::string result(int number, const std::string& content, const std::string& to = "juliet@capulet.lit") {
  return "<message from='romeo@montague.lit' to='romeo@montague.lit/orchard'><result xmlns='urn:xmpp:mam:2' "
         "id='archived-" +
         std::to_string(number) +
         "' queryid='f27'><forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' "
         "stamp='2001-09-09T01:46:40Z'/><message xmlns='jabber:client' type='chat' to='" +
         to + "' from='romeo@montague.lit/orchard'>" + content + "</message></forwarded></result></message>\n";
}
std::string fin(const std::string& attributes, const std::string& set) {
  return "<iq type='result' id='q' to='romeo@montague.lit/orchard'><fin xmlns='urn:xmpp:mam:2'" + attributes +
         "><set xmlns='http://jabber.org/protocol/rsm'" + (set.empty() ? "/>" : ">" + set + "</set>") + "</fin></iq>\n";
}

}  // namespace

TEST_CASE("An archive holds what was said, and no chat states", "[xep0313-4]") {
  ServerStage stage;
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  says(*romeo, "juliet@capulet.lit", body("one"));
  says(*romeo, "juliet@capulet.lit", composing);
  says(*romeo, "juliet@capulet.lit", body("news"), "headline");
  says(*romeo, "tybalt@capulet.lit", body("two"));
  romeo->sends(query());
  CHECK(romeo->hears() == result(1, body("one")) + result(3, body("two"), "tybalt@capulet.lit") +
                              fin(" complete='true'", "<first>archived-1</first><last>archived-3</last>"));
  romeo->sends(query(with("tybalt@capulet.lit")));
  CHECK(romeo->hears() == result(3, body("two"), "tybalt@capulet.lit") +
                              fin(" complete='true'", "<first>archived-3</first><last>archived-3</last>"));
  romeo->sends(query("<set xmlns='http://jabber.org/protocol/rsm'><max>1</max></set>"));
  CHECK(romeo->hears() == result(1, body("one")) + fin("", "<first>archived-1</first><last>archived-1</last>"));
  romeo->sends(query(with("nurse@capulet.lit")));
  CHECK(romeo->hears() == fin(" complete='true'", ""));
}

TEST_CASE("What is archived comes with the id that it has in the addressee's archive", "[xep0359-3]") {
  ServerStage stage;
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  const auto juliet = stage.logs_in("juliet@capulet.lit/balcony");
  const auto heard = [](const std::string& content) {
    return "<message type='chat' to='juliet@capulet.lit/balcony' from='romeo@montague.lit/orchard'>" + content +
           "</message>\n";
  };
  const auto id = [](int number) {
    return "<stanza-id xmlns='urn:xmpp:sid:0' by='juliet@capulet.lit' id='archived-" + std::to_string(number) + "'/>";
  };
  says(*romeo, "juliet@capulet.lit/balcony", body("one"));
  CHECK(juliet->hears_with_ids() == heard(body("one") + id(2)));
  // A state is in no archive.
  says(*romeo, "juliet@capulet.lit/balcony", composing);
  CHECK(juliet->hears_with_ids() == heard(composing));
  // Who says an id for her is not believed.
  says(*romeo, "juliet@capulet.lit/balcony",
       "<stanza-id xmlns='urn:xmpp:sid:0' by='juliet@capulet.lit' id='archived-1'/>" + body("two"));
  CHECK(juliet->hears_with_ids() == heard(body("two") + id(4)));
}

TEST_CASE("An archive is read page by page, from either end, and by time", "[xep0313-4]") {
  ServerStage stage;
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  for (const auto* text : {"a", "b", "c", "d"}) says(*romeo, "juliet@capulet.lit", body(text));
  struct Row {
    std::string asked;
    std::string found;
    bool complete;
  };
  const auto set = [](const std::string& content) {
    return "<set xmlns='http://jabber.org/protocol/rsm'>" + content + "</set>";
  };
  const auto at = [](const std::string& field, const std::string& time) {
    return "<x xmlns='jabber:x:data' type='submit'><field var='" + field + "'><value>" + time + "</value></field></x>";
  };
  const auto row = GENERATE_COPY(values<Row>({
      {set("<max>2</max>"), "ab", false},
      {set("<max>2</max><after>archived-3</after>"), "cd", true},
      {set("<max>2</max><before/>"), "cd", false},
      {set("<max>2</max><before>archived-5</before>"), "ab", true},
      {set("<max>2</max><before>archived-7</before>"), "bc", false},
      {set("<before>archived-1</before>"), "", true},
      {at("start", "2001-09-09T01:46:40.000Z"), "abcd", true},
      {at("start", "2001-09-09T01:46:41Z"), "", true},
      {at("end", "2001-09-09T01:46:39Z"), "", true},
  }));
  INFO(row.asked);
  romeo->sends(query(row.asked));
  std::string expected;
  std::string ends;
  // Each is kept twice: by who sends it, and by who gets it.
  const auto number = [](char c) { return 2 * (c - 'a') + 1; };
  for (const char c : row.found) expected += result(number(c), body(std::string(1, c)));
  if (!row.found.empty()) {
    ends = "<first>archived-" + std::to_string(number(row.found.front())) + "</first><last>archived-" +
           std::to_string(number(row.found.back())) + "</last>";
  }
  CHECK(romeo->hears() == expected + fin(row.complete ? " complete='true'" : "", ends));
}

TEST_CASE("Each has an archive of their own, and nobody else's", "[xep0313-4]") {
  ServerStage stage;
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  const auto juliet = stage.logs_in("juliet@capulet.lit/balcony");
  says(*romeo, "juliet@capulet.lit", body("one"));
  juliet->hears();
  juliet->sends(query());
  CHECK(juliet->hears().find(body("one")) != std::string::npos);
  juliet->sends("<iq type='set' id='q' to='romeo@montague.lit'><query xmlns='urn:xmpp:mam:2'/></iq>");
  CHECK(juliet->hears().find("<service-unavailable ") != std::string::npos);
}

TEST_CASE("Each fault that concerns the archive does what it is said to do", "[faults]") {
  struct Row {
    const char* fault;
    bool offers;
    bool holds_state;
  };
  const auto row = GENERATE(values<Row>({
      {"", true, false},
      {"server-archives-standalone", true, true},
      {"server-no-archive", false, false},
  }));
  INFO(row.fault);
  ServerStage stage(row.fault);
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  says(*romeo, "juliet@capulet.lit", composing);
  romeo->sends(
      "<iq type='get' id='d' to='romeo@montague.lit'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>");
  CHECK((romeo->hears().find("urn:xmpp:mam:2") != std::string::npos) == row.offers);
  romeo->sends(query());
  const auto heard = romeo->hears();
  CHECK((heard.find("<composing ") != std::string::npos) == row.holds_state);
  CHECK((heard.find("<service-unavailable ") != std::string::npos) != row.offers);
}

}  // namespace conformance::server

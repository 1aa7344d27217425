// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "server/test_server.hpp"

/// The room service.
namespace conformance::server {

namespace {

const std::string hall = "hall@rooms.montague.lit";
const std::string muc = "<x xmlns='http://jabber.org/protocol/muc'/>";
const std::string composing = "<composing xmlns='http://jabber.org/protocol/chatstates'/>";

std::string with_status(const std::string& item, const std::string& codes) {
  std::string text = "<x xmlns='http://jabber.org/protocol/muc#user'><item " + item + "/>";
  for (std::size_t at = 0; at < codes.size(); at += 4) text += "<status code='" + codes.substr(at, 3) + "'/>";
  return text + "</x>";
}
const std::string owner = "affiliation='owner' role='moderator'";
const std::string participant = "affiliation='none' role='participant'";

std::string joins(const std::string& nick, const std::string& history = "") {
  return "<presence to='" + hall + "/" + nick + "'><x xmlns='http://jabber.org/protocol/muc'>" + history +
         "</x></presence>";
}
std::string says(const std::string& content, const std::string& to = hall, const std::string& type = "groupchat") {
  return "<message type='" + type + "' to='" + to + "' id='1'>" + content + "</message>";
}
std::string iq(const std::string& type, const std::string& to, const std::string& content) {
  return "<iq type='" + type + "' id='1' to='" + to + "'>" + content + "</iq>";
}
std::string gives_role(const std::string& nick, const std::string& role) {
  return iq(
      "set", hall,
      "<query xmlns='http://jabber.org/protocol/muc#admin'><item nick='" + nick + "' role='" + role + "'/></query>");
}
std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}
bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Romeo, who made the room, and Juliet, who came after him.
struct Hall : ServerStage {
  explicit Hall(const std::string& fault = "") : ServerStage(fault) {
    romeo->sends(joins("romeo"));
    juliet->sends(joins("juliet"));
    romeo->hears();
    juliet->hears();
  }
  std::unique_ptr<TestClient> romeo = logs_in("romeo@montague.lit/orchard");
  std::unique_ptr<TestClient> juliet = logs_in("juliet@capulet.lit/balcony");
  std::unique_ptr<TestClient> tybalt = logs_in("tybalt@capulet.lit/street");
};

}  // namespace

TEST_CASE("Who enters a room is told who is there, and everybody is told of him", "[xep0045-7.2]") {
  ServerStage stage;
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  const auto juliet = stage.logs_in("juliet@capulet.lit/balcony");
  const std::string orchard = " to='romeo@montague.lit/orchard'";
  const std::string balcony = " to='juliet@capulet.lit/balcony'";
  romeo->sends(joins("romeo"));
  const std::string subject = "<message type='groupchat' from='" + hall + "'";
  CHECK(romeo->hears() == "<presence" + orchard + " from='" + hall + "/romeo'>" +
                              with_status(owner + " jid='romeo@montague.lit/orchard'", "110 201") + "</presence>\n" +
                              subject + orchard + "><subject/></message>\n");
  juliet->sends("<presence to='" + hall + "/juliet'><status>at home</status>" + muc + "</presence>");
  const auto presence = "<status>at home</status>";
  CHECK(romeo->hears() == "<presence" + orchard + " from='" + hall + "/juliet'>" + presence +
                              with_status(participant + " jid='juliet@capulet.lit/balcony'", "") + "</presence>\n");
  CHECK(juliet->hears() == "<presence" + balcony + " from='" + hall + "/romeo'>" + with_status(owner, "") +
                               "</presence>\n<presence" + balcony + " from='" + hall + "/juliet'>" + presence +
                               with_status(participant, "110 ") + "</presence>\n" + subject + balcony +
                               "><subject/></message>\n");
}

TEST_CASE("What cannot be done in a room is refused with the reason", "[xep0045-7]") {
  struct Row {
    const char* when;
    std::string stanza;
    bool inside;
    std::string error;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"the nick is another's", joins("romeo"), false, error_child("cancel", "conflict")},
      {"without a nick", "<presence to='" + hall + "'>" + muc + "</presence>", false,
       error_child("modify", "jid-malformed")},
      {"without asking to join", "<presence to='" + hall + "/tybalt'/>", false,
       error_child("modify", "not-acceptable")},
      {"another nick", joins("nurse"), true, error_child("cancel", "not-acceptable")},
      {"a message from outside", says("<body>Ha</body>"), false, error_child("modify", "not-acceptable")},
      {"a private message from outside", says("<body>Ha</body>", hall + "/romeo", "chat"), false,
       error_child("modify", "not-acceptable")},
      {"a message of type chat to all", says("<body>Ha</body>", hall, "chat"), true,
       error_child("modify", "bad-request")},
      {"a message of type groupchat to one", says("<body>Ha</body>", hall + "/romeo"), true,
       error_child("modify", "bad-request")},
      {"a private message to nobody", says("<body>Ha</body>", hall + "/nurse", "chat"), true,
       error_child("cancel", "item-not-found")},
      {"a message to a room that is not there", says("<body>Ha</body>", "cellar@rooms.montague.lit"), true,
       error_child("cancel", "item-not-found")},
      {"kicking without the right", gives_role("romeo", "none"), true, error_child("auth", "forbidden")},
      {"an iq from outside", iq("get", hall + "/romeo", "<ping xmlns='urn:xmpp:ping'/>"), false,
       error_child("cancel", "not-acceptable")},
      {"an iq to nobody", iq("get", hall + "/nurse", "<ping xmlns='urn:xmpp:ping'/>"), true,
       error_child("cancel", "item-not-found")},
      {"an unknown iq", iq("get", hall, "<query xmlns='jabber:iq:version'/>"), true,
       error_child("cancel", "service-unavailable")},
  }));
  INFO(row.when);
  Hall stage;
  auto& client = row.inside ? stage.juliet : stage.tybalt;
  client->sends(row.stanza);
  const auto heard = client->hears();
  CHECK(has(heard, "type='error'"));
  CHECK(has(heard, row.error));
  CHECK(stage.romeo->hears().empty());
}

TEST_CASE("What is said in a room reaches everybody, the speaker, too", "[xep0045-7.4]") {
  Hall stage;
  stage.juliet->sends(says("<body>Ay me!</body>" + composing));
  const auto said = [](const std::string& to) {
    return "<message type='groupchat' to='" + to + "' id='1' from='" + hall + "/juliet'><body>Ay me!</body>" +
           composing + "</message>\n";
  };
  CHECK(stage.romeo->hears() == said("romeo@montague.lit/orchard"));
  CHECK(stage.juliet->hears() == said("juliet@capulet.lit/balcony"));
  CHECK(stage.tybalt->hears().empty());
}

TEST_CASE("A private message reaches one, with a mark", "[xep0045-7.5]") {
  Hall stage;
  const std::string x = "<x xmlns='http://jabber.org/protocol/muc#user'/>";
  const auto* marked = GENERATE("", "<x xmlns='http://jabber.org/protocol/muc#user'/>");
  stage.juliet->sends(says("<body>Hist!</body>" + std::string(marked), hall + "/romeo", "chat"));
  CHECK(stage.romeo->hears() == "<message type='chat' to='romeo@montague.lit/orchard' id='1' from='" + hall +
                                    "/juliet'><body>Hist!</body>" + x + "</message>\n");
  CHECK(stage.juliet->hears().empty());
}

TEST_CASE("Who comes later is told what was said, as long as it is not chat states alone", "[xep0045-7.2.13]") {
  struct Row {
    const char* wants;
    std::size_t told;
  };
  const auto row = GENERATE(values<Row>({
      {"", history_max},
      {"<history maxstanzas='2'/>", 2},
      {"<history maxstanzas='0'/>", 0},
      {"<history maxstanzas='100'/>", history_max},
      {"<history maxstanzas='many'/>", 0},
  }));
  INFO(row.wants);
  Hall stage;
  stage.juliet->sends(says(composing));
  stage.juliet->sends(says("<subject>Love</subject>"));
  for (std::size_t i = 0; i < history_max + 5; ++i) stage.juliet->sends(says("<body>Ay me!</body>"));
  stage.tybalt->sends(joins("tybalt", row.wants));
  const auto heard = stage.tybalt->hears();
  CHECK(count(heard, "<delay xmlns='urn:xmpp:delay' from='" + hall + "' stamp='2001-09-09T01:46:40Z'/>") == row.told);
  CHECK(count(heard, "<body>") == row.told);
  CHECK(count(heard, "<subject>Love</subject>") == 1);
  CHECK(heard.find("<subject>") > heard.rfind("<body>") + (row.told == 0 ? 1 : 0));
  CHECK_FALSE(has(heard, composing));
}

TEST_CASE("Who leaves a room, however he does it, is seen to leave, and the last one takes it with him",
          "[xep0045-7.14]") {
  struct Row {
    const char* how;
    void (*go)(TestClient&);
    bool told;
  };
  const auto row = GENERATE(values<Row>({
      {"leaves",
       [](TestClient& client) {
         client.sends(
             "<presence type='unavailable' to='hall@rooms.montague.lit/juliet'><status>Adieu</status></presence>");
       },
       true},
      {"unavailable", [](TestClient& client) { client.sends("<presence type='unavailable'/>"); }, true},
      {"closes", [](TestClient& client) { client.closes(); }, false},
      {"drops", [](TestClient& client) { client.drops(); }, false},
  }));
  INFO(row.how);
  Hall stage;
  row.go(*stage.juliet);
  const auto seen = stage.romeo->hears();
  CHECK(count(seen, "type='unavailable'") == 1);
  CHECK(has(seen, "from='" + hall + "/juliet'"));
  CHECK(has(seen, "affiliation='none' role='none'"));
  CHECK(has(stage.juliet->hears(), "<status code='110'/>") == row.told);
  stage.romeo->sends("<presence type='unavailable' to='" + hall + "/romeo'/>");
  stage.romeo->hears();
  stage.tybalt->sends(joins("tybalt"));
  CHECK(has(stage.tybalt->hears(), "<status code='201'/>"));
}

TEST_CASE("The owner may throw others out, and take their voice and give it back", "[xep0045-8]") {
  Hall stage;
  stage.romeo->sends(gives_role("juliet", "visitor"));
  CHECK(has(stage.romeo->hears(), "<iq type='result'"));
  CHECK(has(stage.juliet->hears(), with_status("affiliation='none' role='visitor'", "110 ")));
  stage.juliet->sends(says("<body>Ay me!</body>"));
  CHECK(has(stage.juliet->hears(), error_child("auth", "forbidden")));
  CHECK(stage.romeo->hears().empty());
  stage.romeo->sends(gives_role("juliet", "participant"));
  stage.juliet->hears();
  stage.juliet->sends(says("<body>Ay me!</body>"));
  CHECK(has(stage.romeo->hears(), "<body>Ay me!</body>"));
  stage.juliet->hears();

  stage.tybalt->sends(joins("tybalt"));
  stage.tybalt->hears();
  stage.romeo->sends(gives_role("juliet", "none"));
  const auto out = "affiliation='none' role='none'";
  CHECK(has(stage.juliet->hears(), with_status(out, "110 307 ")));
  CHECK(has(stage.tybalt->hears(), with_status(out, "307 ")));
  stage.juliet->sends(says("<body>Ay me!</body>"));
  CHECK(has(stage.juliet->hears(), error_child("modify", "not-acceptable")));

  stage.romeo->hears();
  stage.romeo->sends(gives_role("romeo", "none"));
  CHECK(has(stage.romeo->hears(), error_child("cancel", "not-allowed")));
  stage.romeo->sends(gives_role("nurse", "none"));
  CHECK(has(stage.romeo->hears(), error_child("cancel", "item-not-found")));
  stage.romeo->sends(gives_role("tybalt", "king"));
  CHECK(has(stage.romeo->hears(), error_child("modify", "bad-request")));
}

TEST_CASE("A room service is found by service discovery, and its rooms and their occupants, too", "[xep0045-6]") {
  Hall stage;
  const auto asks = [&](const std::string& to, const std::string& what) {
    stage.romeo->sends(iq("get", to, "<query xmlns='http://jabber.org/protocol/disco#" + what + "'/>"));
    return stage.romeo->hears();
  };
  CHECK(has(asks("montague.lit", "items"), "<item jid='rooms.montague.lit'/>"));
  CHECK(has(asks("capulet.lit", "items"), "<item jid='rooms.capulet.lit'/>"));
  for (const auto& jid : {std::string("rooms.montague.lit"), hall}) {
    const auto info = asks(jid, "info");
    CHECK(has(info, "category='conference' type='text'"));
    CHECK(has(info, "<feature var='http://jabber.org/protocol/muc'/>"));
  }
  CHECK(has(asks("rooms.montague.lit", "items"), "<item jid='" + hall + "'/>"));
  CHECK_FALSE(has(asks("rooms.capulet.lit", "items"), "<item "));
  CHECK(has(asks(hall, "items"), "<item jid='" + hall + "/romeo'/><item jid='" + hall + "/juliet'/>"));
}

TEST_CASE("Iqs of an occupant reach another one under his name in the room", "[xep0045-17.2]") {
  Hall stage;
  stage.juliet->sends(iq("get", hall + "/romeo", "<query xmlns='jabber:iq:version'/>"));
  CHECK(stage.juliet->hears().empty());
  CHECK(has(stage.romeo->hears(), "from='" + hall + "/juliet'"));
  stage.romeo->sends("<iq type='result' id='1' to='" + hall + "/juliet'/>");
  CHECK(stage.juliet->hears() ==
        "<iq type='result' id='1' to='juliet@capulet.lit/balcony' from='" + hall + "/romeo'/>\n");
  stage.juliet->sends(iq("get", hall + "/juliet", "<ping xmlns='urn:xmpp:ping'/>"));
  CHECK(has(stage.juliet->hears(), "<iq type='result'"));
}

TEST_CASE("A room and a service take no more than they may", "[limits]") {
  Hall stage;
  std::vector<std::unique_ptr<TestClient>> crowd;
  for (std::size_t i = 2; i < occupants_max; ++i) {
    crowd.push_back(stage.logs_in("tybalt@capulet.lit/" + std::to_string(i)));
    crowd.back()->sends(joins(std::to_string(i)));
    CHECK(has(crowd.back()->hears(), "<status code='110'/>"));
  }
  stage.tybalt->sends(joins("tybalt"));
  CHECK(has(stage.tybalt->hears(), error_child("wait", "service-unavailable")));
  for (std::size_t i = 1; i < rooms_max; ++i) {
    stage.tybalt->sends("<presence to='room" + std::to_string(i) + "@rooms.capulet.lit/t'>" + muc + "</presence>");
  }
  stage.tybalt->hears();
  stage.tybalt->sends("<presence to='more@rooms.capulet.lit/t'>" + muc + "</presence>");
  CHECK(has(stage.tybalt->hears(), error_child("wait", "resource-constraint")));
}

TEST_CASE("Who is in a room when it is destroyed is told", "[xep0045-10.9]") {
  Hall stage;
  SECTION("by its owner") {
    stage.romeo->sends(iq("set", hall, "<query xmlns='http://jabber.org/protocol/muc#owner'><destroy/></query>"));
  }
  SECTION("by the server") { stage.server.destroy_room(ServerStage::jid(hall)); }
  stage.loop.settle();
  const auto heard = stage.juliet->hears();
  CHECK(has(heard, "type='unavailable' from='" + hall + "/juliet'"));
  CHECK(has(heard, "<destroy/>"));
  CHECK(has(stage.romeo->hears(), "<destroy/>"));
}

TEST_CASE("Each fault of rooms does what it says", "[faults]") {
  struct Row {
    const char* fault;
    std::string says;
    std::string juliet;  ///< hears this …
    std::string romeo;   ///< … and the speaker this
  };
  const auto row = GENERATE(values<Row>({
      {"", composing, composing, composing},
      {"room-drops-standalone", composing, "", ""},
      {"room-bounces-standalone", composing, "", "type='error'"},
      {"room-adds-active", "<body>a</body>", "<active xmlns='http://jabber.org/protocol/chatstates'/>", "<active "},
      {"room-adds-second-state", "<body>a</body><active xmlns='http://jabber.org/protocol/chatstates'/>", composing,
       composing},
  }));
  INFO(row.fault);
  Hall stage(row.fault);
  stage.romeo->sends(says(row.says));
  const auto juliet = stage.juliet->hears();
  const auto romeo = stage.romeo->hears();
  CHECK((row.juliet.empty() ? juliet.empty() : has(juliet, row.juliet)));
  CHECK((row.romeo.empty() ? romeo.empty() : has(romeo, row.romeo)));
}

}  // namespace conformance::server

// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "server/test_server.hpp"

/// Whom a message reaches.
namespace conformance::server {

namespace {

const std::string hello = "<body>Hello</body>";
const std::string composing = "<composing xmlns='http://jabber.org/protocol/chatstates'/>";

std::string message(const std::string& type, const std::string& to, const std::string& content,
                    const std::string& from = "") {
  return "<message" + (type.empty() ? "" : " type='" + type + "'") + " to='" + to + "'" +
         (from.empty() ? "" : " from='" + from + "'") + ">" + content + "</message>";
}

// What Romeo's resource sends, as it arrives.
std::string arriving(const std::string& type, const std::string& to, const std::string& content) {
  return message(type, to, content, "romeo@montague.lit/orchard") + "\n";
}

std::string refused(const std::string& to, const std::string& content) {
  return "<message type='error' to='romeo@montague.lit/orchard' from='" + to + "'>" + content +
         error_child("cancel", "service-unavailable") + "</message>\n";
}

// Where a message went.
enum class Fate { nowhere, refused, one, both, stored };

struct Reach {
  std::string romeo;
  std::string balcony;
  std::string garden;
  std::size_t stored = 0;
};

// Sends a message of Romeo's to Juliet, who has resources with these priorities.
Reach send(const std::vector<int>& priorities, const std::string& type, const std::string& to) {
  ServerStage stage;
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  std::vector<std::unique_ptr<TestClient>> juliets;
  for (std::size_t i = 0; i < priorities.size(); ++i) {
    juliets.push_back(
        stage.logs_in(i == 0 ? "juliet@capulet.lit/balcony" : "juliet@capulet.lit/garden", priorities[i]));
  }
  for (const auto& juliet : juliets) juliet->hears();
  romeo->sends(message(type, to, hello));
  Reach reach;
  reach.romeo = romeo->hears();
  if (!juliets.empty()) reach.balcony = juliets[0]->hears();
  if (juliets.size() > 1) reach.garden = juliets[1]->hears();
  reach.stored = stage.server.accounts().find(ServerStage::jid("juliet@capulet.lit"))->offline.size();
  return reach;
}

void check(const Reach& reach, Fate fate, const std::string& type, const std::string& to) {
  const auto copy = arriving(type, to, hello);
  CHECK(reach.romeo == (fate == Fate::refused ? refused(to, hello) : ""));
  CHECK(reach.balcony == (fate == Fate::one || fate == Fate::both ? copy : ""));
  CHECK(reach.garden == (fate == Fate::both ? copy : ""));
  CHECK(reach.stored == (fate == Fate::stored ? 1 : 0));
}

}  // namespace

TEST_CASE("A message to a bare JID reaches the resources that its type and their priority say", "[rfc6121-8.5.2]") {
  struct Row {
    const char* type;
    std::vector<int> priorities;  // balcony, garden
    Fate fate;
  };
  const auto row = GENERATE(values<Row>({
      {"chat", {}, Fate::stored},
      {"chat", {0}, Fate::one},
      {"chat", {-1}, Fate::stored},
      {"chat", {5, 0}, Fate::both},
      {"chat", {0, -1}, Fate::one},
      {"chat", {-1, -128}, Fate::stored},
      {"normal", {}, Fate::stored},
      {"normal", {0}, Fate::one},
      {"normal", {-1}, Fate::stored},
      {"normal", {0, 1}, Fate::both},
      {"", {}, Fate::stored},
      {"", {0}, Fate::one},
      {"strange", {}, Fate::stored},
      {"strange", {0}, Fate::one},
      {"headline", {}, Fate::nowhere},
      {"headline", {0}, Fate::one},
      {"headline", {-1}, Fate::nowhere},
      {"headline", {0, 127}, Fate::both},
      {"groupchat", {}, Fate::refused},
      {"groupchat", {0}, Fate::refused},
      {"error", {}, Fate::nowhere},
      {"error", {0}, Fate::nowhere},
  }));
  INFO(row.type << " to " << row.priorities.size() << " resources");
  check(send(row.priorities, row.type, "juliet@capulet.lit"), row.fate, row.type, "juliet@capulet.lit");
}

TEST_CASE("A message to a full JID reaches that resource, whatever its priority", "[rfc6121-8.5.3.1]") {
  const auto* type = GENERATE("chat", "normal", "", "headline", "groupchat", "error");
  const int priority = GENERATE(0, -1);
  INFO(type << " to priority " << priority);
  check(send({priority, 5}, type, "juliet@capulet.lit/balcony"), Fate::one, type, "juliet@capulet.lit/balcony");
}

TEST_CASE("A message to a full JID that is not there is one to the bare JID if it is a chat", "[rfc6121-8.5.3.2.1]") {
  struct Row {
    const char* type;
    std::vector<int> priorities;
    Fate fate;
  };
  const auto row = GENERATE(values<Row>({
      {"chat", {}, Fate::stored},
      {"chat", {0}, Fate::one},
      {"chat", {-1}, Fate::stored},
      {"normal", {}, Fate::refused},
      {"normal", {0}, Fate::refused},
      {"", {0}, Fate::refused},
      {"headline", {}, Fate::nowhere},
      {"headline", {0}, Fate::nowhere},
      {"groupchat", {}, Fate::refused},
      {"groupchat", {0}, Fate::refused},
      {"error", {}, Fate::nowhere},
      {"error", {0}, Fate::nowhere},
  }));
  INFO(row.type << " to " << row.priorities.size() << " resources");
  check(send(row.priorities, row.type, "juliet@capulet.lit/chamber"), row.fate, row.type, "juliet@capulet.lit/chamber");
}

TEST_CASE("A resource that is connected and not available is reached by its full JID only", "[rfc6121-8.5.3.1]") {
  ServerStage stage;
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  const auto juliet = stage.connects("juliet@capulet.lit/balcony");
  romeo->sends(message("chat", "juliet@capulet.lit/balcony", hello));
  CHECK(juliet->hears() == arriving("chat", "juliet@capulet.lit/balcony", hello));
  romeo->sends(message("chat", "juliet@capulet.lit", hello));
  CHECK(juliet->hears().empty());
}

TEST_CASE("A message to nobody is refused, and an error to nobody is not", "[rfc6121-8.5.1]") {
  const auto* to = GENERATE("nurse@capulet.lit", "nurse@capulet.lit/hall", "capulet.lit", "mercutio@localhost");
  INFO(to);
  ServerStage stage;
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  romeo->sends(message("chat", to, hello));
  CHECK(romeo->hears() == refused(to, hello));
  romeo->sends(message("error", to, hello));
  CHECK(romeo->hears().empty());
}

TEST_CASE("A message without an address goes to the own resources", "[rfc6120-10.3.1]") {
  ServerStage stage;
  const auto orchard = stage.logs_in("romeo@montague.lit/orchard");
  const auto street = stage.logs_in("romeo@montague.lit/street");
  orchard->hears();
  orchard->sends("<message type='chat'><body>Hello</body></message>");
  const std::string copy =
      "<message type='chat' from='romeo@montague.lit/orchard' to='romeo@montague.lit'><body>Hello</body></message>\n";
  CHECK(orchard->hears() == copy);
  CHECK(street->hears() == copy);
}

TEST_CASE("A stanza whose address is none is refused and goes nowhere", "[rfc6120-8.3.3.8]") {
  struct Row {
    const char* stanza;
    const char* answer;
  };
  const auto row = GENERATE(values<Row>({
      {"<message to='@capulet.lit' id='1'/>", "<message type='error' id='1' "},
      {"<iq type='get' to='juliet@' id='1'><ping xmlns='urn:xmpp:ping'/></iq>", "<iq type='error' id='1' "},
      {"<presence to='juliet@capulet.lit/' id='1'/>", "<presence type='error' id='1' "},
      {"<presence to='' id='1'/>", "<presence type='error' id='1' "},
      {"<message type='error' to='@capulet.lit' id='1'/>", ""},
      {"<iq type='result' to='juliet@' id='1'/>", ""},
  }));
  ServerStage stage;
  stage.befriend("both");
  const auto juliet = stage.logs_in("juliet@capulet.lit/balcony");
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  juliet->hears();
  romeo->sends(row.stanza);
  const auto answer = romeo->hears();
  CHECK(answer.starts_with(row.answer));
  CHECK((answer.find("<error type='modify'><jid-malformed ") == std::string::npos) == std::string(row.answer).empty());
  CHECK(juliet->hears().empty());
}

TEST_CASE("The server says who sent a message, whatever the client says", "[rfc6120-8.1.2.1]") {
  ServerStage stage;
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  const auto juliet = stage.logs_in("juliet@capulet.lit/balcony");
  romeo->sends("<message type='chat' to='juliet@capulet.lit' from='tybalt@capulet.lit/street'>" + hello + "</message>");
  CHECK(juliet->hears() == arriving("chat", "juliet@capulet.lit", hello));
}

TEST_CASE("A standalone notification is delivered as it is", "[xep0085-5.8]") {
  ServerStage stage;
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  const auto juliet = stage.logs_in("juliet@capulet.lit/balcony");
  romeo->sends(message("chat", "juliet@capulet.lit", composing));
  CHECK(juliet->hears() == arriving("chat", "juliet@capulet.lit", composing));
}

TEST_CASE("Each fault of a server that concerns messages does what it is said to do", "[faults]") {
  const std::string active = "<active xmlns='http://jabber.org/protocol/chatstates'/>";
  struct Row {
    const char* fault;
    std::string sent;
    std::string heard;  // by Juliet
    bool bounced;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"server-adds-active", hello, hello + active, false},
      {"server-adds-active", hello + composing, hello + composing, false},
      {"server-adds-active", composing, composing, false},
      {"server-adds-second-state", hello, hello, false},
      {"server-adds-second-state", hello + active, hello + active + composing, false},
      {"server-adds-second-state", composing, composing, false},
      {"server-drops-standalone", composing, "", false},
      {"server-drops-standalone", hello + active, hello + active, false},
      {"server-bounces-standalone", composing, "", true},
      {"server-bounces-standalone", hello, hello, false},
      {"server-generates-gone", hello, hello, false},
      {"server-state-in-presence", hello, hello, false},
      {"dead-stream", hello, "", false},
  }));
  INFO(row.fault << ": " << row.sent);
  ServerStage stage(row.fault);
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  const auto juliet = stage.logs_in("juliet@capulet.lit/balcony");
  romeo->sends(message("chat", "juliet@capulet.lit", row.sent));
  CHECK(juliet->hears() == (row.heard.empty() ? "" : arriving("chat", "juliet@capulet.lit", row.heard)));
  CHECK(romeo->hears() == (row.bounced ? refused("juliet@capulet.lit", row.sent) : ""));
}

TEST_CASE("With the fault of losing parents a thread arrives without its own", "[faults]") {
  ServerStage stage("server-loses-thread-parent");
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  const auto juliet = stage.logs_in("juliet@capulet.lit/balcony");
  const auto said = [&](const std::string& thread) {
    romeo->sends("<message to='juliet@capulet.lit/balcony'>" + thread + "</message>");
    return juliet->hears();
  };
  CHECK(said("<thread parent='a'>b</thread>").find("<thread>b</thread>") != std::string::npos);
  CHECK(said("<thread>b</thread>").find("<thread>b</thread>") != std::string::npos);
}

}  // namespace conformance::server

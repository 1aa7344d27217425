// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "server/test_server.hpp"

namespace conformance::server {

namespace {

const std::string enable = "<iq type='set' id='c'><enable xmlns='urn:xmpp:carbons:2'/></iq>";
const std::string disable = "<iq type='set' id='d'><disable xmlns='urn:xmpp:carbons:2'/></iq>";

std::string chat(const std::string& to, const std::string& content = "<body>Ay me</body>",
                 const std::string& type = "chat") {
  return "<message type='" + type + "' to='" + to + "'>" + content + "</message>";
}
bool has(const std::string& heard, const std::string& what) { return heard.find(what) != std::string::npos; }

}  // namespace

TEST_CASE("Other resources get copies of what a resource sends and gets, if they asked for them", "[xep0280]") {
  ServerStage stage;
  auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  auto balcony = stage.logs_in("juliet@capulet.lit/balcony");
  auto tomb = stage.logs_in("juliet@capulet.lit/tomb");
  tomb->sends(enable);
  CHECK(has(tomb->hears(), "<iq type='result' id='c'"));
  balcony->hears();
  romeo->sends(chat(balcony->jid()));
  CHECK(has(tomb->hears(), "<received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'><message "));
  CHECK_FALSE(has(balcony->hears(), "carbons"));
  balcony->sends(chat(romeo->jid()));
  CHECK(has(tomb->hears(), "<sent xmlns='urn:xmpp:carbons:2'>"));
  romeo->hears();
  tomb->sends(chat(romeo->jid()));
  CHECK(balcony->hears().empty());
  CHECK(tomb->hears().empty());
  tomb->sends(disable);
  tomb->hears();
  romeo->sends(chat(balcony->jid()));
  CHECK(tomb->hears().empty());
}

TEST_CASE("What is private, no message of a person, or a copy is not copied", "[xep0280-6.1]") {
  struct Row {
    std::string stanza;
    bool copied;
  };
  ServerStage stage;
  auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  auto balcony = stage.logs_in("juliet@capulet.lit/balcony");
  auto tomb = stage.logs_in("juliet@capulet.lit/tomb");
  tomb->sends(enable);
  const auto to = balcony->jid();
  const auto row = GENERATE_COPY(values<Row>({
      {chat(to, "<composing xmlns='http://jabber.org/protocol/chatstates'/>"), true},
      {chat(to, "<body>x</body>", "normal"), true},
      {chat(to, "<subject>x</subject>", "normal"), false},
      {chat(to, "<body>x</body>", "headline"), false},
      {chat(to, "<body>x</body>", "error"), false},
      {chat(to, "<body>x</body><private xmlns='urn:xmpp:carbons:2'/>"), false},
      {chat(to, "<body>x</body><no-copy xmlns='urn:xmpp:hints'/>"), false},
      {chat(to, "<received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'/></received>"), false},
  }));
  tomb->hears();
  romeo->sends(row.stanza);
  INFO(row.stanza);
  CHECK(has(tomb->hears(), "<forwarded ") == row.copied);
}

TEST_CASE("Who gets a message itself gets no copy of it", "[xep0280-8]") {
  ServerStage stage;
  auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  auto balcony = stage.logs_in("juliet@capulet.lit/balcony");
  auto tomb = stage.logs_in("juliet@capulet.lit/tomb");
  for (auto* one : {balcony.get(), tomb.get()}) {
    one->sends("<presence/>");
    one->sends(enable);
  }
  balcony->hears();
  tomb->hears();
  romeo->sends(chat("juliet@capulet.lit"));
  CHECK_FALSE(has(balcony->hears(), "carbons"));
  CHECK_FALSE(has(tomb->hears(), "carbons"));
}

}  // namespace conformance::server

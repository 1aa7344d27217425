// SPDX-License-Identifier: MIT
#include "server/server.hpp"

#include <catch2/catch.hpp>

#include "server/test_server.hpp"

/// Iqs, sessions and accounts.
namespace conformance::server {

namespace {

const std::string orchard = "romeo@montague.lit/orchard";
const std::string balcony = "juliet@capulet.lit/balcony";
const std::string ping = "<ping xmlns='urn:xmpp:ping'/>";
const std::string version = "<query xmlns='jabber:iq:version'/>";
const std::string items = "<query xmlns='http://jabber.org/protocol/disco#items'/>";
const std::string info = "<query xmlns='http://jabber.org/protocol/disco#info'/>";
const std::string session = "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>";

std::string iq(const std::string& type, const std::string& to, const std::string& content) {
  return "<iq type='" + type + "' id='1'" + (to.empty() ? "" : " to='" + to + "'") + ">" + content + "</iq>";
}

std::string answer(const std::string& type, const std::string& from, const std::string& content) {
  return "<iq type='" + type + "' id='1' to='" + orchard + "'" + (from.empty() ? "" : " from='" + from + "'") +
         (content.empty() ? "/>\n" : ">" + content + "</iq>\n");
}

std::string discovered(const std::string& node, const std::string& identity, const std::string& more = "") {
  return "<query xmlns='http://jabber.org/protocol/disco#info'" + node + "><identity " + identity +
         "/><feature var='http://jabber.org/protocol/disco#info'/>"
         "<feature var='http://jabber.org/protocol/disco#items'/><feature var='urn:xmpp:ping'/>"
         "<feature var='urn:xmpp:carbons:2'/>" +
         more + "</query>";
}

const std::string archive = "<feature var='urn:xmpp:mam:2'/><feature var='urn:xmpp:sid:0'/>";
const std::string of_server = "category='server' type='im' name='conformance'";
const std::string of_account = "category='account' type='registered'";

}  // namespace

TEST_CASE("The server answers for itself and for the own account, and for nobody else", "[rfc6121-8.5.2.1.3]") {
  struct Row {
    std::string to;
    std::string asked;
    std::string answer;  // "" for service-unavailable
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"montague.lit", ping, answer("result", "montague.lit", "")},
      {"capulet.lit", ping, answer("result", "capulet.lit", "")},
      {"", ping, answer("result", "", "")},
      {"romeo@montague.lit", ping, answer("result", "romeo@montague.lit", "")},
      {"juliet@capulet.lit", ping, ""},
      {"nurse@capulet.lit", ping, ""},
      {"localhost", ping, ""},
      {"juliet@capulet.lit/chamber", ping, ""},
      {"montague.lit", info, answer("result", "montague.lit", discovered("", of_server))},
      {"", info, answer("result", "", discovered("", of_account, archive))},
      {"romeo@montague.lit", info, answer("result", "romeo@montague.lit", discovered("", of_account, archive))},
      {"montague.lit", "<query xmlns='http://jabber.org/protocol/disco#info' node='x'/>",
       answer("result", "montague.lit", discovered(" node='x'", of_server))},
      {"juliet@capulet.lit", info, ""},
      {"montague.lit", items,
       answer("result", "montague.lit",
              "<query xmlns='http://jabber.org/protocol/disco#items'><item jid='rooms.montague.lit'/></query>")},
      {"", items, answer("result", "", items)},
      {"montague.lit", session, answer("result", "montague.lit", "")},
      {"", session, answer("result", "", "")},
      {"montague.lit", version, ""},
      {"", version, ""},
      {"romeo@montague.lit", version, ""},
      {"juliet@capulet.lit", "<query xmlns='jabber:iq:roster'/>", ""},
  }));
  INFO(row.to << " " << row.asked);
  ServerStage stage;
  const auto juliet = stage.logs_in(balcony);
  const auto romeo = stage.logs_in(orchard);
  romeo->sends(iq("get", row.to, row.asked));
  CHECK(romeo->hears() == (row.answer.empty()
                               ? answer("error", row.to, row.asked + error_child("cancel", "service-unavailable"))
                               : row.answer));
  CHECK(juliet->hears().empty());
}

TEST_CASE("An iq to a full JID is handed on, and so is its answer", "[rfc6121-8.5.3.1]") {
  ServerStage stage;
  const auto juliet = stage.connects(balcony);  // available or not
  const auto romeo = stage.connects(orchard);
  romeo->sends(iq("get", balcony, version));
  CHECK(juliet->hears() == "<iq type='get' id='1' to='" + balcony + "' from='" + orchard + "'>" + version + "</iq>\n");
  juliet->sends(iq("result", orchard, version));
  CHECK(romeo->hears() ==
        "<iq type='result' id='1' to='" + orchard + "' from='" + balcony + "'>" + version + "</iq>\n");
}

TEST_CASE("An answer that nobody waits for is dropped and never answered", "[rfc6120-8.2.3]") {
  const auto* type = GENERATE("result", "error");
  const auto* to =
      GENERATE("", "montague.lit", "romeo@montague.lit", "juliet@capulet.lit", "juliet@capulet.lit/chamber");
  ServerStage stage;
  const auto romeo = stage.logs_in(orchard);
  romeo->sends(iq(type, to, ""));
  CHECK(romeo->hears().empty());
}

TEST_CASE("What is no stanza is passed over", "[rfc6120-8]") {
  ServerStage stage;
  const auto romeo = stage.logs_in(orchard);
  romeo->sends("<strange/>");
  romeo->sends("<message xmlns='urn:example'/>");
  romeo->sends(iq("get", "", ping));
  CHECK(romeo->hears() == answer("result", "", ""));
}

TEST_CASE("A second session for the same full JID replaces the first, which is told why", "[rfc6120-7.7.2.2]") {
  ServerStage stage;
  stage.befriend("both");
  const auto juliet = stage.logs_in(balcony);
  const auto first = stage.logs_in(orchard);
  juliet->hears();
  const auto second = stage.connects(orchard);
  CHECK(first->end() == "conflict");
  CHECK(juliet->hears() == "<presence type='unavailable' from='" + orchard + "' to='" + balcony + "'/>\n");
  second->sends("<presence/>");
  CHECK(juliet->hears() == "<presence from='" + orchard + "' to='" + balcony + "'/>\n");
  juliet->sends("<message type='chat' to='" + orchard + "'><body>Hello</body></message>");
  CHECK(first->hears().empty());
  CHECK(second->hears().find("<body>Hello</body>") != std::string::npos);
}

TEST_CASE("Who asks for no resource gets one of his own", "[rfc6120-7.6]") {
  ServerStage stage;
  const auto one = stage.connects("romeo@montague.lit");
  const auto two = stage.connects("romeo@montague.lit");
  CHECK(one->jid() != two->jid());
  CHECK(one->end().empty());
}

TEST_CASE("An account is cancelled from within, with its sessions and its place in rosters", "[xep0077-3.2]") {
  const std::string to = GENERATE("", "montague.lit", "romeo@montague.lit");
  INFO(to);
  ServerStage stage;
  stage.befriend("both");
  const auto juliet = stage.logs_in(balcony);
  const auto romeo = stage.logs_in(orchard);
  const auto street = stage.logs_in("romeo@montague.lit/street");
  juliet->hears();
  romeo->hears();
  romeo->sends(iq("set", to, "<query xmlns='jabber:iq:register'><remove/></query>"));
  CHECK(romeo->hears().starts_with(answer("result", to, "")));
  CHECK(romeo->end() == "closed");
  CHECK(street->end() == "closed");
  CHECK(juliet->hears() == "<presence type='unavailable' from='" + orchard + "' to='" + balcony + "'/>\n" +
                               "<presence type='unavailable' from='romeo@montague.lit/street' to='" + balcony +
                               "'/>\n");
  juliet->sends("<iq type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>");
  CHECK(juliet->hears().find("<item") == std::string::npos);
  CHECK_THROWS_AS(stage.connects(orchard), stream::StreamError);
}

TEST_CASE("A registration that asks for anything else, or of another, cancels nothing", "[xep0077-3.2]") {
  struct Row {
    const char* type;
    const char* to;
    const char* content;
  };
  const auto row = GENERATE(values<Row>({
      {"set", "montague.lit",
       "<query xmlns='jabber:iq:register'><username>romeo</username><password>other-words</password></query>"},
      {"get", "montague.lit", "<query xmlns='jabber:iq:register'><remove/></query>"},
      {"set", "juliet@capulet.lit", "<query xmlns='jabber:iq:register'><remove/></query>"},
  }));
  INFO(row.type << " " << row.content);
  ServerStage stage;
  const auto romeo = stage.logs_in(orchard);
  romeo->sends(iq(row.type, row.to, row.content));
  CHECK(romeo->hears().find("<service-unavailable ") != std::string::npos);
  CHECK(romeo->end().empty());
  CHECK(stage.server.accounts().find(ServerStage::jid("romeo@montague.lit")) != nullptr);
  CHECK(stage.server.accounts().find(ServerStage::jid("juliet@capulet.lit")) != nullptr);
}

TEST_CASE("A stream that breaks ends its own session and nothing else", "[rfc6120-4.9]") {
  ServerStage stage;
  const auto juliet = stage.logs_in(balcony);
  auto [near, far] = net::memory_pipe(stage.loop.clock());
  stage.server.serve(std::move(far));
  stage.loop.run(near->write("GET / HTTP/1.1\r\n\r\n"));
  stage.loop.settle();
  CHECK(stage.loop.run(near->read()).find("<not-well-formed ") != std::string::npos);
  juliet->sends("<iq type='get' id='1'>" + ping + "</iq>");
  CHECK(juliet->hears().find("type='result'") != std::string::npos);
}

TEST_CASE("A server that stops ends every stream", "[rfc6120-4.4]") {
  ServerStage stage;
  const auto juliet = stage.logs_in(balcony);
  const auto romeo = stage.connects(orchard);
  stage.server.stop();
  stage.loop.settle();
  CHECK(juliet->end() == "closed");
  CHECK(romeo->end() == "closed");
}

TEST_CASE("With the fault dead-stream nothing is answered after login, and the stream stays open", "[faults]") {
  ServerStage stage("dead-stream");
  const auto romeo = stage.connects(orchard);
  romeo->sends("<presence/>");
  romeo->sends(iq("get", "", ping));
  CHECK(romeo->hears().empty());
  CHECK(romeo->end().empty());
}

}  // namespace conformance::server

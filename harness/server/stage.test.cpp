// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "server/test_server.hpp"

/// What a scenario does with the world around a client.
namespace conformance::server {

namespace {

const std::string asks = "<iq type='set' id='m'><query xmlns='urn:xmpp:mam:2' queryid='q'/></iq>";

}  // namespace

TEST_CASE("What the server brings is from whomever it says", "[server]") {
  ServerStage stage;
  const auto juliet = stage.connects("juliet@capulet.lit/balcony");
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  const auto message =
      xml::parse_element("<message from='nobody@localhost/x'><body>Psst</body></message>", xmpp::ns::client);
  stage.server.inject(ServerStage::jid("juliet@capulet.lit"), *message);
  stage.loop.settle();
  CHECK(juliet->hears() ==
        "<message from='nobody@localhost/x' to='juliet@capulet.lit/balcony'><body>Psst</body></message>\n");
  CHECK(romeo->hears().empty());
}

TEST_CASE("Who is kicked is gone, and may come back", "[server]") {
  ServerStage stage;
  stage.befriend("both");
  const auto juliet = ServerStage::jid("juliet@capulet.lit");
  const auto first = stage.logs_in("juliet@capulet.lit/balcony");
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  CHECK(stage.server.is_available(juliet));
  stage.server.kick(juliet);
  stage.loop.settle();
  CHECK(first->end() == "closed");
  CHECK(romeo->hears().find("type='unavailable'") != std::string::npos);
  CHECK_FALSE(stage.server.is_available(juliet));
  const auto second = stage.connects("juliet@capulet.lit/balcony");
  CHECK_FALSE(stage.server.is_available(juliet));
  second->sends("<presence/>");
  CHECK(stage.server.is_available(juliet));
}

TEST_CASE("What is put into an archive is there for its owner alone", "[xep0313-4]") {
  ServerStage stage;
  const auto juliet = stage.logs_in("juliet@capulet.lit/balcony");
  for (const char* text : {"one", "two"}) {
    const auto message = xml::parse_element(
        "<message from='romeo@montague.lit/orchard'><body>" + std::string(text) + "</body></message>",
        xmpp::ns::client);
    stage.server.put_into_archive(ServerStage::jid("juliet@capulet.lit"), *message);
  }
  juliet->sends(asks);
  const auto heard = juliet->hears();
  CHECK(heard.find("from='juliet@capulet.lit'") != std::string::npos);
  CHECK(heard.find("queryid='q'") != std::string::npos);
  CHECK(heard.find("<body>one</body>") < heard.find("<body>two</body>"));
  CHECK(heard.find("<body>two</body>") < heard.find("<fin xmlns='urn:xmpp:mam:2' complete='true'>"));
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  romeo->sends("<iq type='set' id='m' to='juliet@capulet.lit'><query xmlns='urn:xmpp:mam:2'/></iq>");
  CHECK(romeo->hears().find("service-unavailable") != std::string::npos);
}

}  // namespace conformance::server

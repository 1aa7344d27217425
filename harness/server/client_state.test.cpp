// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "server/test_server.hpp"

/// What a client gets that has said that nobody looks.
namespace conformance::server {

namespace {

const std::string inactive = "<inactive xmlns='urn:xmpp:csi:0'/>";
const std::string active = "<active xmlns='urn:xmpp:csi:0'/>";

std::string said(const std::string& content) {
  return "<message type='chat' to='juliet@capulet.lit/balcony' from='romeo@montague.lit/orchard'>" + content +
         "</message>\n";
}
std::string state(const std::string& name) { return "<" + name + " xmlns='http://jabber.org/protocol/chatstates'/>"; }
void says(TestClient& romeo, const std::string& content) {
  romeo.sends("<message type='chat' to='juliet@capulet.lit/balcony'>" + content + "</message>");
}

}  // namespace

TEST_CASE("States wait until something else comes, in order", "[xep0352-3.2]") {
  ServerStage stage;
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  const auto juliet = stage.logs_in("juliet@capulet.lit/balcony");
  juliet->sends(inactive);
  says(*romeo, state("composing"));
  says(*romeo, state("paused"));
  CHECK(juliet->hears().empty());
  says(*romeo, "<body>Ay me!</body>");
  CHECK(juliet->hears() == said(state("composing")) + said(state("paused")) + said("<body>Ay me!</body>"));
  says(*romeo, state("composing"));
  CHECK(juliet->hears().empty());
  juliet->sends(active);
  CHECK(juliet->hears() == said(state("composing")));
  says(*romeo, state("paused"));
  CHECK(juliet->hears() == said(state("paused")));
}

TEST_CASE("No more states wait than there is room for, and the oldest are lost", "[xep0352-3.2]") {
  ServerStage stage;
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  const auto juliet = stage.logs_in("juliet@capulet.lit/balcony");
  juliet->sends(inactive);
  says(*romeo, state("gone"));
  for (int i = 0; i < 100; ++i) says(*romeo, state("composing"));
  juliet->sends(active);
  const auto heard = juliet->hears();
  CHECK(heard.find("<gone ") == std::string::npos);
  CHECK(std::count(heard.begin(), heard.end(), '\n') == 100);
}

TEST_CASE("Each fault that concerns the client state does what it is said to do", "[faults]") {
  struct Row {
    const char* fault;
    std::string heard;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"server-csi-ignored", said(state("composing")) + said("<body>Ay me!</body>")},
      {"server-csi-drops", said("<body>Ay me!</body>")},
  }));
  INFO(row.fault);
  ServerStage stage(row.fault);
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  const auto juliet = stage.logs_in("juliet@capulet.lit/balcony");
  juliet->sends(inactive);
  says(*romeo, state("composing"));
  says(*romeo, "<body>Ay me!</body>");
  CHECK(juliet->hears() == row.heard);
}

}  // namespace conformance::server

// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "net/test_loop.hpp"
#include "peer/session.hpp"

/// What a target can make an actor keep, at each limit and one beyond.
namespace conformance::peer {

namespace {

using namespace std::chrono_literals;

const xmpp::Jid juliet = *xmpp::Jid::parse("juliet@capulet.lit/balcony");

// A session on a memory wire, and the bare other end.
struct Stage {
  Stage() : recorder(trace::Header{}, loop.clock(), nullptr) {
    auto [near, far] = net::memory_pipe(loop.clock());
    wire = std::move(far);
    auto connection = stream::Connection::over(std::move(near), loop.clock(), loop.context().get_executor());
    scenario::CastMember member;
    member.name = "juliet";
    member.resources = {"balcony"};
    session =
        std::make_shared<Session>(loop.clock(), recorder, Contact(member, "SALT"), stream::Bound{connection, juliet});
    server_sends("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>");
  }
  ~Stage() {
    session->drop();
    loop.settle();
  }
  void server_sends(const std::string& bytes) { loop.run(wire->write(bytes)); }
  [[nodiscard]] bool has(std::size_t number) const {
    const auto id = std::to_string(number);
    return session->has([&id](const xml::Element& element) { return element.attribute("id") == id; });
  }
  net::TestLoop loop;
  trace::Recorder recorder;
  std::unique_ptr<net::Wire> wire;
  std::shared_ptr<Session> session;
};

}  // namespace

TEST_CASE("An actor keeps 100000 stanzas for its steps, and the next one is recorded only", "[limits]") {
  constexpr std::size_t limit = 100'000;
  Stage stage;
  stage.session->start(stage.loop.context());
  std::string flood;
  for (std::size_t i = 1; i <= limit + 1; ++i) flood += "<message id='" + std::to_string(i) + "'/>";
  stage.server_sends(flood);
  stage.loop.settle();
  CHECK(stage.has(limit));
  CHECK_FALSE(stage.has(limit + 1));
  CHECK(stage.recorder.trace().events.size() == limit + 2);  // "bound" was the first
}

TEST_CASE("As many stanzas wait to be sent politely as the limit allows, and not one more", "[limits]") {
  Stage stage;
  stage.session->keep_pace();
  stage.session->start(stage.loop.context());
  const auto message = xml::Builder("message", xmpp::ns::client).build();
  for (std::size_t i = 0; i < polite_stanzas_max + paced_stanzas_max; ++i) stage.session->send(message);
  CHECK_THROWS_WITH(stage.session->send(message),
                    "more than 1000 stanzas of juliet@capulet.lit/balcony wait to be sent politely");
}

TEST_CASE("A session that is closed sends first what waits for its turn", "[safety]") {
  Stage stage;
  stage.session->keep_pace();
  stage.session->start(stage.loop.context());
  for (int i = 1; i <= 8; ++i) {
    stage.session->send(xml::Builder("message", xmpp::ns::client).set("id", std::to_string(i)).build());
  }
  stage.session->close();
  stage.loop.run(pause(stage.loop.clock(), 1'100ms));
  const auto heard = stage.loop.run(stage.wire->read());
  CHECK(heard.find("id='8'") != std::string::npos);
  CHECK(heard.find("id='8'") > heard.find("id='7'"));
  CHECK(stage.loop.run(stage.wire->read()).empty());
}

}  // namespace conformance::peer

// SPDX-License-Identifier: MIT
#include "peer/session.hpp"

#include <catch2/catch.hpp>

#include "net/test_loop.hpp"
#include "peer/actor.hpp"
#include "stream/server.hpp"
#include "stream/test_accounts.hpp"
#include "xml/parser.hpp"

namespace conformance::peer {

namespace {

using namespace std::chrono_literals;

const std::string full = "juliet@capulet.lit/balcony";

scenario::CastMember juliet() {
  scenario::CastMember member;
  member.name = "juliet";
  member.features = {"http://jabber.org/protocol/chatstates"};
  member.resources = {"balcony", "garden"};
  return member;
}

// An actor, and the bare stream of a server that it has logged in to.
class Stage {
 public:
  explicit Stage(scenario::CastMember member = juliet())
      : recorder(trace::Header{}, loop.clock(), nullptr),
        actor({loop.context(), loop.clock(), recorder, [this] { return connect(); }, 10s, "SALT"}, std::move(member),
              {*xmpp::Jid::parse("juliet@capulet.lit"), "r0m30myr0m30"}) {}
  ~Stage() {
    for (const auto& one : server) one->drop();
    loop.settle();
  }

  void logs_in(const std::string& resource = "", bool available = false) {
    loop.run(actor.log_in(resource, available));
    loop.settle();
    if (const auto accepted = accepting_->take()) server.push_back(accepted->connection);
    loop.settle();
  }
  void server_sends(const std::string& stanza) {
    server.back()->send(*xml::parse_element(stanza, xmpp::ns::client));
    loop.settle();
  }
  std::string server_hears() {
    const auto element = loop.run(server.back()->receive(1ms));
    return element ? element->to_string(xmpp::ns::client) : "the end";
  }
  // The text of the body that was expected, "nothing", or the error.
  std::string expects(const std::string& name, Duration longest) {
    try {
      auto waiting =
          actor.session().expect([name](const xml::Element& element) { return element.name() == name; }, longest);
      const auto element = loop.run(std::move(waiting));
      return element ? element->text() : "nothing";
    } catch (const stream::StreamError& error) {
      return error.what();
    }
  }
  // What was recorded, in short.
  std::vector<std::string> recorded() {
    std::vector<std::string> texts;
    for (const auto& event : recorder.trace().events) {
      if (const auto* stanza = event.as<trace::StanzaEvent>()) {
        texts.push_back(stanza->at + (stanza->out ? " out " : " in ") + stanza->stanza.to_string());
      } else if (const auto* stream = event.as<trace::StreamEvent>()) {
        texts.push_back(stream->at + " " + stream->what + " " + stream->by);
      }
    }
    return texts;
  }

  net::TestLoop loop;
  trace::Recorder recorder;
  std::vector<std::shared_ptr<stream::Connection>> server;
  Actor actor;

 private:
  Task<std::unique_ptr<net::Wire>> connect() {
    auto [near, far] = net::memory_pipe(loop.clock());
    accepting_ = loop.start(stream::accept_stream(std::move(far), loop.clock(), accounts_, "7", 10s));
    co_return std::move(near);
  }
  stream::TestAccounts accounts_;
  std::shared_ptr<net::TestLoop::Outcome<std::optional<stream::BoundPeer>>> accepting_;
};

Task<std::unique_ptr<net::Wire>> closed_wire(Clock& clock) {
  auto [near, far] = net::memory_pipe(clock);
  far->close();
  co_return std::move(near);
}

const std::string roster_get =
    "<iq type='get' id='roster-balcony' from='juliet@capulet.lit/balcony'><query xmlns='jabber:iq:roster'/></iq>";

}  // namespace

TEST_CASE("An actor asks for its roster, then goes available if it is to", "[rfc6121-2.2]") {
  Stage stage;
  stage.logs_in("", true);
  CHECK(stage.server_hears() == roster_get);
  CHECK(stage.server_hears().starts_with("<presence from='juliet@capulet.lit/balcony'><c "));
  Stage other;
  other.logs_in("garden", false);
  CHECK(other.server_hears().starts_with("<iq type='get' id='roster-garden' from='juliet@capulet.lit/garden'>"));
  CHECK_THROWS_WITH(other.server_hears(), Catch::Contains("nothing came within 1 ms"));
}

TEST_CASE("An actor announces its priority unless it is 0", "[rfc6121-4.7.2.3]") {
  auto member = juliet();
  member.caps = "none";
  CHECK(Stage(member).actor.presence().to_string(xmpp::ns::client) == "<presence/>");
  member.priority = -5;
  CHECK(Stage(member).actor.presence().to_string(xmpp::ns::client) == "<presence><priority>-5</priority></presence>");
}

TEST_CASE("What is expected is taken from what came and from what comes, the first that fits", "[peer]") {
  Stage stage;
  stage.logs_in();
  stage.server_sends("<message>one</message>");
  stage.server_sends("<presence>there</presence>");
  stage.server_sends("<message>two</message>");
  CHECK(stage.expects("presence", 1s) == "there");
  CHECK(stage.expects("message", 1s) == "one");
  CHECK(stage.expects("message", 0s) == "two");
  CHECK(stage.expects("message", 0s) == "nothing");
  stage.loop.clock().call_after(
      900ms, [&stage] { stage.server.back()->send(xml::Builder("presence", xmpp::ns::client).text("other").build()); });
  stage.loop.clock().call_after(
      950ms, [&stage] { stage.server.back()->send(xml::Builder("message", xmpp::ns::client).text("three").build()); });
  CHECK(stage.expects("message", 1s) == "three");
  CHECK(stage.loop.clock().now() == 950ms);
  CHECK(stage.expects("presence", 0s) == "other");
}

TEST_CASE("What is expected and does not come is nothing at the deadline, whatever else comes", "[peer]") {
  Stage stage;
  stage.logs_in();
  for (int i = 1; i < 10; ++i) {
    stage.loop.clock().call_after(
        i * 300ms, [&stage] { stage.server.back()->send(xml::Builder("presence", xmpp::ns::client).build()); });
  }
  CHECK(stage.expects("message", 1s) == "nothing");
  CHECK(stage.loop.clock().now() == 1s);
}

TEST_CASE("What has come is seen without being taken", "[peer]") {
  Stage stage;
  stage.logs_in();
  const auto is_message = [](const xml::Element& element) { return element.name() == "message"; };
  CHECK_FALSE(stage.actor.session().has(is_message));
  stage.server_sends("<message>one</message>");
  CHECK(stage.actor.session().has(is_message));
  CHECK(stage.actor.session().has(is_message));
  CHECK(stage.expects("message", 0s) == "one");
  CHECK_FALSE(stage.actor.session().has(is_message));
}

TEST_CASE("The end of a stream ends every wait with its reason, but what came before is there", "[peer]") {
  struct Row {
    const char* how;
    void (*end)(Stage&);
    const char* reason;
    const char* recorded;
  };
  const auto row = GENERATE(values<Row>({
      {"close", [](Stage& stage) { stage.server.back()->close(); }, "the server closed it", " lost target"},
      {"drop", [](Stage& stage) { stage.server.back()->drop(); }, "the connection was lost while waiting for a stanza",
       " lost target"},
      {"error", [](Stage& stage) { stage.server.back()->close_with_error("policy-violation"); },
       "the other side ended the stream while we waited for a stanza, with the stream error policy-violation",
       " lost target"},
      {"our drop", [](Stage& stage) { stage.actor.drop(""); }, "we closed it", " closed us"},
      {"our close", [](Stage& stage) { stage.actor.session().close(); }, "we closed it", " closed us"},
  }));
  INFO(row.how);
  Stage stage;
  stage.logs_in();
  stage.server_sends("<message>one</message>");
  stage.loop.clock().call_after(500ms, [&] { row.end(stage); });
  const std::string reason = "the stream of juliet@capulet.lit/balcony has ended: " + std::string(row.reason);
  CHECK(stage.expects("presence", 1s) == reason);
  CHECK(stage.loop.clock().now() == 500ms);
  CHECK(stage.expects("message", 1s) == "one");
  CHECK(stage.expects("message", 1s) == reason);
  CHECK_FALSE(stage.actor.online());
  CHECK(stage.recorded().back() == full + row.recorded);
}

TEST_CASE("After the end of a stream nothing is sent or recorded as sent", "[peer]") {
  Stage stage;
  stage.logs_in();
  stage.server.back()->drop();
  stage.loop.settle();
  const auto before = stage.recorded();
  CHECK_THROWS_AS(stage.actor.session().send(xml::Builder("message", xmpp::ns::client).build()), stream::StreamError);
  CHECK(stage.recorded() == before);
}

TEST_CASE("What a lost stream has not brought is no absence, after a close of ours it is", "[peer]") {
  const auto never = [](const xml::Element& /*element*/) { return false; };
  Stage lost;
  lost.logs_in();
  lost.server.back()->drop();
  lost.loop.settle();
  CHECK_THROWS_AS(lost.actor.session().has(never), stream::StreamError);
  Stage closed;
  closed.logs_in();
  closed.actor.go_offline("");
  closed.loop.settle();
  CHECK_FALSE(closed.actor.session().has(never));
}

TEST_CASE("All that crosses a stream is recorded with the actor's address", "[trace]") {
  Stage stage;
  stage.logs_in();
  stage.server_sends("<message from='romeo@montague.lit/orchard'>one</message>");
  stage.server_sends("<strange/>");
  stage.actor.session().send(xml::Builder("message", xmpp::ns::client).set("from", "somebody@localhost").build());
  stage.actor.go_offline("");
  stage.loop.settle();
  CHECK(stage.recorded() ==
        std::vector<std::string>{full + " bound ", full + " out " + roster_get,
                                 full + " in <message from='romeo@montague.lit/orchard'>one</message>",
                                 full + " out <message from='juliet@capulet.lit/balcony'/>",
                                 full + " out <presence type='unavailable' from='juliet@capulet.lit/balcony'/>",
                                 full + " closed us"});
}

TEST_CASE("Each resource of an actor has its own session", "[peer]") {
  Stage stage;
  CHECK_FALSE(stage.actor.online());
  CHECK_THROWS_WITH(stage.actor.session(), "juliet is not logged in");
  CHECK(stage.actor.full("garden").to_string() == "juliet@capulet.lit/garden");
  stage.logs_in("balcony");
  stage.logs_in("garden");
  CHECK(&stage.actor.session() == &stage.actor.session("balcony"));
  CHECK(&stage.actor.session() != &stage.actor.session("garden"));
  stage.actor.drop("garden");
  stage.actor.drop("garden");
  stage.loop.settle();
  CHECK(stage.actor.online());
  CHECK_FALSE(stage.actor.online("garden"));
  stage.actor.go_offline("garden");  // nothing happens twice
  CHECK(stage.recorded().back() == "juliet@capulet.lit/garden closed us");
}

TEST_CASE("A session answers requests by its part in the cast, and never an answer", "[rfc6120-8.2.3]") {
  auto member = juliet();
  member.disco = "silent";
  Stage stage(member);
  stage.logs_in();
  stage.server_hears();
  stage.server_sends(
      "<iq type='get' id='1' from='romeo@montague.lit/orchard'><query "
      "xmlns='http://jabber.org/protocol/disco#info'/></iq>");
  stage.server_sends("<iq type='result' id='2' from='romeo@montague.lit/orchard'/>");
  stage.server_sends("<iq type='error' id='3' from='romeo@montague.lit/orchard'/>");
  stage.server_sends("<iq type='get' id='4' from='romeo@montague.lit/orchard'><ping xmlns='urn:xmpp:ping'/></iq>");
  CHECK(stage.server_hears() ==
        "<iq type='result' id='4' to='romeo@montague.lit/orchard' from='juliet@capulet.lit/balcony'/>");
}

TEST_CASE("Whom the server does not let in does not log in", "[peer]") {
  net::TestLoop loop;
  trace::Recorder recorder(trace::Header{}, loop.clock(), nullptr);
  Actor stranger({loop.context(), loop.clock(), recorder, [&loop] { return closed_wire(loop.clock()); }, 10s, "SALT"},
                 juliet(), {*xmpp::Jid::parse("juliet@capulet.lit"), "r0m30myr0m30"});
  CHECK_THROWS_AS(loop.run(stranger.log_in("", true)), stream::StreamError);
  CHECK_FALSE(stranger.online());
  CHECK(recorder.trace().events.empty());
}

}  // namespace conformance::peer

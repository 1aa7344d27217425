// SPDX-License-Identifier: MIT
#include "stream/framing.hpp"

#include <catch2/catch.hpp>

#include "net/test_loop.hpp"
#include "net/web_socket.hpp"
#include "stream/client.hpp"
#include "stream/server.hpp"
#include "stream/test_accounts.hpp"
#include "xmpp/namespaces.hpp"

/// A stream over messages (RFC 7395); over bytes it is connection.test.cpp that shows it.
namespace conformance::stream {

namespace {

using namespace std::chrono_literals;
namespace ns = xmpp::ns;

const std::string open = "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='capulet.lit' version='1.0'/>";
const std::string close_message = "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>";
const Login juliet{"juliet", "capulet.lit", "r0m30myr0m30", "balcony"};

// Our two ends of a WebSocket over memory.
struct Wires {
  Wires() {
    auto [one, other] = net::memory_pipe(loop.clock());
    const auto accepting =
        loop.start(net::accept_web_socket(std::move(other), loop.clock(), net::web_socket_path, 10s));
    near = loop.run(net::connect_web_socket(std::move(one), loop.clock(), {"capulet.lit"}, 10s));
    loop.settle();
    far = accepting->take();
  }
  net::TestLoop loop;
  std::unique_ptr<net::Wire> near;
  std::unique_ptr<net::Wire> far;
};

// A Connection at one end, and messages that are written out at the other.
struct Stage : Wires {
  Stage() : connection(Connection::over(std::move(near), loop.clock(), loop.context().get_executor())) {}
  std::string heard() { return loop.run(far->read()); }
  void says(const std::string& message) { loop.run(far->write(message)); }
  std::string receives() {
    const auto element = loop.run(connection->receive(10s));
    return element ? element->to_string(ns::client) : "nothing";
  }
  std::string failure() {
    try {
      return receives();
    } catch (const StreamError& error) {
      return error.condition() + ": " + error.what();
    }
  }
  void both_open() {
    connection->open({.to = "capulet.lit"});
    CHECK(heard() == open);
    says("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' id='7' from='capulet.lit' version='1.0' xml:lang='en'/>");
    const auto header = loop.run(connection->receive_header(10s));
    CHECK(header.to_string() ==
          "<stream xmlns='http://etherx.jabber.org/streams' id='7' from='capulet.lit' version='1.0' xml:lang='en'/>");
  }
  std::shared_ptr<Connection> connection;
};

}  // namespace

TEST_CASE("Over WebSocket each element is a message that stands alone", "[rfc7395-3.3.3]") {
  Stage stage;
  stage.both_open();
  stage.connection->send(xml::Builder("message", ns::client).add(xml::Builder("body", ns::client).text("x")).build());
  stage.connection->send(xml::Builder("presence", ns::client).build());
  stage.connection->send_features("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>");
  CHECK(stage.heard() == "<message xmlns='jabber:client'><body>x</body></message>");
  CHECK(stage.heard() == "<presence xmlns='jabber:client'/>");
  CHECK(stage.heard() ==
        "<stream:features xmlns:stream='http://etherx.jabber.org/streams'>"
        "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></stream:features>");
}

TEST_CASE("Over WebSocket what is received is the same as over TCP", "[rfc7395-3.3]") {
  Stage stage;
  stage.both_open();
  stage.says("<message xmlns='jabber:client' id='1'><body>&lt;</body></message>");
  stage.says("<stream:features xmlns:stream='http://etherx.jabber.org/streams'/>");
  stage.says(close_message);
  CHECK(stage.receives() == "<message id='1'><body>&lt;</body></message>");
  CHECK(stage.receives() == "<features xmlns='http://etherx.jabber.org/streams'/>");
  CHECK_FALSE(stage.connection->ended());
  CHECK(stage.receives() == "nothing");
  CHECK(stage.connection->ended());
}

TEST_CASE("Closing sends <close/> and then closes the WebSocket", "[rfc7395-3.6]") {
  Stage stage;
  stage.both_open();
  stage.connection->close();
  CHECK(stage.heard() == close_message);
  CHECK(stage.heard().empty());
}

TEST_CASE("A message that is not one element is answered by a stream error", "[rfc7395-3.3.3]") {
  struct Row {
    const char* message;
    const char* failure;
    const char* condition;
  };
  const std::string before = "what came while waiting for a stanza cannot be read: ";
  const auto row = GENERATE(values<Row>({
      {" ", "no element, expected exactly one", "bad-format"},
      {"<a/><b/>", "more than one element, expected exactly one", "bad-format"},
      {"<a/>text", "byte 4: text beside the element, expected exactly one element", "bad-format"},
      {"<message xmlns='jabber:client'>", "byte 31: not well-formed: mismatched tag", "not-well-formed"},
      {"<stream:stream xmlns:stream='http://etherx.jabber.org/streams'>", "", "not-well-formed"},
      {"<a><!-- x --></a>", "byte 3: a comment is not allowed in a stream (RFC 6120 11.1)", "restricted-xml"},
  }));
  Stage stage;
  stage.both_open();
  stage.says(row.message);
  CHECK(stage.failure().starts_with(row.condition + (": " + before) + row.failure));
  CHECK(stage.heard() == std::string("<stream:error xmlns:stream='http://etherx.jabber.org/streams'><") +
                             row.condition + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
  CHECK(stage.heard() == close_message);
}

TEST_CASE("A <close/> that sends the client elsewhere is the error see-other-host", "[rfc7395-3.6.1]") {
  Stage stage;
  stage.both_open();
  stage.says("<close xmlns='urn:ietf:params:xml:ns:xmpp-framing' see-other-uri='wss://montague.lit/ws'/>");
  CHECK(stage.failure() ==
        "see-other-host: the other side ended the stream while we waited for a stanza, with the stream error "
        "see-other-host (wss://montague.lit/ws)");
}

TEST_CASE("A client logs in over WebSocket with <open/> twice and no new document", "[rfc7395-3.7]") {
  Wires wires;
  TestAccounts accounts;
  const auto server =
      wires.loop.start(accept_stream(std::move(wires.far), wires.loop.clock(), accounts, "stream-1", 10s));
  const auto bound = wires.loop.run(log_in(std::move(wires.near), wires.loop.clock(), juliet, {}, 10s));
  CHECK(bound.jid.to_string() == "juliet@capulet.lit/balcony");
  wires.loop.settle();
  const auto peer = server->take();
  REQUIRE(peer);
  bound.connection->send(xml::Builder("message", ns::client).set("id", "1").build());
  CHECK(wires.loop.run(peer->connection->receive(1s))->is("message", ns::client));
  CHECK(wires.loop.clock().now() == 0ms);
}

TEST_CASE("An account is registered over WebSocket", "[xep0077-3.1]") {
  Wires wires;
  TestAccounts accounts;
  const auto server =
      wires.loop.start(accept_stream(std::move(wires.far), wires.loop.clock(), accounts, "stream-1", 10s));
  wires.loop.run(
      register_account(std::move(wires.near), wires.loop.clock(), {"romeo", "capulet.lit", "orchard", ""}, {}, 10s));
  wires.loop.settle();
  CHECK(accounts.authenticate("romeo", "capulet.lit", "orchard"));
}

TEST_CASE("A header in another namespace than that of the framing is refused over WebSocket", "[rfc7395-3.3.2]") {
  Wires wires;
  TestAccounts accounts;
  const auto server =
      wires.loop.start(accept_stream(std::move(wires.far), wires.loop.clock(), accounts, "stream-1", 10s));
  wires.loop.run(wires.near->write("<open xmlns='urn:wrong' to='capulet.lit' version='1.0'/>"));
  wires.loop.settle();
  CHECK_THROWS_AS(server->take(), StreamError);
}

}  // namespace conformance::stream

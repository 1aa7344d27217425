// SPDX-License-Identifier: MIT
#include "stream/connection.hpp"

#include <catch2/catch.hpp>

#include "net/test_loop.hpp"
#include "stream/outbound.hpp"
#include "stream/test_wires.hpp"
#include "stream/words.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::stream {

namespace {

using namespace std::chrono_literals;
namespace ns = xmpp::ns;

const std::string header =
    "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
    "version='1.0'>";

// A Connection on one end of a memory pipe, and bare bytes on the other.
struct Stage {
  Stage() {
    auto [near, far] = net::memory_pipe(loop.clock());
    wire = std::move(far);
    connection = Connection::over(std::move(near), loop.clock(), loop.context().get_executor());
  }
  void other_side_writes(const std::string& bytes) { loop.run(wire->write(bytes)); }
  std::string other_side_reads() { return loop.run(wire->read()); }
  std::string receives(Duration longest = 10s) {
    const auto element = loop.run(connection->receive(longest));
    return element ? element->to_string(ns::client) : "nothing";
  }
  template <class Act>
  static std::string failure_of(Act act) {
    try {
      act();
    } catch (const StreamError& error) {
      return error.what();
    }
    return "no error";
  }
  std::string failure() {
    return failure_of([this] { receives(); });
  }
  void both_open() {
    connection->open({});
    other_side_writes(header);
    loop.run(connection->receive_header(10s));
    loop.run(connection->flush());
    other_side_reads();
  }

  net::TestLoop loop;
  std::unique_ptr<net::Wire> wire;
  std::shared_ptr<Connection> connection;
};

}  // namespace

TEST_CASE("A connection sends its header, then elements in jabber:client and bytes, in order", "[rfc6120-4.2]") {
  Stage stage;
  stage.connection->open({});
  stage.connection->send(xml::Builder("presence", ns::client).set("type", "unavailable").build());
  stage.connection->send_bytes(" ");
  stage.connection->send(xml::Builder("auth", ns::sasl).build());
  stage.loop.run(stage.connection->flush());
  CHECK(stage.other_side_reads() ==
        header + "<presence type='unavailable'/> <auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
}

TEST_CASE("A connection receives the header and then one element after the other", "[rfc6120-4.2]") {
  Stage stage;
  stage.other_side_writes(header + "<message/> \n <presence/><iq/>");
  CHECK(stage.loop.run(stage.connection->receive_header(10s)).is("stream", ns::stream));
  CHECK(stage.receives() == "<message/>");
  CHECK(stage.receives() == "<presence/>");
  CHECK(stage.receives() == "<iq/>");
}

TEST_CASE("Silence is an error at the deadline, and the stream goes on after it", "[stream]") {
  Stage stage;
  stage.both_open();
  stage.other_side_writes("<message>");
  CHECK(stage.failure() == "nothing came within 10 s while waiting for a stanza");
  CHECK(stage.loop.clock().now() == 10s);
  stage.other_side_writes("</message>");
  CHECK(stage.receives() == "<message/>");
}

TEST_CASE("The error of a time-out names what was waited for", "[stream]") {
  Stage stage;
  CHECK(Stage::failure_of([&] { stage.loop.run(stage.connection->receive_header(1500ms)); }) ==
        "nothing came within 1500 ms while waiting for the stream header");
  CHECK(Stage::failure_of([&] { stage.loop.run(stage.connection->receive(2s, "an answer")); }) ==
        "nothing came within 2 s while waiting for an answer");
}

TEST_CASE("Receiving without a deadline leaves the clock alone", "[stream]") {
  Stage stage;
  stage.both_open();
  const auto receiving = stage.loop.start(stage.connection->receive());
  stage.loop.settle();
  CHECK_FALSE(receiving->done);
  CHECK_FALSE(stage.loop.clock().earliest());
  stage.other_side_writes("<message/>");
  stage.loop.settle();
  REQUIRE(receiving->done);
  CHECK(receiving->take()->name() == "message");
}

TEST_CASE("The end tag of the other side ends the stream", "[rfc6120-4.4]") {
  Stage stage;
  stage.both_open();
  stage.other_side_writes("<message/></stream:stream>");
  CHECK(stage.receives() == "<message/>");
  CHECK_FALSE(stage.connection->ended());
  CHECK(stage.receives() == "nothing");
  CHECK(stage.connection->ended());
  CHECK(stage.receives() == "nothing");
}

TEST_CASE("A wire that closes without an end tag is a loss", "[rfc6120-4.4]") {
  Stage stage;
  stage.both_open();
  stage.other_side_writes("<message/><mess");
  stage.wire->close();
  CHECK(stage.receives() == "<message/>");
  CHECK(stage.failure() == "the connection was lost while waiting for a stanza");
  CHECK_FALSE(stage.connection->ended());
}

TEST_CASE("Bytes that cannot be read are an error with their place, answered by a stream error", "[rfc6120-4.9]") {
  struct Row {
    const char* bytes;
    std::size_t offset;  // behind the header
    const char* reason;
    const char* condition;
  };
  const auto row = GENERATE(values<Row>({
      {"<a></b>", 5, "not well-formed: mismatched tag", "not-well-formed"},
      {"<a><!-- x --></a>", 3, "a comment is not allowed in a stream (RFC 6120 11.1)", "restricted-xml"},
      {"HTTP/1.1 & 400", 10, "not well-formed: not well-formed (invalid token)", "not-well-formed"},
  }));
  Stage stage;
  stage.both_open();
  stage.other_side_writes(row.bytes);
  CHECK(stage.failure() == "what came while waiting for a stanza cannot be read: byte " +
                               std::to_string(header.size() + row.offset) + ": " + row.reason);
  CHECK(stage.other_side_reads() == std::string("<stream:error><") + row.condition +
                                        " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
                                        "</stream:stream>");
  CHECK(stage.other_side_reads().empty());
}

TEST_CASE("What was complete before bytes that cannot be read is received first", "[rfc6120-4.9]") {
  Stage stage;
  stage.both_open();
  stage.other_side_writes("<message/><presence/></oops>");
  CHECK(stage.receives() == "<message/>");
  CHECK(stage.receives() == "<presence/>");
  CHECK(stage.failure().find("mismatched tag") != std::string::npos);
}

TEST_CASE("A stream error of the other side is an error with its condition and text", "[rfc6120-4.9]") {
  Stage stage;
  stage.both_open();
  stage.other_side_writes(
      "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
      "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>Replaced by new connection</text></stream:error>");
  try {
    stage.receives();
    FAIL("no error");
  } catch (const StreamError& error) {
    CHECK(error.condition() == "conflict");
    CHECK(std::string(error.what()) ==
          "the other side ended the stream while we waited for a stanza, with the stream error conflict "
          "(Replaced by new connection)");
  }
  CHECK(stage.other_side_reads() == "</stream:stream>");
}

TEST_CASE("A stream error without a condition and with an endless text stays a bounded error", "[rfc6120-4.9]") {
  Stage stage;
  stage.both_open();
  stage.other_side_writes("<stream:error><text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>" +
                          std::string(100'000, 'x') + "</text></stream:error>");
  const auto failure = stage.failure();
  CHECK(failure.find("an error without a condition") != std::string::npos);
  CHECK(failure.size() < 400);
}

TEST_CASE("A restart takes bytes that were sent ahead for the new stream", "[rfc6120-6.4.6]") {
  Stage stage;
  stage.other_side_writes(header + "<message/>" + header + "<presence/>");
  stage.loop.run(stage.connection->receive_header(10s));
  CHECK(stage.receives() == "<message/>");
  stage.connection->open({});
  CHECK(stage.loop.run(stage.connection->receive_header(10s)).name() == "stream");
  CHECK(stage.receives() == "<presence/>");
}

TEST_CASE("Closing sends the end tag once behind all that was queued and then closes the wire", "[rfc6120-4.4]") {
  Stage stage;
  stage.both_open();
  stage.connection->send(xml::Builder("message", ns::client).build());
  stage.connection->close();
  stage.connection->close();
  stage.connection->send(xml::Builder("presence", ns::client).build());
  stage.connection.reset();
  CHECK(stage.other_side_reads() == "<message/></stream:stream>");
  CHECK(stage.other_side_reads().empty());
}

TEST_CASE("Closing before a header was sent sends nothing", "[rfc6120-4.4]") {
  Stage stage;
  stage.connection->close();
  CHECK(stage.other_side_reads().empty());
}

TEST_CASE("Closing and dropping end a pending receive with nothing", "[stream]") {
  const bool drop = GENERATE(false, true);
  Stage stage;
  stage.both_open();
  const auto receiving = stage.loop.start(stage.connection->receive());
  stage.loop.settle();
  drop ? stage.connection->drop() : stage.connection->close();
  stage.loop.settle();
  REQUIRE(receiving->done);
  CHECK_FALSE(receiving->take());
  CHECK_FALSE(stage.connection->ended());
}

TEST_CASE("Dropping closes the wire without an end tag", "[stream]") {
  Stage stage;
  stage.both_open();
  stage.connection->drop();
  CHECK(stage.other_side_reads().empty());
}

TEST_CASE("A connection that nobody holds any more closes its wire", "[stream]") {
  Stage stage;
  stage.both_open();
  CHECK_THROWS_AS(stage.receives(1s), StreamError);
  stage.connection.reset();
  CHECK(stage.other_side_reads().empty());
}

TEST_CASE("After a loss nothing is written and flushing ends", "[stream]") {
  Stage stage;
  stage.both_open();
  stage.wire->close();
  stage.connection->send(xml::Builder("message", ns::client).build());
  stage.loop.run(stage.connection->flush());
  stage.connection->send(xml::Builder("message", ns::client).build());
  stage.loop.run(stage.connection->flush());
  CHECK(stage.failure() == "the connection was lost while waiting for a stanza");
}

TEST_CASE("What the other side said last is received although writing to it has failed", "[stream]") {
  Stage stage;
  stage.both_open();
  stage.other_side_writes("<message/>");
  stage.wire->close();
  stage.connection->send(xml::Builder("presence", ns::client).build());
  stage.loop.run(stage.connection->flush());
  CHECK(stage.receives() == "<message/>");
}

TEST_CASE("A wire that takes nothing is closed after 30 s so that flushing ends", "[stream]") {
  net::TestLoop loop;
  const auto connection =
      Connection::over(std::make_unique<StuckWire>(loop.clock()), loop.clock(), loop.context().get_executor());
  connection->open({});
  loop.run(connection->flush());
  CHECK(loop.clock().now() == 30s);
}

TEST_CASE("A queue takes bytes up to its limit and stops the connection beyond it", "[stream]") {
  struct Row {
    std::size_t bytes;
    Duration flushed_at;
  };
  const auto row = GENERATE(values<Row>({{queue_bytes_max, 30s}, {queue_bytes_max + 1, 0s}}));
  net::TestLoop loop;
  const auto connection =
      Connection::over(std::make_unique<StuckWire>(loop.clock()), loop.clock(), loop.context().get_executor());
  connection->open({});
  loop.settle();
  connection->send_bytes(std::string(row.bytes, ' '));
  loop.run(connection->flush());
  CHECK(loop.clock().now() == row.flushed_at);
}

TEST_CASE("An element with many tags is received whole and what follows it too", "[stream]") {
  std::string many;
  for (int i = 0; i < 500; ++i) many += "<a/>";
  Stage stage;
  stage.both_open();
  stage.other_side_writes("<message>" + many + "</message><presence/>");
  CHECK(stage.receives() == "<message>" + many + "</message>");
  CHECK(stage.receives() == "<presence/>");
}

TEST_CASE("An excerpt is bounded and cut between characters", "[stream]") {
  CHECK(excerpt("short") == "short");
  CHECK(excerpt(std::string(200, 'x')).size() == 200);
  std::string heart_beats;
  for (int i = 0; i < 100; ++i) heart_beats += "♥";
  std::string expected;
  for (int i = 0; i < 65; ++i) expected += "♥";
  CHECK(excerpt(heart_beats) == expected + "…");
}

}  // namespace conformance::stream

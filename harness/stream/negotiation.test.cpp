// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "net/test_loop.hpp"
#include "stream/client.hpp"
#include "stream/server.hpp"
#include "stream/test_accounts.hpp"
#include "stream/test_wires.hpp"

/// Both ends of the negotiation against each other, and on wires that break.
namespace conformance::stream {

namespace {

using namespace std::chrono_literals;

const Login juliet{"juliet", "capulet.lit", "r0m30myr0m30", "balcony"};

// A client's wire and a server's wire, on one virtual clock.
struct Stage {
  Stage() {
    auto [near, far] = net::memory_pipe(loop.clock());
    client = std::move(near);
    server = std::move(far);
  }
  auto start_server() { return loop.start(accept_stream(std::move(server), loop.clock(), accounts, "stream-1", 10s)); }
  Bound log_in(Login login = juliet) {
    return loop.run(stream::log_in(std::move(client), loop.clock(), std::move(login), {}, 10s));
  }
  // What the failed login says.
  std::string failure(Login login = juliet) {
    try {
      log_in(std::move(login));
    } catch (const StreamError& error) {
      return error.what();
    }
    return "no error";
  }

  net::TestLoop loop;
  TestAccounts accounts;
  std::unique_ptr<net::Wire> client;
  std::unique_ptr<net::Wire> server;
};

std::vector<Crossing> record_good_login() {
  Stage stage;
  const auto record = std::make_shared<std::vector<Crossing>>();
  stage.client = std::make_unique<RecordingWire>(std::move(stage.client), record);
  const auto server = stage.start_server();
  const auto bound = stage.log_in();
  return *record;
}

std::size_t bytes_of(const std::vector<Crossing>& record, bool read) {
  std::size_t sum = 0;
  for (const auto& crossing : record) sum += crossing.read == read ? crossing.bytes.size() : 0;
  return sum;
}

}  // namespace

TEST_CASE("A client logs in to our server and both know the same JID", "[rfc6120-7]") {
  Stage stage;
  const auto server = stage.start_server();
  const auto bound = stage.log_in();
  CHECK(bound.jid.to_string() == "juliet@capulet.lit/balcony");
  REQUIRE(server->done);
  const auto peer = server->take();
  REQUIRE(peer);
  CHECK(peer->jid == bound.jid);
  CHECK(stage.loop.clock().now() == 0ms);
}

TEST_CASE("A client that asks for no resource is bound to the one that the server chose", "[rfc6120-7.6]") {
  Stage stage;
  const auto server = stage.start_server();
  CHECK(stage.log_in({"Juliet", "Capulet.LIT", "r0m30myr0m30", ""}).jid.to_string() == "juliet@capulet.lit/chosen");
}

TEST_CASE("Stanzas go both ways on the bound stream", "[rfc6120-8]") {
  Stage stage;
  const auto server = stage.start_server();
  const auto bound = stage.log_in();
  const auto peer = server->take();
  bound.connection->send(xml::Builder("message", "jabber:client").set("id", "1").build());
  CHECK(stage.loop.run(peer->connection->receive(1s))->attribute("id") == std::string_view("1"));
  peer->connection->send(xml::Builder("message", "jabber:client").set("id", "2").build());
  CHECK(stage.loop.run(bound.connection->receive(1s))->attribute("id") == std::string_view("2"));
}

TEST_CASE("An account that was registered can log in", "[xep0077-3.1]") {
  TestAccounts accounts;
  const Login romeo{"romeo", "capulet.lit", "a plague & <both> 'houses'", "orchard"};
  net::TestLoop loop;
  {
    auto [near, far] = net::memory_pipe(loop.clock());
    const auto server = loop.start(accept_stream(std::move(far), loop.clock(), accounts, "stream-1", 10s));
    loop.run(register_account(std::move(near), loop.clock(), romeo, {}, 10s));
    loop.settle();
    REQUIRE(server->done);
    CHECK_FALSE(server->take());
  }
  auto [near, far] = net::memory_pipe(loop.clock());
  const auto server = loop.start(accept_stream(std::move(far), loop.clock(), accounts, "stream-2", 10s));
  CHECK(loop.run(log_in(std::move(near), loop.clock(), romeo, {}, 10s)).jid.to_string() == "romeo@capulet.lit/orchard");
}

TEST_CASE("Registering an account that is there already is a conflict", "[xep0077-3.1]") {
  Stage stage;
  const auto server = stage.start_server();
  try {
    stage.loop.run(register_account(std::move(stage.client), stage.loop.clock(), juliet, {}, 10s));
    FAIL("no error");
  } catch (const StreamError& error) {
    CHECK(std::string(error.what()) == "the server refused to register juliet@capulet.lit: conflict");
    CHECK(error.condition() == "conflict");
  }
}

TEST_CASE("A wrong password is not-authorized and stands in no error", "[rfc6120-6.5.10]") {
  Stage stage;
  const auto server = stage.start_server();
  Login wrong = juliet;
  wrong.password = "wherefore-art-thou";
  try {
    stage.log_in(wrong);
    FAIL("no error");
  } catch (const StreamError& error) {
    CHECK(std::string(error.what()) == "the server refused the login of juliet@capulet.lit: not-authorized");
    CHECK(error.condition() == "not-authorized");
  }
  stage.loop.settle();
  REQUIRE(server->done);
  CHECK_FALSE(server->take());
}

TEST_CASE("A domain that is not served is host-unknown", "[rfc6120-4.9.3.6]") {
  Stage stage;
  const auto server = stage.start_server();
  CHECK(stage.failure({"romeo", "montague.lit", "secret", ""}).find("host-unknown") != std::string::npos);
  stage.loop.settle();
  CHECK_THROWS_WITH(server->take(), "the domain 'montague.lit' is not served here");
}

TEST_CASE("A server that says nothing ends the login at the deadline", "[stream]") {
  Stage stage;
  CHECK(stage.failure() == "nothing came within 10 s while waiting for the stream header");
  CHECK(stage.loop.clock().now() == 10s);
}

TEST_CASE("A server that says garbage ends the login with the place of it", "[stream]") {
  Stage stage;
  stage.loop.run(stage.server->write("HTTP/1.1 400 Bad Request\r\n"));
  CHECK(stage.failure() ==
        "what came while waiting for the stream header cannot be read: byte 4: not well-formed: "
        "not well-formed (invalid token)");
  CHECK(stage.loop.clock().now() == 0ms);
}

TEST_CASE("A login whose server is lost at any byte ends at once with an error", "[stream]") {
  const auto total = bytes_of(record_good_login(), true);
  REQUIRE(total > 500);
  for (std::size_t bytes = 0; bytes < total; ++bytes) {
    CAPTURE(bytes);
    Stage stage;
    stage.client = std::make_unique<CutWire>(std::move(stage.client), bytes);
    const auto server = stage.start_server();
    REQUIRE(stage.failure().find("the connection was lost while waiting for") != std::string::npos);
    REQUIRE(stage.loop.clock().now() == 0ms);
  }
  Stage stage;
  stage.client = std::make_unique<CutWire>(std::move(stage.client), total);
  const auto server = stage.start_server();
  CHECK(stage.log_in().jid.to_string() == "juliet@capulet.lit/balcony");
}

TEST_CASE("A stream whose client is lost at any byte ends at once on the server", "[stream]") {
  const auto total = bytes_of(record_good_login(), false);
  REQUIRE(total > 500);
  for (std::size_t bytes = 0; bytes < total; ++bytes) {
    CAPTURE(bytes);
    Stage stage;
    stage.server = std::make_unique<CutWire>(std::move(stage.server), bytes);
    const auto server = stage.start_server();
    const auto client = stage.loop.start(stream::log_in(std::move(stage.client), stage.loop.clock(), juliet, {}, 10s));
    stage.loop.settle();
    REQUIRE(server->done);
    REQUIRE_THROWS_AS(server->take(), StreamError);
    REQUIRE(stage.loop.clock().now() == 0ms);
  }
}

TEST_CASE("A login works however the bytes are cut on both sides", "[stream]") {
  const std::size_t slice = GENERATE(1, 2, 3, 5, 7, 64);
  Stage stage;
  stage.client = std::make_unique<SlicedWire>(std::move(stage.client), slice);
  stage.server = std::make_unique<SlicedWire>(std::move(stage.server), slice);
  const auto server = stage.start_server();
  CHECK(stage.log_in().jid.to_string() == "juliet@capulet.lit/balcony");
}

TEST_CASE("A login works with the server's bytes cut in two at any place", "[stream]") {
  const auto record = record_good_login();
  for (std::size_t cut = 1; cut < bytes_of(record, true); ++cut) {
    CAPTURE(cut);
    Stage stage;
    stage.client = std::make_unique<SlicedWire>(std::move(stage.client), 1U << 20U, cut);
    const auto server = stage.start_server();
    REQUIRE(stage.log_in().jid.to_string() == "juliet@capulet.lit/balcony");
  }
}

TEST_CASE("A login whose wire fails at any read or write ends with an error until it has all it needs", "[stream]") {
  int operations = 0;
  for (; operations < 100; ++operations) {
    Stage stage;
    stage.client = std::make_unique<FailingWire>(std::move(stage.client), operations);
    const auto server = stage.start_server();
    const auto failure = stage.failure();
    if (failure == "no error") break;
    CAPTURE(operations, failure);
    // A write that fails is found by the read behind it, at the latest by its deadline.
    REQUIRE((failure.find("lost") != std::string::npos || failure.find("nothing came") != std::string::npos));
  }
  CHECK(operations > 4);
  CHECK(operations < 100);
}

TEST_CASE("A registration whose wire fails at any read or write ends with an error until it is done", "[stream]") {
  const Login romeo{"romeo", "capulet.lit", "secret", ""};
  int operations = 0;
  for (bool failed = true; failed && operations < 100; ++operations) {
    CAPTURE(operations);
    Stage stage;
    stage.client = std::make_unique<FailingWire>(std::move(stage.client), operations);
    const auto server = stage.start_server();
    try {
      stage.loop.run(register_account(std::move(stage.client), stage.loop.clock(), romeo, {}, 10s));
      failed = false;
    } catch (const StreamError&) {
    }
  }
  CHECK(operations > 4);
  CHECK(operations < 100);
}

}  // namespace conformance::stream

// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "net/test_loop.hpp"
#include "stream/base64.hpp"
#include "stream/client.hpp"
#include "stream/server.hpp"
#include "stream/test_accounts.hpp"
#include "stream/test_wires.hpp"

/// How streams and passwords are protected: both ends against each other, on wires that break, and against who would
/// put something in before TLS.
namespace conformance::stream {

namespace {

using namespace std::chrono_literals;

const Login juliet{"juliet", "capulet.lit", "r0m30myr0m30", "balcony"};

// An identity costs little, but not for each of a thousand logins.
const net::TlsIdentity& identity() {
  static const auto made = net::TlsIdentity::make({{"capulet.lit"}});
  return made;
}
net::TlsTrust trust() { return net::TlsTrust::of_pem(identity().ca_pem()).value(); }

struct Stage {
  Stage() {
    auto [near, far] = net::memory_pipe(loop.clock());
    client = std::move(near);
    server = std::move(far);
  }
  auto serve() { return loop.start(accept_stream(std::move(server), loop.clock(), accounts, "7", 10s, offer)); }
  std::string log_in(const Login& login = juliet) {
    try {
      bound = loop.run(stream::log_in(std::move(client), loop.clock(), login, security, 10s));
    } catch (const std::exception& error) {
      return error.what();
    }
    loop.settle();
    return bound->jid.to_string();
  }

  net::TestLoop loop;
  TestAccounts accounts;
  Offer offer{identity(), false};
  Security security{StartTls::required, trust(), false, nullptr};
  std::unique_ptr<net::Wire> client;
  std::unique_ptr<net::Wire> server;
  std::optional<Bound> bound;
};

std::string all_of(const std::vector<Crossing>& record) {
  std::string bytes;
  for (const auto& crossing : record) bytes += crossing.bytes;
  return bytes;
}

// Answers whatever it reads by the next line, and gives what it heard.
Task<std::string> follow(std::unique_ptr<net::Wire> wire, std::vector<std::string> lines) {
  std::string heard;
  for (const auto& line : lines) {
    const std::string bytes = co_await wire->read();
    heard += bytes;
    if (bytes.empty()) break;
    co_await wire->write(line);
  }
  while (true) {
    const std::string bytes = co_await wire->read();
    if (bytes.empty()) co_return heard;
    heard += bytes;
  }
}

const std::string header =
    "<?xml version='1.0'?><stream:stream from='capulet.lit' id='1' xmlns='jabber:client' "
    "xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>";
const std::string starttls = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
const std::string proceed = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
const std::string plain =
    "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms>";
std::string features(const std::string& offered) { return "<stream:features>" + offered + "</stream:features>"; }

}  // namespace

TEST_CASE("A login by STARTTLS is bound on an encrypted stream, and nothing of it is seen on the wire", "[rfc6120-5]") {
  Stage stage;
  const auto record = std::make_shared<std::vector<Crossing>>();
  stage.client = std::make_unique<RecordingWire>(std::move(stage.client), record);
  const auto server = stage.serve();
  CHECK(stage.log_in() == "juliet@capulet.lit/balcony");
  CHECK(stage.bound->connection->wire().is_encrypted());
  REQUIRE(server->done);
  CHECK(server->take()->jid.to_string() == "juliet@capulet.lit/balcony");
  const auto seen = all_of(*record);
  CHECK(seen.find("<starttls") != std::string::npos);
  for (const auto* secret : {"<auth", "SCRAM", "juliet", "balcony", "r0m30"})
    CHECK(seen.find(secret) == std::string::npos);
  CHECK(stage.loop.clock().now() == 0ms);
}

TEST_CASE("On a stream with TLS 1.3 both ends log in with channel binding", "[rfc9266]") {
  Stage stage;
  const auto shaking = stage.loop.start(net::tls_server(std::move(stage.server), identity(), stage.loop.clock(), 10s));
  stage.client =
      stage.loop.run(net::tls_client(std::move(stage.client), "capulet.lit", trust(), stage.loop.clock(), 10s));
  stage.loop.settle();
  stage.server = shaking->take();
  const auto record = std::make_shared<std::vector<Crossing>>();
  stage.client = std::make_unique<RecordingWire>(std::move(stage.client), record);
  const auto server = stage.serve();
  CHECK(stage.log_in() == "juliet@capulet.lit/balcony");
  const auto seen = all_of(*record);
  CHECK(seen.find("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-256-PLUS'>" +
                  to_base64("p=tls-exporter,,n=juliet,r=").substr(0, 32)) != std::string::npos);
  CHECK(seen.find("<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'><channel-binding type='tls-exporter'/>") !=
        std::string::npos);
  // Direct TLS: nothing is to be begun in the stream.
  CHECK(seen.find("starttls") == std::string::npos);
}

TEST_CASE("What is wanted of TLS and what is offered decide whether it is used", "[rfc6120-5.3]") {
  struct Row {
    StartTls wanted;
    bool offered;
    const char* said;
    bool encrypted;
  };
  const auto row = GENERATE(values<Row>({
      {StartTls::required, true, "juliet@capulet.lit/balcony", true},
      {StartTls::required, false, "the server does not offer TLS, which is required", false},
      {StartTls::optional, true, "juliet@capulet.lit/balcony", true},
      {StartTls::optional, false, "juliet@capulet.lit/balcony", false},
      {StartTls::off, true, "the server demands TLS, which was switched off", false},
      {StartTls::off, false, "juliet@capulet.lit/balcony", false},
  }));
  Stage stage;
  stage.security.start_tls = row.wanted;
  if (!row.offered) stage.offer.start_tls.reset();
  const auto server = stage.serve();
  CHECK(stage.log_in() == row.said);
  if (stage.bound) CHECK(stage.bound->connection->wire().is_encrypted() == row.encrypted);
}

TEST_CASE("A server that demands TLS takes nothing else before it", "[rfc6120-5.3.1]") {
  const std::string element =
      GENERATE("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGp1bGlldAByMG0zMG15cjBtMzA=</auth>",
               "<iq type='get' id='r'><query xmlns='jabber:iq:register'/></iq>");
  Stage stage;
  stage.loop.run(
      stage.client->write("<stream:stream xmlns='jabber:client' to='capulet.lit' version='1.0' "
                          "xmlns:stream='http://etherx.jabber.org/streams'>" +
                          element));
  const auto server = stage.serve();
  stage.loop.settle();
  const auto heard = stage.loop.run(stage.client->read());
  CHECK(heard.find(features("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>")) !=
        std::string::npos);
  CHECK(heard.find("<not-authorized") != std::string::npos);
  CHECK(heard.find("<success") == std::string::npos);
}

TEST_CASE("What a client pipelines behind starttls is never taken for what it says in TLS", "[rfc6120-5.4.3]") {
  const std::string ahead = GENERATE(
      " ", "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGp1bGlldAByMG0zMG15cjBtMzA=</auth>",
      "<stream:stream xmlns='jabber:client'");
  Stage stage;
  stage.loop.run(
      stage.client->write("<stream:stream xmlns='jabber:client' to='capulet.lit' version='1.0' "
                          "xmlns:stream='http://etherx.jabber.org/streams'>" +
                          starttls + ahead));
  const auto server = stage.serve();
  stage.loop.settle();
  const auto heard = stage.loop.run(stage.client->read());
  CHECK(heard.find("<policy-violation") != std::string::npos);
  CHECK(heard.find("<proceed") == std::string::npos);
  CHECK_THROWS_WITH(server->take(), "bytes came where TLS was to begin");
}

TEST_CASE("What a server pipelines behind proceed is never taken for what it says in TLS", "[rfc6120-5.4.3]") {
  const std::string ahead = GENERATE(as<std::string>(), " ", header + features(plain), "\x16\x03\x03");
  Stage stage;
  const auto server = stage.loop.start(follow(std::move(stage.server), {header + features(starttls), proceed + ahead}));
  CHECK(stage.log_in() == "bytes came where TLS was to begin");
  stage.loop.settle();
  REQUIRE(server->done);
  CHECK(server->take().find("<auth") == std::string::npos);
}

TEST_CASE("An answer to starttls that is none ends the login", "[rfc6120-5.4.2.2]") {
  struct Row {
    std::string answer;
    const char* said;
  };
  const auto row = GENERATE(values<Row>({
      {"<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", "the server answered <failure/> to <starttls/>"},
      {proceed, "memory: TLS failed: what came is not TLS"},
      {"</stream:stream>", "the server closed the stream while we waited for the answer to <starttls/>"},
      {"<stream:error><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>",
       "the other side ended the stream while we waited for the answer to <starttls/>, with the stream error "
       "policy-violation"},
  }));
  Stage stage;
  const auto server =
      stage.loop.start(follow(std::move(stage.server), {header + features(starttls), row.answer, "<no-tls/>"}));
  CHECK(stage.log_in() == row.said);
}

TEST_CASE("A certificate that is refused ends the login before anything is said", "[rfc6120-13.7]") {
  Stage stage;
  stage.offer.start_tls = net::TlsIdentity::make({{"montague.lit"}});
  stage.security.trust = net::TlsTrust::of_pem(stage.offer.start_tls->ca_pem()).value();
  const auto server = stage.serve();
  CHECK(stage.log_in() == "memory: the certificate is refused: it is not for capulet.lit but for montague.lit");
  stage.loop.settle();
  CHECK(server->done);
}

TEST_CASE("PLAIN is not sent to another machine without TLS unless it is allowed", "[rfc6120-13.8.3]") {
  // SlicedWire does not say that it is local.
  const bool allowed = GENERATE(true, false);
  Stage stage;
  stage.client = std::make_unique<SlicedWire>(std::move(stage.client), 1'000);
  stage.security = {StartTls::off, std::nullopt, allowed, nullptr};
  const auto server = stage.loop.start(follow(std::move(stage.server), {header + features(plain)}));
  const auto said = stage.log_in();
  stage.loop.settle();
  if (allowed) {
    CHECK(said == "nothing came within 10 s while waiting for the answer to <auth/>");
  } else {
    CHECK(said.ends_with("it offers PLAIN, and PLAIN would show the password to the network"));
    CHECK(server->take().find("<auth") == std::string::npos);
  }
}

TEST_CASE("Who has no account is let in where that is offered, and told what is offered where it is not", "[rfc4505]") {
  const bool offered = GENERATE(true, false);
  Stage stage;
  stage.offer.anonymous = offered;
  const auto server = stage.serve();
  CHECK(stage.log_in({"", "capulet.lit", "", ""}) ==
        (offered ? "somebody@capulet.lit/chosen"
                 : "no SASL mechanism of the server can be used without an account: it offers SCRAM-SHA-256-PLUS, "
                   "SCRAM-SHA-1-PLUS, SCRAM-SHA-256, SCRAM-SHA-1, PLAIN"));
}

TEST_CASE("A wrong password is refused by SCRAM and stands in no error", "[rfc5802]") {
  Stage stage;
  const auto server = stage.serve();
  Login wrong = juliet;
  wrong.password = "wherefore-art-thou";
  CHECK(stage.log_in(wrong) == "the server refused the login of juliet@capulet.lit: not-authorized");
}

TEST_CASE("A server that lets in before it has proved itself is not believed", "[rfc5802-3]") {
  const std::string scram =
      "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-1</mechanism></mechanisms>";
  const std::string answer =
      GENERATE("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
               "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>dj1ybUY5cHFWOFM3c3VBb1pXamE0ZEpSa0ZzS1E9</success>");
  Stage stage;
  stage.security = {};
  const auto server = stage.loop.start(follow(std::move(stage.server), {header + features(scram), answer}));
  CHECK(stage.log_in() == "the login of juliet@capulet.lit was broken off: the server does not keep to SCRAM-SHA-1");
}

TEST_CASE("With a cache the keys are derived once for many logins", "[rfc5802-5.1]") {
  const auto cache = std::make_shared<ScramCache>();
  for (int i = 0; i < 3; ++i) {
    Stage stage;
    stage.security.cache = cache;
    const auto server = stage.serve();
    CHECK(stage.log_in() == "juliet@capulet.lit/balcony");
  }
  CHECK(cache->derived() == 1);
}

TEST_CASE("A login by STARTTLS works however the bytes are cut", "[rfc6120-5]") {
  const std::size_t slice = GENERATE(1, 2, 3, 7, 64);
  Stage stage;
  stage.client = std::make_unique<SlicedWire>(std::move(stage.client), slice);
  stage.server = std::make_unique<SlicedWire>(std::move(stage.server), slice);
  const auto server = stage.serve();
  CHECK(stage.log_in() == "juliet@capulet.lit/balcony");
}

TEST_CASE("A login by STARTTLS whose wire fails at any read or write ends with an error at both ends", "[rfc6120-5]") {
  const bool at_client = GENERATE(true, false);
  int operations = 0;
  for (; operations < 100; ++operations) {
    CAPTURE(operations, at_client);
    Stage stage;
    auto& wire = at_client ? stage.client : stage.server;
    wire = std::make_unique<FailingWire>(std::move(wire), operations);
    const auto server = stage.serve();
    const auto said = stage.log_in();
    if (said == "juliet@capulet.lit/balcony") break;
    stage.loop.settle();
    REQUIRE(said.find("r0m30") == std::string::npos);
  }
  CHECK(operations > 8);
  CHECK(operations < 100);
}

}  // namespace conformance::stream

// SPDX-License-Identifier: MIT
#include "stream/server.hpp"

#include <catch2/catch.hpp>

#include "net/test_loop.hpp"
#include "stream/base64.hpp"
#include "stream/test_accounts.hpp"

/// Our server against clients that are written out. The client says everything at once: the server takes it in order.
namespace conformance::stream {

namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

const std::string header =
    "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='capulet.lit' "
    "version='1.0'>";
const std::string response =
    "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='7' "
    "from='capulet.lit' version='1.0'>";
const std::string first_features =
    "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-256</mechanism>"
    "<mechanism>SCRAM-SHA-1</mechanism><mechanism>PLAIN</mechanism></mechanisms>"
    "<register xmlns='http://jabber.org/features/iq-register'/></stream:features>";
const std::string second_features =
    "<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"
    "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'><optional/></session>"
    "<csi xmlns='urn:xmpp:csi:0'/></stream:features>";
const std::string success = "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>";

std::string auth(const std::string& message, const std::string& mechanism = "PLAIN") {
  return "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='" + mechanism + "'>" + message + "</auth>";
}
const std::string good_auth = auth("AGp1bGlldAByMG0zMG15cjBtMzA=");

std::string failure(const std::string& condition) {
  return "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><" + condition + "/></failure>";
}
std::string stream_error(const std::string& condition) {
  return "<stream:error><" + condition +
         " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>";
}
std::string bind_iq(const std::string& resource) {
  return "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>" + resource +
         "</resource></bind></iq>";
}

struct Outcome {
  std::string jid;    // "nothing", or the sentence of the error
  std::string heard;  // by the client
};

Outcome accept(const std::string& client_bytes) {
  net::TestLoop loop;
  TestAccounts accounts;
  auto [near, far] = net::memory_pipe(loop.clock());
  loop.run(near->write(client_bytes));
  Outcome outcome;
  std::optional<BoundPeer> peer;
  try {
    peer = loop.run(accept_stream(std::move(far), loop.clock(), accounts, "7", 10s));
    outcome.jid = peer ? peer->jid.to_string() : "nothing";
  } catch (const StreamError& error) {
    outcome.jid = error.what();
  }
  loop.settle();
  outcome.heard = loop.run(near->read());
  return outcome;
}

}  // namespace

TEST_CASE("A client that sends everything ahead is bound", "[rfc6120-9.1]") {
  const auto outcome = accept(header + good_auth + header + bind_iq("balcony"));
  CHECK(outcome.jid == "juliet@capulet.lit/balcony");
  CHECK(outcome.heard == response + first_features + success + response + second_features +
                             "<iq type='result' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
                             "<jid>juliet@capulet.lit/balcony</jid></bind></iq>");
}

TEST_CASE("A header that cannot be taken is answered by a header and a stream error", "[rfc6120-4.9.1.2]") {
  struct Row {
    const char* bytes;
    const char* from;
    const char* condition;
  };
  const auto row = GENERATE(values<Row>({
      {"<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='montague.lit'>",
       " from='montague.lit'", "host-unknown"},
      {"<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>", "", "host-unknown"},
      {"<stream:stream xmlns='jabber:client' xmlns:stream='urn:wrong' to='capulet.lit'>", " from='capulet.lit'",
       "invalid-namespace"},
      {"<stream to='capulet.lit'>", " from='capulet.lit'", "invalid-namespace"},
      {"<stream:flow xmlns:stream='http://etherx.jabber.org/streams' to='capulet.lit'>", " from='capulet.lit'",
       "bad-format"},
      {"<stream:stream xmlns='jabber:client' to='capulet.lit'>", "", "not-well-formed"},
      {"GET / HTTP/1.1\r\n\r\n", "", "not-well-formed"},
      {"<!DOCTYPE html>", "", "restricted-xml"},
  }));
  const auto outcome = accept(row.bytes);
  CHECK(outcome.heard ==
        "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
        "id='7'" +
            std::string(row.from) + " version='1.0'>" + stream_error(row.condition));
}

TEST_CASE("A login that fails is answered by its condition and may be tried again", "[rfc6120-6.5]") {
  struct Row {
    std::string attempt;
    const char* condition;
  };
  const auto row = GENERATE(values<Row>({
      {auth(to_base64("\0juliet\0wrong"s)), "not-authorized"},
      {auth(to_base64("\0nurse\0r0m30myr0m30"s)), "not-authorized"},
      {auth(to_base64("\0juliet@capulet.lit\0r0m30myr0m30"s)), "not-authorized"},
      {auth(to_base64("\0x/juliet\0r0m30myr0m30"s)), "not-authorized"},
      {auth(to_base64("romeo@capulet.lit\0juliet\0r0m30myr0m30"s)), "invalid-authzid"},
      {auth(to_base64("juliet")), "malformed-request"},
      {auth("="), "malformed-request"},
      {auth("not base 64"), "incorrect-encoding"},
      {auth("===="), "incorrect-encoding"},
      {auth(to_base64("\0juliet"s)), "malformed-request"},
      {auth(to_base64("\0juliet\0"s)), "malformed-request"},
      {auth(to_base64("\0\0r0m30myr0m30"s)), "malformed-request"},
      {auth(to_base64("\0juliet\0r0m30\0myr0m30"s)), "malformed-request"},
      {auth("", "DIGEST-MD5"), "invalid-mechanism"},
      {auth("", "ANONYMOUS"), "invalid-mechanism"},
      {auth("", "SCRAM-SHA-256-PLUS"), "invalid-mechanism"},
      {auth("=", "SCRAM-SHA-1"), "malformed-request"},
      {auth(to_base64("O Romeo"), "SCRAM-SHA-1"), "malformed-request"},
      {auth(to_base64("p=tls-exporter,,n=juliet,r=abc"), "SCRAM-SHA-1"), "not-authorized"},
      {"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", "invalid-mechanism"},
      {"<abort xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", "aborted"},
  }));
  INFO(row.attempt);
  const auto outcome = accept(header + row.attempt + good_auth + header + bind_iq("balcony"));
  CHECK(outcome.jid == "juliet@capulet.lit/balcony");
  CHECK(outcome.heard.find(failure(row.condition) + success) != std::string::npos);
}

TEST_CASE("The third login that fails ends the stream", "[rfc6120-6.4.5]") {
  const auto wrong = auth(to_base64("\0juliet\0wrong"s));
  const auto twice = accept(header + wrong + wrong + good_auth + header + bind_iq("balcony"));
  CHECK(twice.jid == "juliet@capulet.lit/balcony");
  const auto thrice = accept(header + wrong + wrong + wrong + good_auth);
  CHECK(thrice.jid == "the client was refused 3 logins, the last with not-authorized");
  CHECK(thrice.heard.ends_with(failure("not-authorized") + stream_error("policy-violation")));
}

TEST_CASE("A login without an initial response gets an empty challenge", "[rfc6120-6.4.2]") {
  const auto outcome = accept(
      header + auth("") + "<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>AGp1bGlldAByMG0zMG15cjBtMzA=</response>" +
      header + bind_iq("balcony"));
  CHECK(outcome.jid == "juliet@capulet.lit/balcony");
  CHECK(outcome.heard.find("<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>" + success) != std::string::npos);
}

TEST_CASE("An element out of turn ends the stream with not-authorized", "[rfc6120-4.9.3.12]") {
  const auto* element =
      GENERATE("<message to='romeo@montague.lit'/>", "<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
               "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", "<iq type='get' id='1'/>");
  CHECK(accept(header + element).heard == response + first_features + stream_error("not-authorized"));
  CHECK(
      accept(header + good_auth + header + element).heard.ends_with(second_features + stream_error("not-authorized")));
}

TEST_CASE("A client that never gets to the point is ended", "[stream]") {
  const std::string ask = "<iq type='get' id='r'><query xmlns='jabber:iq:register'/></iq>";
  std::string asks;
  for (int i = 0; i < 30; ++i) asks += ask;
  CHECK(accept(header + asks + good_auth + header + bind_iq("balcony")).jid == "juliet@capulet.lit/balcony");
  CHECK(accept(header + asks + ask + good_auth + header + bind_iq("balcony"))
            .heard.ends_with(stream_error("policy-violation")));
}

TEST_CASE("A session is answered before the stream is bound", "[rfc3921-3]") {
  const auto outcome =
      accept(header + good_auth + header +
             "<iq type='set' id='s'><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>" + bind_iq("balcony"));
  CHECK(outcome.jid == "juliet@capulet.lit/balcony");
  CHECK(outcome.heard.find("<iq type='result' id='s'/>") != std::string::npos);
}

TEST_CASE("A resource that is not a valid one is a bad-request and another may be asked for", "[rfc6120-7.7.2.1]") {
  const auto outcome = accept(header + good_auth + header + bind_iq(std::string(1'024, 'x')) + bind_iq("balcony"));
  CHECK(outcome.jid == "juliet@capulet.lit/balcony");
  CHECK(outcome.heard.find("<iq type='error' id='b'><error type='modify'>"
                           "<bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>") !=
        std::string::npos);
}

TEST_CASE("The second stream has to go to the domain of the first", "[rfc6120-4.9.3.6]") {
  const std::string other =
      "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='montague.lit'>";
  CHECK(accept(header + good_auth + other).heard.ends_with(stream_error("host-unknown")));
}

TEST_CASE("A registration is answered and never says the password back", "[xep0077-3.1]") {
  struct Row {
    const char* fields;
    const char* answer;
  };
  const auto row = GENERATE(values<Row>({
      {"<username>romeo</username><password>secret-words</password>", "<iq type='result' id='r'/>"},
      {"<username>Juliet</username><password>secret-words</password>", "<conflict "},
      {"<username>romeo</username>", "<not-acceptable "},
      {"<username/><password>secret-words</password>", "<not-acceptable "},
      {"<username>a@b</username><password>secret-words</password>", "<not-acceptable "},
      {"<remove/>", "<not-allowed "},
  }));
  const auto outcome = accept(header + "<iq type='set' id='r'><query xmlns='jabber:iq:register'>" + row.fields +
                              "</query></iq></stream:stream>");
  CHECK(outcome.jid == "nothing");
  CHECK(outcome.heard.find(row.answer) != std::string::npos);
  CHECK(outcome.heard.find("secret-words") == std::string::npos);
  CHECK(outcome.heard.ends_with("</stream:stream>"));
}

TEST_CASE("A client that says nothing is ended with connection-timeout", "[rfc6120-4.9.3.4]") {
  const auto outcome = accept(header);
  CHECK(outcome.jid == "nothing came within 10 s while waiting for the login");
  CHECK(outcome.heard == response + first_features + stream_error("connection-timeout"));
}

}  // namespace conformance::stream

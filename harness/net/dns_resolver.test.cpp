// SPDX-License-Identifier: MIT
#include <algorithm>
#include <catch2/catch.hpp>

#include "net/resolver.hpp"
#include "net/test_dns.hpp"
#include "net/test_real_loop.hpp"

/// The resolver of c-ares against a DNS server on loopback.
namespace conformance::net {

namespace {

using namespace std::chrono_literals;

const std::string plain = "_xmpp-client._tcp.capulet.lit";

struct Stage {
  std::unique_ptr<Resolver> resolver() { return dns_resolver(context, clock, dns.options()); }
  std::vector<SrvRecord> services(const std::string& name) {
    const auto asked = resolver();
    return run_for_real(context, asked->services(name, 10s));
  }
  std::vector<std::string> addresses(const std::string& host) {
    const auto asked = resolver();
    std::vector<std::string> texts;
    const auto found = run_for_real(context, asked->addresses(host, 10s));
    for (const auto& address : found) texts.push_back(address.to_string());
    std::sort(texts.begin(), texts.end());
    return texts;
  }
  boost::asio::io_context context;
  RealClock clock{context};
  TestDns dns{context};
};

}  // namespace

TEST_CASE("SRV records come with all their fields", "[rfc2782]") {
  Stage stage;
  stage.dns.add_service(plain, {"xmpp.capulet.lit", 5269, 10, 65'535});
  stage.dns.add_service(plain, {"backup.capulet.lit", 443, 20, 0});
  const auto records = stage.services(plain);
  REQUIRE(records.size() == 2);
  CHECK(records[0].target == "xmpp.capulet.lit");
  CHECK(records[0].port == 5269);
  CHECK(records[0].priority == 10);
  CHECK(records[0].weight == 65'535);
  CHECK(records[1].target == "backup.capulet.lit");
}

TEST_CASE("The SRV target of one dot comes as an empty name", "[rfc2782]") {
  Stage stage;
  stage.dns.add_service(plain, {".", 0, 0, 0});
  const auto records = stage.services(plain);
  REQUIRE(records.size() == 1);
  CHECK((records[0].target.empty() || records[0].target == "."));
}

// So many do not fit into a datagram: the answer comes over TCP.
TEST_CASE("More SRV records than the limit are cut there", "[limits]") {
  const std::size_t count = GENERATE(std::size_t{srv_records_max}, std::size_t{srv_records_max + 1});
  Stage stage;
  for (std::size_t i = 0; i < count; ++i) stage.dns.add_service(plain, {"a.lit", static_cast<std::uint16_t>(i), 0, 0});
  CHECK(stage.services(plain).size() == srv_records_max);
}

TEST_CASE("A host has its addresses of both kinds", "[net]") {
  Stage stage;
  stage.dns.add_address("xmpp.capulet.lit", "127.0.0.2");
  stage.dns.add_address("xmpp.capulet.lit", "::1");
  CHECK(stage.addresses("xmpp.capulet.lit") == std::vector<std::string>{"127.0.0.2", "::1"});
}

TEST_CASE("A domain that is not ASCII is asked for by its A-labels", "[rfc5890-2.3.2.1]") {
  Stage stage;
  stage.dns.add_service("_xmpp-client._tcp.xn--bcher-kva.lit", {"xn--bcher-kva.lit", 5222, 0, 0});
  stage.dns.add_address("xn--bcher-kva.lit", "127.0.0.2");
  const auto records = stage.services("_xmpp-client._tcp.bücher.lit");
  REQUIRE(records.size() == 1);
  CHECK(records[0].target == "xn--bcher-kva.lit");
  CHECK(stage.addresses("bücher.lit") == std::vector<std::string>{"127.0.0.2"});
  CHECK(stage.addresses("BÜCHER.lit") == std::vector<std::string>{"127.0.0.2"});
}

TEST_CASE("An address in words and a name of the hosts file are answered without DNS", "[net]") {
  Stage stage;
  CHECK(stage.addresses("192.0.2.1") == std::vector<std::string>{"192.0.2.1"});
  CHECK(stage.addresses("2001:db8::1") == std::vector<std::string>{"2001:db8::1"});
  const auto local = stage.addresses("localhost");
  CHECK(std::find(local.begin(), local.end(), "127.0.0.1") != local.end());
  CHECK(stage.dns.asked().empty());
}

TEST_CASE("What DNS has not is nothing, and no error", "[net]") {
  Stage stage;
  if (GENERATE(true, false)) stage.dns.answer_with(TestDns::no_such_name);
  CHECK(stage.services(plain).empty());
  CHECK(stage.addresses("capulet.lit").empty());
}

TEST_CASE("A DNS server that fails is an error in words", "[net]") {
  const auto code = GENERATE(TestDns::server_failure, TestDns::refused);
  Stage stage;
  stage.dns.answer_with(code);
  CHECK(failure_of([&] { stage.services(plain); }) == plain + ": no DNS server can be reached that answers");
  CHECK(failure_of([&] { stage.addresses("capulet.lit"); }) ==
        "capulet.lit: no DNS server can be reached that answers");
}

TEST_CASE("A DNS server that says nothing is given up when the time has passed", "[net]") {
  Stage stage;
  stage.dns.fall_silent();
  const auto resolver = stage.resolver();
  const auto ask = [&] { run_for_real(stage.context, resolver->addresses("capulet.lit", 50ms)); };
  CHECK(failure_of(ask) == "capulet.lit: the name was not resolved within 50 ms");
}

TEST_CASE("A resolver that is destroyed with a question open leaves nothing behind", "[net]") {
  Stage stage;
  stage.dns.fall_silent();
  auto resolver = stage.resolver();
  CHECK_THROWS_AS(run_for_real(stage.context, resolver->services(plain, 10ms)), NetworkError);
  resolver.reset();
  stage.context.restart();
  stage.context.poll();
  // What is asked later is answered all the same.
  stage.dns.speak_again();
  stage.dns.add_service(plain, {"xmpp.capulet.lit", 5222, 0, 0});
  CHECK(stage.services(plain).size() == 1);
}

TEST_CASE("A DNS server that is not on loopback is not asked", "[safety]") {
  Stage stage;
  const std::string refusal = "the DNS server 192.0.2.53 is not on loopback, and only such a one may be asked";
  const auto resolver = dns_resolver(stage.context, stage.clock, {.servers = "192.0.2.53:53"});
  CHECK(failure_of([&] { run_for_real(stage.context, resolver->services(plain, 10s)); }) == plain + ": " + refusal);
  CHECK(failure_of([&] { run_for_real(stage.context, resolver->addresses("capulet.lit", 10s)); }) ==
        "capulet.lit: " + refusal);
  CHECK_FALSE(run_for_real(stage.context, resolver->addresses("localhost", 10s)).empty());
}

TEST_CASE("What names no DNS server is refused", "[net]") {
  Stage stage;
  CHECK(failure_of([&] { dns_resolver(stage.context, stage.clock, {.servers = "montague"}); }) ==
        "DNS: \"montague\" names no DNS server, expected ADDRESS:PORT");
}

}  // namespace conformance::net

// SPDX-License-Identifier: MIT
#include "net/places.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "net/test_dns.hpp"
#include "net/test_loop.hpp"
#include "net/test_real_loop.hpp"

namespace conformance::net {

namespace {

using namespace std::chrono_literals;

const std::string plain = "_xmpp-client._tcp.capulet.lit";
const std::string direct = "_xmpps-client._tcp.capulet.lit";

struct Stage {
  std::vector<Place> find(const std::string& domain, bool direct_tls = true) {
    return loop.run(find_places(resolver, loop.clock(), domain, direct_tls, Seed(7), 10s));
  }
  TestLoop loop;
  ToldResolver resolver;
};

std::string first_host(const std::vector<SrvRecord>& records, std::uint64_t seed) {
  return in_order({records, {}}, Seed(seed)).front().host;
}

}  // namespace

TEST_CASE("The places of both services are tried together by their priority", "[xep0368-3]") {
  const ServiceRecords records{{{"b.capulet.lit", 5222, 20, 0}, {"d.capulet.lit", 5222, 40, 0}},
                               {{"c.capulet.lit", 5223, 30, 0}, {"a.capulet.lit", 443, 10, 0}}};
  const std::vector<Place> expected{{"a.capulet.lit", 443, true},
                                    {"b.capulet.lit", 5222, false},
                                    {"c.capulet.lit", 5223, true},
                                    {"d.capulet.lit", 5222, false}};
  for (const std::uint64_t seed : {0U, 1U, 2U, 3U}) CHECK(in_order(records, Seed(seed)) == expected);
}

TEST_CASE("Within a priority the first is drawn by weight, and the same seed draws the same", "[rfc2782]") {
  const std::vector<SrvRecord> records{{"heavy", 1, 5, 75}, {"light", 1, 5, 25}, {"none", 1, 5, 0}};
  std::map<std::string, int> first;
  constexpr int draws = 2'000;
  for (std::uint64_t seed = 0; seed < draws; ++seed) {
    ++first[first_host(records, seed)];
    CHECK(first_host(records, seed) == first_host(records, seed));
  }
  // 75, 25 and 1 of 101 numbers; the limits are more than five standard deviations away.
  CHECK(first["heavy"] > 1'370);
  CHECK(first["heavy"] < 1'600);
  CHECK(first["light"] > 390);
  CHECK(first["light"] < 600);
  CHECK(first["none"] > 0);
  CHECK(first["none"] < 60);
}

TEST_CASE("Every record is in the order once, whatever its weight", "[rfc2782]") {
  const std::vector<SrvRecord> records{{"a", 1, 5, 0}, {"b", 1, 5, 0}, {"c", 1, 5, 65'535}, {"d", 1, 5, 65'535}};
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    std::set<std::string> hosts;
    for (const auto& place : in_order({records, {}}, Seed(seed))) hosts.insert(place.host);
    CHECK(hosts == std::set<std::string>{"a", "b", "c", "d"});
  }
}

TEST_CASE("A domain without records is its own place at port 5222", "[rfc6120-3.2.2]") {
  Stage stage;
  CHECK(stage.find("capulet.lit") == std::vector<Place>{{"capulet.lit", 5222, false}});
  CHECK(stage.resolver.asked == std::vector<std::string>{plain, direct});
}

TEST_CASE("Without TLS the records of direct TLS are not asked for", "[xep0368-3]") {
  Stage stage;
  stage.resolver.known_services[direct] = {{"a.capulet.lit", 443, 1, 0}};
  CHECK(stage.find("capulet.lit", false) == std::vector<Place>{{"capulet.lit", 5222, false}});
  CHECK(stage.resolver.asked == std::vector<std::string>{plain});
}

TEST_CASE("The target of one dot says that a service is not offered, and nothing is tried instead", "[rfc2782]") {
  const std::string dot = GENERATE(".", "");
  Stage stage;
  stage.resolver.known_services[plain] = {{dot, 0, 0, 0}};
  CHECK(failure_of([&] { stage.find("capulet.lit"); }) ==
        "capulet.lit: there is no XMPP service for clients (its SRV record has the target \".\")");
  // Direct TLS may be offered all the same, …
  stage.resolver.known_services[direct] = {{"a.capulet.lit", 443, 1, 0}};
  CHECK(stage.find("capulet.lit") == std::vector<Place>{{"a.capulet.lit", 443, true}});
  // … and where it alone is not, the domain itself is tried.
  stage.resolver.known_services[plain] = {};
  stage.resolver.known_services[direct] = {{dot, 0, 0, 0}};
  CHECK(stage.find("capulet.lit") == std::vector<Place>{{"capulet.lit", 5222, false}});
}

TEST_CASE("Addresses and localhost are their own place and are not looked up", "[rfc6761-6.3]") {
  const std::string host = GENERATE("127.0.0.1", "::1", "localhost", "xmpp.localhost");
  Stage stage;
  CHECK(stage.find(host) == std::vector<Place>{{host, 5222, false}});
  CHECK(stage.resolver.asked.empty());
}

TEST_CASE("A domain whose records cannot be had has no places", "[rfc6120-3.2]") {
  Stage stage;
  stage.resolver.fails = "the DNS servers did not answer";
  CHECK(failure_of([&] { stage.find("capulet.lit"); }) == plain + ": the DNS servers did not answer");
}

}  // namespace conformance::net

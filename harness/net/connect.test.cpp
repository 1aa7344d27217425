// SPDX-License-Identifier: MIT
#include "net/connect.hpp"

#include <catch2/catch.hpp>

#include "net/test_dns.hpp"
#include "net/test_real_loop.hpp"

/// Connecting to several places and addresses, on loopback.
namespace conformance::net {

namespace {

using namespace std::chrono_literals;

const std::string plain = "_xmpp-client._tcp.capulet.lit";
const std::string direct = "_xmpps-client._tcp.capulet.lit";

struct Stage {
  std::uint16_t unused_port() { return TcpListener(context, "127.0.0.1", 0).port(); }
  Connected connect(const Destination& destination, Reach reach = Reach::loopback_only) {
    Connector connector(context, clock, resolver, Seed(1), begin_tls);
    return run_for_real(context, connector.connect(destination, 5s, reach));
  }
  std::string failure(const Destination& destination) {
    return failure_of([&] { connect(destination); });
  }
  boost::asio::io_context context;
  RealClock clock{context};
  ToldResolver resolver;
  BeginTls begin_tls;
  TcpListener listener{context, "127.0.0.1", 0};
  std::string listening = "127.0.0.1:" + std::to_string(listener.port());
};

std::string at(std::uint16_t port, const std::string& address = "127.0.0.1") {
  return address + ":" + std::to_string(port);
}

// Says its name instead of encrypting.
class Marked final : public Wire {
 public:
  explicit Marked(std::unique_ptr<Wire> inner) : inner_(std::move(inner)) {}
  Task<std::string> read() override { return inner_->read(); }
  Task<void> write(std::string bytes) override { return inner_->write(std::move(bytes)); }
  void close() override { inner_->close(); }
  [[nodiscard]] std::string name() const override { return "TLS to " + inner_->name(); }

 private:
  std::unique_ptr<Wire> inner_;
};

Task<std::unique_ptr<Wire>> mark(std::unique_ptr<Wire> wire, Duration /*longest*/) {
  co_return std::make_unique<Marked>(std::move(wire));
}
Task<std::unique_ptr<Wire>> refuse(std::unique_ptr<Wire> wire, Duration /*longest*/) {
  throw NetworkError(wire->name() + ": the certificate is refused");
  co_return std::move(wire);
}

}  // namespace

TEST_CASE("A host with a port is connected to as given", "[net]") {
  Stage stage;
  const auto connected = stage.connect({"127.0.0.1", stage.listener.port()});
  CHECK(connected.wire->name() == stage.listening);
  CHECK(connected.wire->is_local());
  CHECK_FALSE(connected.direct_tls);
}

TEST_CASE("A host without a port is found by its SRV records", "[rfc6120-3.2.1]") {
  Stage stage;
  stage.resolver.known_services[plain] = {{"xmpp.capulet.lit", stage.listener.port(), 0, 0}};
  stage.resolver.known_addresses["xmpp.capulet.lit"] = {"127.0.0.1"};
  CHECK(stage.connect({"capulet.lit"}).wire->name() == stage.listening);
}

TEST_CASE("A domain is found by DNS and connected to at its service, end to end", "[rfc6120-3.2.1]") {
  Stage stage;
  TestDns dns(stage.context);
  dns.add_service(plain, {"down.capulet.lit", stage.unused_port(), 1, 0});
  dns.add_service(plain, {"xmpp.capulet.lit", stage.listener.port(), 2, 0});
  dns.add_address("down.capulet.lit", "127.0.0.1");
  dns.add_address("xmpp.capulet.lit", "127.0.0.1");
  const auto resolver = dns_resolver(stage.context, stage.clock, dns.options());
  Connector connector(stage.context, stage.clock, *resolver, Seed(1));
  const auto connected = run_for_real(stage.context, connector.connect({"capulet.lit"}, 5s, Reach::loopback_only));
  CHECK(connected.wire->name() == stage.listening);
  // It is asked for nothing that is not needed.
  CHECK(dns.asked() == std::vector<std::string>{plain, "down.capulet.lit", "xmpp.capulet.lit"});
}

TEST_CASE("The next address and the next place are tried where one is refused", "[rfc6120-3.2.1]") {
  Stage stage;
  const auto closed = stage.unused_port();
  stage.resolver.known_services[plain] = {{"a.capulet.lit", closed, 1, 0},
                                          {"gone.capulet.lit", 5222, 2, 0},
                                          {"b.capulet.lit", stage.listener.port(), 3, 0}};
  stage.resolver.known_addresses["a.capulet.lit"] = {"127.0.0.1", "::1"};
  stage.resolver.known_addresses["b.capulet.lit"] = {"127.0.0.77", "127.0.0.1"};
  CHECK(stage.connect({"capulet.lit"}).wire->name() == stage.listening);
}

TEST_CASE("A host that cannot be reached names every address that was tried", "[net]") {
  Stage stage;
  const auto closed = stage.unused_port();
  stage.resolver.known_services[plain] = {{"a.capulet.lit", closed, 1, 0}, {"gone.capulet.lit", 5222, 2, 0}};
  stage.resolver.known_addresses["a.capulet.lit"] = {"127.0.0.1", "127.0.0.2"};
  CHECK(stage.failure({"capulet.lit"}) == "capulet.lit: no connection: " + at(closed) + " (connection refused), " +
                                              at(closed, "127.0.0.2") +
                                              " (connection refused), gone.capulet.lit:5222 (the name has no address)");
  CHECK(stage.failure({"a.capulet.lit", closed}) == "a.capulet.lit:" + std::to_string(closed) +
                                                        ": no connection: " + at(closed) + " (connection refused), " +
                                                        at(closed, "127.0.0.2") + " (connection refused)");
  CHECK(stage.failure({"127.0.0.1", closed}) == at(closed) + ": connection refused");
}

TEST_CASE("A resolved address that is not loopback is refused, and the others are tried", "[safety]") {
  Stage stage;
  stage.resolver.known_addresses["capulet.lit"] = {"192.0.2.1", "2001:db8::1", "127.0.0.1"};
  CHECK(stage.connect({"capulet.lit", stage.listener.port()}).wire->name() == stage.listening);
}

TEST_CASE("A host whose addresses are all beyond the reach is told from one that does not answer", "[safety]") {
  Stage stage;
  stage.resolver.known_addresses["capulet.lit"] = {"192.0.2.1", "::ffff:192.0.2.2"};
  CHECK_THROWS_AS(stage.connect({"capulet.lit", 5222}), OutOfReach);
  CHECK(stage.failure({"capulet.lit", 5222}) ==
        "capulet.lit:5222: no connection: "
        "192.0.2.1:5222 (192.0.2.1 is not a loopback address, and only those may be connected to), "
        "[::ffff:192.0.2.2]:5222 (::ffff:192.0.2.2 is not a loopback address, and only those may be connected to)");
  stage.resolver.known_addresses["capulet.lit"] = {"192.0.2.1", "127.0.0.1"};
  try {
    stage.connect({"capulet.lit", stage.unused_port()});
    FAIL("no error");
  } catch (const OutOfReach&) {
    FAIL("one address was within reach");
  } catch (const NetworkError&) {
  }
}

TEST_CASE("Direct TLS is begun where a record says so, and a failure of it leads to the next place", "[xep0368]") {
  Stage stage;
  stage.resolver.known_services[plain] = {{"xmpp.capulet.lit", stage.listener.port(), 2, 0}};
  stage.resolver.known_services[direct] = {{"xmpp.capulet.lit", stage.listener.port(), 1, 0}};
  stage.resolver.known_addresses["xmpp.capulet.lit"] = {"127.0.0.1"};
  CHECK(stage.connect({"capulet.lit"}).wire->name() == stage.listening);
  stage.begin_tls = mark;
  const auto encrypted = stage.connect({"capulet.lit"});
  CHECK(encrypted.wire->name() == "TLS to " + stage.listening);
  CHECK(encrypted.direct_tls);
  stage.begin_tls = refuse;
  CHECK_FALSE(stage.connect({"capulet.lit"}).direct_tls);
  stage.resolver.known_services[plain] = {};
  CHECK(stage.failure({"capulet.lit"}) ==
        "capulet.lit: no connection: " + stage.listening + " (" + stage.listening + ": the certificate is refused)");
}

TEST_CASE("No more places and addresses are tried than the limits allow", "[limits]") {
  Stage stage;
  const auto closed = stage.unused_port();
  const auto tried = [&](std::size_t places, std::size_t addresses) {
    std::vector<SrvRecord> records;
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < places; ++i) records.push_back({"a.lit", closed, 0, 0});
    for (std::size_t i = 0; i < addresses; ++i) texts.push_back("127.0.0." + std::to_string(i + 1));
    stage.resolver.known_services[plain] = records;
    stage.resolver.known_addresses["a.lit"] = texts;
    const auto sentence = stage.failure({"capulet.lit"});
    std::size_t count = 0;
    for (auto at = sentence.find("refused"); at != std::string::npos; at = sentence.find("refused", at + 1)) ++count;
    return count;
  };
  CHECK(tried(places_tried_max, 1) == places_tried_max);
  CHECK(tried(places_tried_max + 1, 1) == places_tried_max);
  CHECK(tried(1, addresses_tried_max) == addresses_tried_max);
  CHECK(tried(1, addresses_tried_max + 1) == addresses_tried_max);
}

}  // namespace conformance::net

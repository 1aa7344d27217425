// SPDX-License-Identifier: MIT
#include "net/tls.hpp"

#include <catch2/catch.hpp>

#include "net/test_loop.hpp"
#include "net/test_wires.hpp"

namespace conformance::net {

namespace {

using namespace std::chrono_literals;

using Shaken = std::shared_ptr<TestLoop::Outcome<std::unique_ptr<Wire>>>;

// A client's and a server's end of a memory wire on a virtual clock, and an identity for capulet.lit.
struct Stage {
  Stage() {
    auto [one, other] = memory_pipe(loop.clock());
    near = std::move(one);
    far = std::move(other);
  }
  Shaken serve() { return loop.start(tls_server(std::move(far), identity, loop.clock(), 10s)); }
  std::unique_ptr<Wire> connect(const std::string& domain = "capulet.lit") {
    return loop.run(tls_client(std::move(near), domain, trust, loop.clock(), 10s));
  }
  std::string failure(const std::string& domain = "capulet.lit") {
    try {
      connect(domain);
    } catch (const NetworkError& error) {
      return error.what();
    }
    return "no error";
  }
  std::string failure_of(const Shaken& shaken) {
    loop.settle();
    if (!shaken->done) return "hangs";
    try {
      shaken->take();
    } catch (const NetworkError& error) {
      return error.what();
    }
    return "no error";
  }
  // Both ends of a TLS connection.
  void shake_hands() {
    const auto server = serve();
    near = connect();
    loop.settle();
    far = server->take();
  }
  std::string read(Wire& wire) {
    try {
      return loop.run(wire.read());
    } catch (const NetworkError& error) {
      return error.what();
    }
  }

  TestLoop loop;
  TlsIdentity identity = TlsIdentity::make({{"capulet.lit",
                                             "b\xc3\xbc"
                                             "cher.localhost",
                                             "127.0.0.1"},
                                            -1h,
                                            24h});
  TlsTrust trust = TlsTrust::of_pem(identity.ca_pem()).value();
  std::unique_ptr<Wire> near;
  std::unique_ptr<Wire> far;
};

}  // namespace

TEST_CASE("TLS carries bytes both ways over any wire and takes no virtual time", "[rfc6120-5]") {
  Stage stage;
  stage.shake_hands();
  stage.loop.run(stage.near->write("wherefore art thou"));
  CHECK(stage.read(*stage.far) == "wherefore art thou");
  const std::string long_speech(100'000, 'x');
  stage.loop.run(stage.far->write(long_speech));
  std::string heard;
  while (heard.size() < long_speech.size()) heard += stage.read(*stage.near);
  CHECK(heard == long_speech);
  CHECK(stage.near->is_encrypted());
  CHECK(stage.near->is_local());
  CHECK(stage.near->name() == "memory");
  CHECK(stage.loop.clock().now() == 0ms);
}

TEST_CASE("Both ends of a TLS connection have the same channel binding and no other connection has it", "[rfc9266]") {
  Stage stage;
  CHECK(stage.near->channel_binding().empty());
  stage.shake_hands();
  CHECK(stage.near->channel_binding().size() == 32);
  CHECK(stage.near->channel_binding() == stage.far->channel_binding());
  Stage other;
  other.shake_hands();
  CHECK(stage.near->channel_binding() != other.near->channel_binding());
}

TEST_CASE("A certificate is taken for each of its domains, whatever the case and the alphabet", "[rfc6120-13.7]") {
  const auto* domain = GENERATE("capulet.lit", "Capulet.LIT",
                                "b\xc3\xbc"
                                "cher.localhost",
                                "xn--bcher-kva.localhost", "127.0.0.1");
  Stage stage;
  const auto server = stage.serve();
  CHECK(stage.failure(domain) == "no error");
}

TEST_CASE("A certificate that is not for the domain is refused with the domains that it is for", "[rfc6120-13.7]") {
  const std::string domain = GENERATE("montague.lit", "lit", "balcony.capulet.lit", "127.0.0.2");
  Stage stage;
  const auto server = stage.serve();
  CHECK(stage.failure(domain) == "memory: the certificate is refused: it is not for " + domain +
                                     " but for capulet.lit, xn--bcher-kva.localhost");
  CHECK(stage.failure_of(server).starts_with("memory: "));
}

TEST_CASE("A certificate that is out of date or by an unknown authority is refused with the reason", "[rfc6120-13.7]") {
  struct Row {
    std::chrono::hours from;
    std::chrono::hours until;
    bool known;
    const char* reason;
  };
  const auto row = GENERATE(values<Row>({
      {-48h, -24h, true, "it has expired"},
      {24h, 48h, true, "it is not valid yet"},
      {-1h, 24h, false, "it is by an unknown authority"},
  }));
  Stage stage;
  stage.identity = TlsIdentity::make({{"capulet.lit"}, row.from, row.until});
  if (row.known) stage.trust = TlsTrust::of_pem(stage.identity.ca_pem()).value();
  const auto server = stage.serve();
  CHECK(stage.failure() == "memory: the certificate is refused: " + std::string(row.reason));
}

TEST_CASE("An authority of another server is none of the system's", "[net]") {
  Stage stage;
  stage.trust = TlsTrust::load().value();
  const auto server = stage.serve();
  CHECK(stage.failure() == "memory: the certificate is refused: it is by an unknown authority");
  CHECK(stage.failure_of(server) ==
        "memory: TLS failed: the other side does not know the authority of our certificate");
}

TEST_CASE("Who is blind takes any certificate", "[net]") {
  Stage stage;
  stage.trust = TlsTrust::blind();
  stage.identity = TlsIdentity::make({{"montague.lit"}, -48h, -24h});
  const auto server = stage.serve();
  CHECK(stage.failure() == "no error");
}

TEST_CASE("A file of authorities that has none is an error that names it", "[net]") {
  CHECK(TlsTrust::of_pem("O Romeo").error().reason == "no certificate in PEM was found");
  CHECK(TlsTrust::of_pem("").error().reason == "no certificate in PEM was found");
  CHECK(TlsTrust::load("not-there.pem").error().message().find("not-there.pem") != std::string::npos);
}

TEST_CASE("What is not TLS and what says nothing ends the handshake with a reason", "[net]") {
  struct Row {
    const char* bytes;
    const char* reason;
    Duration at;
  };
  const auto row = GENERATE(values<Row>({
      {"<?xml version='1.0'?><stream:stream>", "memory: TLS failed: what came is not TLS", 0ms},
      {"HTTP/1.1 400 Bad Request\r\n\r\n", "memory: TLS failed: what came is not TLS", 0ms},
      {"", "memory: TLS was not agreed on within 10 s", 10s},
  }));
  Stage stage;
  stage.loop.run(stage.far->write(row.bytes));
  CHECK(stage.failure() == row.reason);
  CHECK(stage.loop.clock().now() == row.at);
}

TEST_CASE("A TLS server ends a client that says nothing at its deadline", "[net]") {
  Stage stage;
  try {
    stage.loop.run(tls_server(std::move(stage.far), stage.identity, stage.loop.clock(), 10s));
    FAIL("no error");
  } catch (const NetworkError& error) {
    CHECK(std::string(error.what()) == "memory: TLS was not agreed on within 10 s");
  }
}

TEST_CASE("The end of TLS is an end and a connection that is cut off is an error", "[rfc8446-6.1]") {
  Stage stage;
  auto record = std::make_shared<std::vector<Crossing>>();
  stage.shake_hands();
  stage.loop.run(stage.far->write("bye"));
  stage.far->close();
  stage.loop.settle();
  CHECK(stage.read(*stage.near) == "bye");
  CHECK(stage.read(*stage.near).empty());

  Stage cut;
  auto [one, other] = memory_pipe(cut.loop.clock());
  auto* raw = other.get();
  cut.near = std::move(one);
  cut.far = std::move(other);
  cut.shake_hands();
  raw->close();
  cut.loop.settle();
  CHECK(cut.read(*cut.near) == "memory: the connection was cut off without the end of TLS");
}

TEST_CASE("Closing a TLS wire ends a pending read and refuses a write and hangs on nobody", "[net]") {
  Stage stage;
  stage.shake_hands();
  const auto pending = stage.loop.start(stage.near->read());
  stage.loop.settle();
  CHECK_FALSE(pending->done);
  stage.near->close();
  stage.near->close();
  stage.loop.settle();
  REQUIRE(pending->done);
  CHECK(pending->take().empty());
  CHECK(stage.read(*stage.near).empty());
  CHECK_THROWS_WITH(stage.loop.run(stage.near->write("more")), "memory: the connection was closed on this side");
  CHECK(stage.loop.clock().now() == 0ms);
}

TEST_CASE("Closing a TLS wire whose other side takes nothing ends within 2 s", "[net]") {
  // The other side stops taking anything once hands are shaken.
  Stage stage;
  class Gate final : public Wire {
   public:
    Gate(std::unique_ptr<Wire> inner, Clock& clock, std::shared_ptr<bool> shut)
        : inner_(std::move(inner)), stuck_(clock), shut_(std::move(shut)) {}
    Task<std::string> read() override { return inner_->read(); }
    Task<void> write(std::string bytes) override {
      return *shut_ ? stuck_.write(std::move(bytes)) : inner_->write(std::move(bytes));
    }
    void close() override {
      inner_->close();
      stuck_.close();
    }
    [[nodiscard]] std::string name() const override { return "gate"; }

   private:
    std::unique_ptr<Wire> inner_;
    StuckWire stuck_;
    std::shared_ptr<bool> shut_;
  };
  const auto shut = std::make_shared<bool>(false);
  stage.near = std::make_unique<Gate>(std::move(stage.near), stage.loop.clock(), shut);
  stage.shake_hands();
  *shut = true;
  const bool in_a_write = GENERATE(true, false);
  const auto writing = in_a_write ? stage.loop.start(stage.near->write("Romeo")) : nullptr;
  stage.loop.settle();
  stage.near->close();
  CHECK(stage.read(*stage.far).find("cut off") != std::string::npos);
  CHECK(stage.loop.clock().now() == (in_a_write ? 0ms : 2s));
  stage.loop.settle();
  if (writing) CHECK(writing->done);
}

TEST_CASE("TLS works however the bytes are cut and fails with a reason at every read and write that fails", "[net]") {
  for (const std::size_t slice : {1U, 2U, 5U, 100U}) {
    CAPTURE(slice);
    Stage stage;
    stage.near = std::make_unique<SlicedWire>(std::move(stage.near), slice);
    stage.far = std::make_unique<SlicedWire>(std::move(stage.far), slice);
    stage.shake_hands();
    stage.loop.run(stage.near->write("Romeo"));
    CHECK(stage.read(*stage.far) == "Romeo");
  }
  int operations = 0;
  for (; operations < 20; ++operations) {
    CAPTURE(operations);
    Stage stage;
    stage.near = std::make_unique<FailingWire>(std::move(stage.near), operations);
    const auto server = stage.serve();
    const auto failure = stage.failure();
    if (failure == "no error") break;
    CHECK(failure == "127.0.0.1:5222: the other side reset the connection");
    CHECK(stage.failure_of(server) != "hangs");
  }
  CHECK(operations > 2);
  CHECK(operations < 20);
}

}  // namespace conformance::net

// SPDX-License-Identifier: MIT
#include "stream/sasl.hpp"

#include <catch2/catch.hpp>

#include "stream/sasl_client.hpp"
#include "stream/sasl_server.hpp"
#include "stream/test_accounts.hpp"

/// Both ends of SASL against each other, and against bytes that are written out.
namespace conformance::stream {

namespace {

using State = SaslStep::State;
using Words = std::vector<std::string>;

SaslClient client_for(const std::string& mechanism, const std::string& password = "r0m30myr0m30",
                      const std::string& binding = "") {
  return {mechanism, {"juliet", password, binding}, nullptr};
}

// How an exchange between the two ends goes: "in", or who broke it off and why.
std::string outcome(SaslClient& client, SaslServer& server) {
  std::optional<std::string> heard;
  for (int steps = 0; steps < 6; ++steps) {
    if (!client.done() || !heard) {
      const auto said = client.step(heard);
      if (said.state == State::failed) return "client: " + said.reason;
      heard = said.bytes;
    }
    if (server.done()) return client.done() ? "in" : "client is not done";
    const auto said = server.step(heard);
    if (said.state == State::failed) return "server: " + said.reason;
    heard = said.bytes;
    if (server.done() && client.done()) return "in";
  }
  return "endless";
}

}  // namespace

TEST_CASE("The best mechanism that can be used is chosen", "[rfc6120-6.3.3]") {
  struct Row {
    Words offered;
    Words binding_types;
    bool has_binding;
    bool plain_is_safe;
    bool anonymous;
    const char* chosen;
  };
  const Words all = {"PLAIN",         "SCRAM-SHA-1",        "ANONYMOUS", "SCRAM-SHA-1-PLUS",
                     "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", "X-ROSE"};
  const auto row = GENERATE_COPY(values<Row>({
      {all, {}, true, true, false, "SCRAM-SHA-256-PLUS"},
      {all, {"tls-exporter"}, true, true, false, "SCRAM-SHA-256-PLUS"},
      {all, {"tls-server-end-point", "tls-exporter"}, true, true, false, "SCRAM-SHA-256-PLUS"},
      {all, {"tls-server-end-point"}, true, true, false, "SCRAM-SHA-256"},
      {all, {}, false, true, false, "SCRAM-SHA-256"},
      {{"SCRAM-SHA-256", "SCRAM-SHA-1-PLUS"}, {}, true, true, false, "SCRAM-SHA-1-PLUS"},
      {{"PLAIN", "SCRAM-SHA-1"}, {}, false, true, false, "SCRAM-SHA-1"},
      {{"ANONYMOUS", "PLAIN"}, {}, false, true, false, "PLAIN"},
      {{"ANONYMOUS", "PLAIN"},
       {},
       false,
       false,
       false,
       "no SASL mechanism of the server can be used: it offers ANONYMOUS, PLAIN, and PLAIN would show the password to "
       "the network"},
      {{"EXTERNAL", "scram-sha-1"},
       {},
       false,
       true,
       false,
       "no SASL mechanism of the server can be used: it offers EXTERNAL, scram-sha-1"},
      {{}, {}, false, true, false, "no SASL mechanism of the server can be used: it offers none"},
      {all, {}, true, true, true, "ANONYMOUS"},
      {{"PLAIN", "SCRAM-SHA-1"},
       {},
       true,
       true,
       true,
       "no SASL mechanism of the server can be used without an account: it offers PLAIN, SCRAM-SHA-1"},
  }));
  const auto chosen =
      choose_mechanism({row.offered, row.binding_types, row.has_binding, row.plain_is_safe, row.anonymous});
  CHECK((chosen.has_value() ? *chosen : chosen.error().reason) == row.chosen);
}

TEST_CASE("An error names 20 mechanisms of the server and not one more", "[rfc6120-6.3.3]") {
  Words offered;
  for (int i = 1; i <= 21; ++i) offered.push_back("X-" + std::to_string(i));
  const auto reason = choose_mechanism({offered, {}, false, true, false}).error().reason;
  CHECK(reason.ends_with("X-19, X-20"));
}

TEST_CASE("A server offers channel binding, PLAIN and ANONYMOUS only where they can be used", "[rfc6120-6.3.3]") {
  CHECK(offered_mechanisms(false, false, false) == Words{"SCRAM-SHA-256", "SCRAM-SHA-1"});
  CHECK(offered_mechanisms(true, true, true) ==
        Words{"SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "ANONYMOUS"});
}

TEST_CASE("Every mechanism lets in who knows the password and nobody else", "[rfc5802]") {
  const std::string mechanism =
      GENERATE("SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN");
  CAPTURE(mechanism);
  const std::string binding = mechanism.ends_with("-PLUS") ? std::string(32, 'b') : "";
  TestAccounts accounts;
  const auto meets = [&](const std::string& password, const std::string& local, const std::string& servers_binding) {
    SaslClient client(mechanism, {local, password, binding}, nullptr);
    SaslServer server(mechanism, accounts, "capulet.lit", servers_binding);
    const auto how = outcome(client, server);
    if (how == "in") CHECK(server.local() == "juliet");
    return how;
  };
  CHECK(meets("r0m30myr0m30", "juliet", binding) == "in");
  CHECK(meets("wherefore", "juliet", binding) == "server: not-authorized");
  CHECK(meets("r0m30myr0m30", "nurse", binding) == "server: not-authorized");
  // Somebody stands between the ends of TLS.
  if (!binding.empty()) CHECK(meets("r0m30myr0m30", "juliet", std::string(32, 'x')) == "server: not-authorized");
}

TEST_CASE("Who comes without an account gets a fresh one", "[rfc4505]") {
  TestAccounts accounts;
  SaslClient client("ANONYMOUS", {"", "", ""}, nullptr);
  const auto first = client.step(std::nullopt);
  CHECK(first.state == State::done);
  CHECK(first.bytes.empty());
  SaslServer server("ANONYMOUS", accounts, "capulet.lit", "");
  CHECK(server.step(first.bytes).state == State::done);
  CHECK(server.local() == "somebody");
}

TEST_CASE("A client that says it could have bound the channel is refused by a server that can", "[rfc5802-6]") {
  TestAccounts accounts;
  SaslServer server("SCRAM-SHA-256", accounts, "capulet.lit", std::string(32, 'b'));
  const auto step = server.step("y,,n=juliet,r=rOprNGfwEbeRWgbNEkqO");
  CHECK(step.state == State::failed);
}

TEST_CASE("To act as somebody else is refused, to act as oneself is not", "[rfc6120-6.3.8]") {
  TestAccounts accounts;
  using namespace std::string_literals;
  const auto plain = [&](const std::string& message) {
    SaslServer server("PLAIN", accounts, "capulet.lit", "");
    const auto step = server.step(message);
    return step.state == State::done ? "in" : step.reason;
  };
  CHECK(plain("juliet@capulet.lit\0juliet\0r0m30myr0m30"s) == "in");
  CHECK(plain("romeo@montague.lit\0juliet\0r0m30myr0m30"s) == "invalid-authzid");
  CHECK(plain("romeo@montague.lit\0juliet\0wherefore"s) == "not-authorized");
}

TEST_CASE("A server that does not know the password or breaks the rules of SCRAM is found out", "[rfc5802-5]") {
  // Each row: what the server says first ("NONCE" is the client's), what it says last.
  struct Row {
    const char* first;
    const char* last;
    const char* reason;
  };
  const auto row = GENERATE(values<Row>({
      {"r=NONCEabc,s=QSXCR+Q6sek8bf92,i=10",
       "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", "the server has not proved that it knows the password"},
      {"r=NONCEabc,s=QSXCR+Q6sek8bf92,i=10", "e=other-error", "the server does not keep to SCRAM-SHA-1"},
      {"r=NONCEabc,s=QSXCR+Q6sek8bf92,i=10", "", "the server does not keep to SCRAM-SHA-1"},
      {"r=another,s=QSXCR+Q6sek8bf92,i=10", nullptr, "the server has not proved that it knows the password"},
      {"r=NONCEabc,s=QSXCR+Q6sek8bf92,i=1000001", nullptr,
       "the server asks for 1000001 iterations of SCRAM, at most 1000000 are made"},
      {"r=NONCEabc,s=QSXCR+Q6sek8bf92", nullptr, "the server does not keep to SCRAM-SHA-1"},
      {"O Romeo", nullptr, "the server does not keep to SCRAM-SHA-1"},
      {"", nullptr, "the server does not keep to SCRAM-SHA-1"},
  }));
  auto client = client_for("SCRAM-SHA-1");
  const auto beginning = client.step(std::nullopt).bytes;
  const auto nonce = beginning.substr(beginning.find("r=") + 2);
  std::string first = row.first;
  if (const auto at = first.find("NONCE"); at != std::string::npos) first.replace(at, 5, nonce);
  auto step = client.step(first);
  if (row.last != nullptr) {
    REQUIRE(step.state == State::more);
    CHECK(step.bytes.find("r0m30myr0m30") == std::string::npos);
    step = client.step(row.last);
  }
  CHECK(step.state == State::failed);
  CHECK(step.reason == row.reason);
  CHECK_FALSE(client.done());
}

TEST_CASE("A password that SASLprep forbids begins no SCRAM", "[rfc4013]") {
  TestAccounts accounts;
  SaslServer server("SCRAM-SHA-1", accounts, "capulet.lit", "");
  auto client = client_for("SCRAM-SHA-1", "\x07");
  CHECK(outcome(client, server) == "client: the password has characters that SASLprep forbids");
}

}  // namespace conformance::stream

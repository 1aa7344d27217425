// SPDX-License-Identifier: MIT
#include "target/unworked.hpp"

namespace conformance::target {

namespace {

class Unworked final : public scenario::ClientUnderTest {
 public:
  [[nodiscard]] scenario::Abilities abilities() const override {
    scenario::Abilities abilities;
    abilities.worker = "a client that nobody works";
    return abilities;
  }
  Task<scenario::Answer> act(scenario::Act /*act*/) override { return nobody(); }
  Task<scenario::Answer> query(std::string /*what*/, xmpp::Jid /*from*/) override { return nobody(); }
  Task<scenario::Answer> configure(std::string /*setting*/, std::string /*value*/) override { return nobody(); }
  Task<scenario::Answer> sync() override { return nobody(); }

 private:
  static Task<scenario::Answer> nobody() {
    co_return scenario::Answer{scenario::Answer::Kind::unsupported_by_driver, "", "nobody works the client"};
  }
};

}  // namespace

scenario::ClientUnderTest& unworked() {
  static Unworked client;
  return client;
}

}  // namespace conformance::target

// SPDX-License-Identifier: MIT
#pragma once

#include "driver/session.hpp"
#include "scenario/client_under_test.hpp"

namespace conformance::driver {

/// A client that a driver works: the verbs as requests of the protocol.
class DrivenClient final : public scenario::ClientUnderTest {
 public:
  /// `session` outlives it.
  DrivenClient(Session& session, Hello hello) : session_(session), hello_(std::move(hello)) {}

  [[nodiscard]] const Hello& hello() const { return hello_; }
  [[nodiscard]] scenario::Abilities abilities() const override { return hello_.abilities; }
  Task<scenario::Answer> act(scenario::Act act) override;
  Task<scenario::Answer> query(std::string what, xmpp::Jid from) override;
  Task<scenario::Answer> configure(std::string setting, std::string value) override;
  Task<scenario::Answer> sync() override;
  Task<scenario::Answer> advance(Duration time) override;

 private:
  Session& session_;
  Hello hello_;
};

}  // namespace conformance::driver

// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <vector>

#include "base/seed.hpp"
#include "target/target.hpp"

namespace conformance::target {

/// A server under test: actors log in to it with accounts that they register.
class ServerTarget final : public Target {
 public:
  struct Options {
    std::string domain;
    peer::Connect connect;
    Seed seed{0};
    Duration timeout{0};
    Duration tail{0};
    /// Called before an account is registered and after it was removed, for the ledger.
    std::function<void(const xmpp::Jid& account, bool exists)> ledger;
    /// Of the actors' streams and passwords.
    stream::Security security = {};
  };
  ServerTarget(boost::asio::io_context& context, Clock& clock, trace::Recorder& recorder, Options options);

  Task<void> start() override;
  Task<std::optional<std::string>> enlist(const scenario::Scenario& scenario, Cast& cast) override;
  void discharge(Cast& cast) override;
  Task<void> stop() override;
  [[nodiscard]] std::string domain() const override { return options_.domain; }
  [[nodiscard]] Duration settle() const override { return Duration::zero(); }
  [[nodiscard]] Duration tail() const override { return options_.tail; }

 private:
  Task<peer::ActorAccount> register_account(std::string name);
  Task<bool> befriend(std::shared_ptr<peer::Actor> a, std::shared_ptr<peer::Actor> b);
  Task<bool> expect_presence(peer::Session& at, xmpp::Jid from, std::string type);
  Task<void> cancel_account(std::shared_ptr<peer::Actor> actor);

  boost::asio::io_context& context_;
  Clock& clock_;
  trace::Recorder& recorder_;
  Options options_;
  std::vector<std::shared_ptr<peer::Actor>> all_;
};

}  // namespace conformance::target

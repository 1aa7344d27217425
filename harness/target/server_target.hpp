// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <vector>

#include "base/seed.hpp"
#include "target/loan.hpp"
#include "target/room_service.hpp"
#include "target/target.hpp"

namespace conformance::target {

/// Keeps account of what is registered. Throws what ends the run, if it cannot.
using Ledger = std::function<void(const xmpp::Jid& account, const std::string* password)>;

/// Whether a stream or stanza error with this condition asks us to stop: nobody is asked again after it.
bool tells_off(const std::string& condition);

/// A server under test: actors log in to it with accounts that they register or borrow.
class ServerTarget final : public Target {
 public:
  struct Options {
    std::string domain;
    peer::Connect connect;
    Seed seed{0};
    Duration timeout{0};
    Duration tail{0};
    /// Called before an account is registered, with its password, and after it was removed, without.
    Ledger ledger = {};
    /// Of the actors' streams and passwords.
    stream::Security security = {};
    /// What passwords are made from; the seed, if nothing else is said. The seed stands in reports, so on a real server
    /// it is something else.
    std::optional<Seed> secrets = std::nullopt;
    /// Told of the manners of the connections to come.
    std::function<void(const std::string&)> behave = {};
    /// Accounts to borrow, in place of registering: the first cast member gets the first. Rosters are left as they were
    /// found.
    std::vector<peer::ActorAccount> accounts = {};
    /// Neither: actors come without an account (SASL ANONYMOUS), each time as somebody else.
    bool anonymous = false;
  };
  ServerTarget(boost::asio::io_context& context, Clock& clock, trace::Recorder& recorder, Options options);

  Task<void> start() override;
  /// With borrowed accounts: a cast that is larger than their number. Without accounts: somebody who comes back.
  [[nodiscard]] std::optional<std::string> cannot_play(const scenario::Scenario& scenario) const override;
  Task<std::optional<std::string>> enlist(const scenario::Scenario& scenario, Cast& cast) override;
  Task<std::optional<NoRooms>> open_rooms(const scenario::Scenario& scenario, Cast& cast, Rooms& rooms) override;
  void discharge(Cast& cast) override;
  void behave(const std::string& manners) override;
  [[nodiscard]] std::string told_off() const override { return told_off_; }
  Task<void> stop() override;
  [[nodiscard]] std::string domain() const override { return options_.domain; }
  [[nodiscard]] Duration settle() const override { return Duration::zero(); }
  [[nodiscard]] Duration tail() const override { return options_.tail; }

 private:
  Task<peer::ActorAccount> register_account(std::string name);
  Task<bool> befriend(std::shared_ptr<peer::Actor> a, std::shared_ptr<peer::Actor> b);
  Task<std::optional<std::string>> befriend_all();
  Task<void> give_back();
  [[nodiscard]] Loan* loan_of(const peer::Actor& actor);
  Task<bool> expect_presence(peer::Session& at, xmpp::Jid from, std::string type);
  [[nodiscard]] Task<bool> cancel_account(std::shared_ptr<peer::Actor> actor);

  boost::asio::io_context& context_;
  Clock& clock_;
  trace::Recorder& recorder_;
  Options options_;
  std::vector<std::shared_ptr<peer::Actor>> all_;  ///< with accounts that were registered
  std::vector<std::shared_ptr<peer::Actor>> cast_;
  std::vector<Loan> loans_;
  std::vector<std::shared_ptr<peer::Actor>> guests_;  ///< without an account
  std::optional<RoomService> room_service_;           ///< once it was looked for
  bool polite_ = true;
  std::string told_off_;
};

}  // namespace conformance::target

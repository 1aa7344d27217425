// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <set>

#include "base/seed.hpp"
#include "target/loan.hpp"
#include "target/person.hpp"
#include "target/target.hpp"

namespace conformance::target {

/// Attentions that a person is sent within a minute, at most.
inline constexpr std::size_t attentions_a_minute_max = 3;

/// A client that is logged in anywhere: `user@domain[/resource]`. Actors log in to a server with borrowed accounts and
/// talk to it as contacts of its user; what it sends is seen where it reaches them.
///
/// The first thing that the address is sent is one message with a code of four digits, and nothing else until the code
/// has come back, as an answer or at the prompt: whoever cannot say it has not asked to be tested. Rosters are not
/// changed: an account plays those contacts whose subscription it has already.
class AddressTarget final : public Target {
 public:
  struct Options {
    xmpp::Jid client;    ///< bare, or full where the resource is given
    std::string domain;  ///< of the accounts
    peer::Connect connect;
    std::vector<peer::ActorAccount> accounts;
    stream::Security security{};
    Seed seed{0};
    /// What the code is made from.
    Seed secrets{0};
    Duration timeout{0};
    /// For the code to come back.
    Duration patience{std::chrono::minutes(5)};
    /// Where a person can be asked.
    Person::Ask ask{};
    std::size_t prompts = 0;
    /// Told that the code is on its way, and from whom.
    std::function<void(const xmpp::Jid& from)> on_code{};
  };
  AddressTarget(boost::asio::io_context& context, Clock& clock, trace::Recorder& recorder, Options options);

  /// Logs in, reads the rosters, and has the code said back. Throws NetworkError if it is not, and where it is not
  /// known which of the user's clients is meant: the one that answers with the code, or the only one that is seen.
  Task<void> start() override;
  [[nodiscard]] std::optional<std::string> cannot_play(const scenario::Scenario& scenario) const override;
  Task<std::optional<std::string>> enlist(const scenario::Scenario& scenario, Cast& cast) override;
  void discharge(Cast& cast) override;
  Task<void> stop() override;
  void hurry() override { hurried_ = true; }
  [[nodiscard]] bool has_had_enough() const override { return person_ && person_->has_stopped(); }
  [[nodiscard]] scenario::ClientUnderTest* client() override;
  [[nodiscard]] std::optional<xmpp::Jid> iut() const override { return iut_; }
  [[nodiscard]] std::string domain() const override { return options_.domain; }
  [[nodiscard]] Duration settle() const override;
  [[nodiscard]] Duration tail() const override { return settle(); }

 private:
  struct Known {
    peer::ActorAccount account;
    std::string roster;  ///< the subscription as the client's roster says it
  };
  Task<void> agree();
  Task<bool> hears(std::shared_ptr<peer::Actor> actor, std::string code);
  Task<void> wait_for_attentions(std::size_t count);
  [[nodiscard]] std::shared_ptr<peer::Actor> actor_for(scenario::CastMember member, peer::ActorAccount account);
  Task<std::set<std::string>> who_is_there(std::shared_ptr<peer::Actor> actor, Duration longest);

  boost::asio::io_context& context_;
  Clock& clock_;
  trace::Recorder& recorder_;
  Options options_;
  std::vector<Known> accounts_;
  std::optional<xmpp::Jid> iut_;  ///< its full JID, once it is known
  std::unique_ptr<Person> person_;
  std::deque<Duration> attentions_;
  bool hurried_ = false;
};

}  // namespace conformance::target

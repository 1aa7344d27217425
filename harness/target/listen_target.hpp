// SPDX-License-Identifier: MIT
#pragma once

#include "target/doors.hpp"
#include "target/person.hpp"

namespace conformance::target {

/// Any client, of whatever kind, that somebody has log in to the embedded server: `listen:[ADDRESS:]PORT`. It stays
/// logged in from scenario to scenario. What needs no working of it is played, and, where a person can be asked, the
/// guided set.
class ListenTarget final : public Target {
 public:
  struct Options {
    Doors::Options doors;
    Seed seed{0};
    Duration timeout{0};
    /// For somebody to start the client; and for it to come back, once it was there.
    Duration arrival{std::chrono::minutes(10)};
    Duration return_{std::chrono::seconds(60)};
    /// Told where the client is waited for, and by what account.
    std::function<void(const Doors& doors, const xmpp::Jid& account, const std::string& password)> on_listening;
    /// Where a person can be asked.
    Person::Ask ask;
    std::size_t prompts = 0;  ///< that there will be at most
  };
  ListenTarget(boost::asio::io_context& context, Clock& clock, trace::Recorder& recorder, Options options);

  /// Waits for a client. Throws NetworkError if none comes, or the port is taken.
  Task<void> start() override;
  [[nodiscard]] std::optional<std::string> cannot_play(const scenario::Scenario& scenario) const override;
  Task<std::optional<std::string>> enlist(const scenario::Scenario& scenario, Cast& cast) override;
  Task<std::optional<NoRooms>> open_rooms(const scenario::Scenario& scenario, Cast& cast, Rooms& rooms) override;
  void discharge(Cast& cast) override { world_.dismiss(cast); }
  Task<void> stop() override;
  void hurry() override { hurried_ = true; }
  [[nodiscard]] bool has_had_enough() const override { return person_ && person_->has_stopped(); }
  [[nodiscard]] scenario::ClientUnderTest* client() override;
  [[nodiscard]] scenario::Stage* stage() override { return &world_; }
  [[nodiscard]] std::string lost() const override { return lost_; }
  [[nodiscard]] std::optional<xmpp::Jid> iut() const override { return world_.iut(); }
  [[nodiscard]] std::string domain() const override { return ClientWorld::domain(); }
  [[nodiscard]] Duration settle() const override;
  [[nodiscard]] Duration tail() const override { return settle(); }

 private:
  /// Whether it is logged in and available within that time.
  Task<bool> await_client(Duration longest);

  boost::asio::io_context& context_;
  Clock& clock_;
  Options options_;
  ClientWorld world_;
  std::unique_ptr<Doors> doors_;
  std::unique_ptr<Person> person_;
  std::string lost_;
  bool hurried_ = false;
};

/// Which scenarios are of the guided set.
bool is_guided(const scenario::Scenario& scenario);
/// It plays without anybody working the client.
bool needs_nobody(const scenario::Scenario& scenario);

}  // namespace conformance::target

// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "peer/actor.hpp"
#include "scenario/client_under_test.hpp"
#include "scenario/scenario.hpp"
#include "scenario/stage.hpp"
#include "trace/recorder.hpp"

namespace conformance::target {

/// The actors of a scenario, by name.
using Cast = std::map<std::string, std::shared_ptr<peer::Actor>>;

/// The rooms of a scenario, by name.
using Rooms = std::map<std::string, xmpp::Jid>;

/// Why a scenario has no rooms.
struct NoRooms {
  std::string reason;
  bool not_there = true;  ///< there is no room service; otherwise it could not be found out
};

/// The implementation under test with the world around it: what `--target` names.
class Target {
 public:
  Target() = default;
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;
  virtual ~Target() = default;

  /// Brings the target up, or finds out that it is there. Throws NetworkError or StreamError if it cannot be reached.
  virtual Task<void> start() = 0;
  /// Why the scenario cannot be played here whatever the implementation does; nothing if it can.
  [[nodiscard]] virtual std::optional<std::string> cannot_play(const scenario::Scenario& /*scenario*/) const {
    return std::nullopt;
  }
  /// Gives a scenario its cast: accounts, subscriptions, logins. The reason, if the target did not play along.
  virtual Task<std::optional<std::string>> enlist(const scenario::Scenario& scenario, Cast& cast) = 0;
  /// Says where the rooms of a scenario are to be, once its cast is enlisted.
  virtual Task<std::optional<NoRooms>> open_rooms(const scenario::Scenario& /*scenario*/, Cast& /*cast*/,
                                                  Rooms& /*rooms*/) {
    co_return NoRooms{"the target has no room service"};
  }
  /// The scenario is over.
  virtual void discharge(Cast& cast) = 0;
  /// Ends what was begun, accounts that were registered included.
  virtual Task<void> stop() = 0;

  /// How the connections to come behave: the manners of the scenario that is next.
  virtual void behave(const std::string& /*manners*/) {}
  /// Why the target wants no more of us, where it has said so (`policy-violation` and the like); "" if it has not.
  [[nodiscard]] virtual std::string told_off() const { return {}; }

  /// The run is to end soon: who waits for somebody to come waits no more.
  virtual void hurry() {}
  /// Nothing more is to be played, and what was counts.
  [[nodiscard]] virtual bool has_had_enough() const { return false; }

  /// The client under test, of a target in that role.
  [[nodiscard]] virtual scenario::ClientUnderTest* client() { return nullptr; }
  /// The world around it, where that is ours.
  [[nodiscard]] virtual scenario::Stage* stage() { return nullptr; }
  /// Why the client under test is gone, where its stream has ended and it does not come back; "" if it has not.
  [[nodiscard]] virtual std::string lost() const { return {}; }
  /// How who works the client has broken the protocol or is gone; "" if nobody has. It costs the scenario, whatever was
  /// seen until then.
  [[nodiscard]] virtual std::string driver_failure() const { return {}; }
  /// Its full JID, as far as it is known.
  [[nodiscard]] virtual std::optional<xmpp::Jid> iut() const { return std::nullopt; }
  /// The domain of the actors' server.
  [[nodiscard]] virtual std::string domain() const = 0;
  /// Time for a client to digest what an iq fence has followed (docs/ARCHITECTURE.md, "Absence").
  [[nodiscard]] virtual Duration settle() const = 0;
  /// How long a scenario's clock runs on after its last step.
  [[nodiscard]] virtual Duration tail() const = 0;
};

}  // namespace conformance::target

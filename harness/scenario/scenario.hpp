// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "scenario/pattern.hpp"

namespace conformance::scenario {

/// Somebody in a scenario, played by us.
struct CastMember {
  std::string name;
  std::string roster = "both";  ///< both, to, from, none: the subscription as the IUT's roster says it
  std::vector<std::string> features;
  std::string caps = "valid";     ///< valid, none, wrong, unresolvable
  std::string disco = "answers";  ///< answers, error, silent, caps only
  std::vector<std::string> resources = {"orchard"};
  int priority = 0;
  bool offline = false;  ///< at the beginning
  /// Not a contact, but a resource of the client's own account beside it, played by us.
  [[nodiscard]] bool is_second_resource() const { return name == "iut2"; }
};

/// A room in a scenario, made by whoever of the cast enters first. Its occupants have their own names as nicks.
struct Room {
  std::string name;
};

/// What happens when a step that prepares does not come about. An observation may let the scenario go on: what was seen
/// instead is in the trace, for rules to judge.
enum class Otherwise { inconclusive, not_applicable, go_on };

/// By a cast member, or by the server, as from any address.
struct Sends {
  std::string stanza;
  int repeat = 1;
};
struct SendsBytes {
  std::string bytes;
};
struct Alternative {
  StanzaPattern pattern;
  std::string grade;  ///< pass, should-fail, info
  std::string flag;
};
struct Receives {
  std::vector<Alternative> one_of;
};
struct ReceivesNoMore {
  StanzaPattern pattern;
};
/// goes offline, comes back, drops, goes inactive, goes active
struct Moves {
  std::string how;
};
/// In a room: joins, leaves, kicks (whom), silences (whom: takes his voice).
struct RoomMoves {
  std::string how;
  std::string room;
  std::string whom{};  ///< a cast member or `iut`
};
/// The server puts a message into the archive of the client's account.
struct Archives {
  std::string message;
};
/// The server ends the client's stream.
struct Kicks {};
/// The client has logged in again and is available.
struct ComesBack {};
/// The client under test is worked.
struct Acts {
  std::string verb;
  std::string text;
  Duration every{0};
  int repeat = 1;
  bool fresh = false;
};
/// The driver is asked what the user sees: shows (text), shown state (state), alerts (count), errors (none).
struct Observes {
  std::string what;
  std::string value;
};
struct Configures {
  std::string setting;
  std::string value;
};
/// Order is proved: iq (an actor asks the IUT), route (an actor asks on the way to another), ui (the driver's sync).
struct Fence {
  std::string route;
  std::string to;
};
/// IUT time passes.
struct Quiet {
  Duration time{0};
  bool undisturbed = false;
};

struct Step {
  std::string pointer;   ///< /steps/3
  std::string who;       ///< a cast member, `iut`, `server`, or "" for waiting
  std::string resource;  ///< of a cast member; "" for its first
  std::string partner;   ///< of an act or observation: a cast member or a room
  std::string room{};    ///< of an act or observation: where the partner is meant as an occupant
  std::variant<Sends, SendsBytes, Receives, ReceivesNoMore, Moves, RoomMoves, Archives, Kicks, ComesBack, Acts,
               Observes, Configures, Fence, Quiet>
      what;
  std::optional<Duration> within;
  Otherwise otherwise = Otherwise::inconclusive;
  std::string because;  ///< why the scenario is not applicable
  std::string judges;   ///< a rule
  std::string says;     ///< the step in words, for marks and plays
};

/// What a scenario needs to be played at all.
struct Needs {
  std::vector<std::string> actions;
  std::vector<std::string> queries;
  std::vector<std::string> settings;
};

struct Scenario {
  std::string id;
  std::string title;
  std::string role;  ///< client, server
  std::vector<std::string> rules;
  std::map<std::string, std::vector<std::string>> spec;  ///< versions, where not all
  Needs needs;
  std::string manners = "polite";
  std::vector<std::string> words;
  std::vector<std::string> origin;
  std::vector<CastMember> cast;
  std::vector<Room> rooms;
  std::vector<Step> steps;

  /// Whether it is meant for a play of these versions.
  [[nodiscard]] bool suits(const std::vector<std::pair<std::string, std::string>>& versions) const;
};

}  // namespace conformance::scenario

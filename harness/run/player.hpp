// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>

#include "base/seed.hpp"
#include "scenario/scenario.hpp"
#include "target/target.hpp"
#include "trace/recorder.hpp"

namespace conformance::run {

/// The longest undisturbed quiet on a real clock, unless somebody says otherwise.
inline constexpr Duration timer_limit_default = std::chrono::seconds(45);

struct PlayerOptions {
  /// The longest single wait, unless a step says otherwise.
  Duration timeout{std::chrono::seconds(10)};
  /// The longest undisturbed quiet; without it timer_limit_default, and on a virtual clock none.
  std::optional<Duration> timer_limit{};
  Seed seed{0};
  /// The rules that were selected: a scenario owes no others.
  std::set<std::string> selected;
  /// The run is to end: the scenario is not played on; nullptr for never.
  const bool* interrupted = nullptr;
};

/// Plays one scenario on a target and records what happens. It judges nothing: what became of its steps stands in the
/// trace as marks.
class Player {
 public:
  Player(const scenario::Scenario& scenario, target::Target& target, trace::Recorder& recorder, Clock& clock,
         PlayerOptions options);
  /// Never throws: what goes wrong is the scenario's outcome.
  Task<void> play();
  /// The cast could not even log in: why, "" if it could.
  [[nodiscard]] const std::string& no_login() const { return no_login_; }
  /// The target has asked us to stop, by a stream error or a refusal: the sentence, "" if it has not.
  [[nodiscard]] const std::string& told_off() const { return told_off_; }

 private:
  /// How a step ended: go on, or the scenario is over.
  enum class Step { done, over };

  [[nodiscard]] std::optional<std::string> missing() const;
  Task<void> steps();
  Task<Step> play_step(const scenario::Step& step);
  Task<Step> sends(const scenario::Step& step);
  Step server_does(const scenario::Step& step);
  Task<Step> comes_back(const scenario::Step& step);
  Task<Step> receives(const scenario::Step& step);
  Step receives_no_more(const scenario::Step& step);
  Task<Step> moves(const scenario::Step& step);
  // player_rooms.cpp
  Task<bool> open_rooms();
  Task<Step> moves_in_room(const scenario::Step& step);
  Task<Step> joins(const scenario::Step& step, xmpp::Jid occupant);
  Task<Step> leaves(const scenario::Step& step, xmpp::Jid occupant);
  Task<Step> administers(const scenario::Step& step);
  Task<std::string> asks_room(const scenario::Step& step, xml::Element query, std::string room);
  [[nodiscard]] xmpp::Jid occupant(const std::string& room, const std::string& who) const;
  [[nodiscard]] std::string nick(const std::string& who) const;
  /// Whom an act or an observation means: a contact, a room, or an occupant.
  [[nodiscard]] xmpp::Jid partner(const scenario::Step& step) const;
  Task<Step> acts(const scenario::Step& step);
  Task<Step> observes(const scenario::Step& step);
  Task<Step> configures(const scenario::Step& step);
  Task<Step> be_quiet(const scenario::Step& step);
  Task<Step> fence(const scenario::Step& step);
  Task<bool> fence_user(std::string id);
  Task<void> confirm(std::string query, xmpp::Jid from);

  void bind_names();
  void bind_iut();
  [[nodiscard]] xml::Element stanza_of(const std::string& text);
  void record(trace::Happening happening);
  Step mark(const scenario::Step& step, bool met, const std::string& grade, const std::string& flag);
  Step unmet(const scenario::Step& step, const std::string& why);
  Step unsupported(const scenario::Answer& answer, const std::string& what);
  [[nodiscard]] peer::Actor& actor(const scenario::Step& step) { return *cast_.at(step.who); }
  Task<void> turn(const scenario::Step& step);
  [[nodiscard]] bool is_interrupted() const { return options_.interrupted != nullptr && *options_.interrupted; }
  [[nodiscard]] Duration quiet_time(const scenario::Quiet& quiet) const;
  [[nodiscard]] Duration longest(const scenario::Step& step) const { return step.within.value_or(options_.timeout); }
  [[nodiscard]] std::string new_id() { return token_ + "-" + std::to_string(++ids_); }

  const scenario::Scenario& scenario_;
  target::Target& target_;
  trace::Recorder& recorder_;
  Clock& clock_;
  PlayerOptions options_;
  target::Cast cast_;
  target::Rooms rooms_;
  scenario::Bindings bindings_;
  std::string token_;
  std::string outcome_ = "played";
  std::string reason_;
  std::string no_login_;
  std::string told_off_;
  bool configured_ = false;  // a setting of the client was changed
  int ids_ = 0;
};

}  // namespace conformance::run

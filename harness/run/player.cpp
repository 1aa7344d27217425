// SPDX-License-Identifier: MIT
#include "run/player.hpp"

#include <algorithm>

#include "net/connect.hpp"
#include "scenario/needs.hpp"
#include "target/server_target.hpp"

namespace conformance::run {

using scenario::Scenario;

Player::Player(const Scenario& scenario, target::Target& target, trace::Recorder& recorder, Clock& clock,
               PlayerOptions options)
    : scenario_(scenario),
      target_(target),
      recorder_(recorder),
      clock_(clock),
      options_(std::move(options)),
      token_(options_.seed.word("token " + scenario.id)) {}

void Player::record(trace::Happening happening) { recorder_.record(std::move(happening), scenario_.id); }

// What the scenario needs and the client, or its driver, does not have.
std::optional<std::string> Player::missing() const {
  if (auto reason = target_.cannot_play(scenario_)) return reason;
  if (scenario_.role != "client") return std::nullopt;
  const bool needs_server = std::any_of(scenario_.steps.begin(), scenario_.steps.end(), [](const scenario::Step& step) {
    return step.who == "server" || std::holds_alternative<scenario::ComesBack>(step.what);
  });
  if (needs_server && target_.stage() == nullptr) return "the server around the client is not ours";
  auto* client = target_.client();
  if (client == nullptr) return "the target is no client that can be driven";
  return scenario::lacking(scenario_.needs, client->abilities());
}

Task<void> Player::play() {
  std::vector<std::string> owes;
  std::copy_if(scenario_.rules.begin(), scenario_.rules.end(), std::back_inserter(owes),
               [this](const std::string& rule) { return options_.selected.contains(rule); });
  record(trace::ScenarioEvent{"begin", token_, owes, "", ""});
  if (auto reason = missing()) {
    outcome_ = "not applicable";
    reason_ = *reason;
  } else {
    bool enlisted = false;
    target_.behave(scenario_.manners);
    try {
      auto enlisting = target_.enlist(scenario_, cast_);
      const auto unprepared = co_await std::move(enlisting);
      enlisted = true;
      if (unprepared && !target_.lost().empty()) {
        outcome_ = "error";
        reason_ = target_.lost();
      } else if (unprepared) {
        record(trace::MarkEvent{"/cast", "", *unprepared, "unmet", "", ""});
      } else {
        auto opening = open_rooms();
        if (co_await std::move(opening)) {
          bind_names();
          auto playing = steps();
          co_await std::move(playing);
        }
      }
      // A late offender is still one of this scenario.
      auto tail = pause(clock_, target_.tail());
      co_await std::move(tail);
      if (const auto failure = target_.driver_failure(); !failure.empty() && outcome_ != "error") {
        outcome_ = "error";
        reason_ = failure;
      }
    } catch (const net::OutOfReach& error) {
      // A polite scenario may go wherever the run may: there it is a target that cannot be reached.
      const bool forbidden = scenario_.manners != "polite";
      outcome_ = forbidden ? "not applicable" : "error";
      reason_ = error.what();
      if (forbidden) reason_ = "its manners are " + scenario_.manners + ", which need --i-own-this-target: " + reason_;
      if (!forbidden && !enlisted) no_login_ = reason_;
    } catch (const stream::StreamError& error) {
      outcome_ = "error";
      reason_ = error.what();
      if (!enlisted) no_login_ = reason_;
      if (target::tells_off(error.condition())) told_off_ = reason_;
    } catch (const std::exception& error) {
      outcome_ = "error";
      reason_ = error.what();
      if (!enlisted) no_login_ = reason_;
    }
  }
  record(trace::ScenarioEvent{"end", "", {}, outcome_, reason_});
  target_.discharge(cast_);
}

void Player::bind_names() {
  bindings_["token"] = token_;
  bindings_["domain"] = target_.domain();
  bind_iut();
  for (const auto& word : scenario_.words) bindings_[word] = options_.seed.word(scenario_.id + " " + word, 10);
  for (const auto& [name, member] : cast_) {
    bindings_[name] = member->full().to_string();
    bindings_[name + ".bare"] = member->bare().to_string();
    for (const auto& resource : member->member().resources) {
      bindings_[name + "." + resource] = member->full(resource).to_string();
    }
  }
  for (const auto& [name, room] : rooms_) {
    bindings_[name] = room.to_string();
    for (const auto& member : scenario_.cast)
      bindings_[name + "." + member.name] = occupant(name, member.name).to_string();
    if (target_.iut()) bindings_[name + ".iut"] = occupant(name, "iut").to_string();
  }
}

void Player::bind_iut() {
  const auto iut = target_.iut();
  if (!iut) return;
  bindings_["iut"] = iut->to_string();
  bindings_["iut.bare"] = iut->bare().to_string();
}

Task<void> Player::steps() {
  bool over = false;
  for (const auto& step : scenario_.steps) {
    // What was set is set back, however the scenario ends: the next one has the same client.
    const bool sets_back = std::holds_alternative<scenario::Configures>(step.what) && configured_;
    if (over && !sets_back) {
      if (!step.judges.empty()) record(trace::MarkEvent{step.pointer, step.judges, step.says, "unreached", "", ""});
      continue;
    }
    if (is_interrupted()) {
      outcome_ = "error";
      reason_ = "the run was interrupted";
      over = true;
      continue;
    }
    auto waiting = turn(step);
    co_await std::move(waiting);
    auto playing = play_step(step);
    over = co_await std::move(playing) == Step::over || over;
  }
}

// On a target that is not loopback a stanza waits until it is polite to send it; then it is recorded and sent at once.
Task<void> Player::turn(const scenario::Step& step) {
  const bool sends =
      std::holds_alternative<scenario::Sends>(step.what) || std::holds_alternative<scenario::SendsBytes>(step.what) ||
      std::holds_alternative<scenario::Fence>(step.what) || std::holds_alternative<scenario::Moves>(step.what) ||
      std::holds_alternative<scenario::RoomMoves>(step.what);
  if (!sends || step.who.empty() || step.who == "server" || !actor(step).online(step.resource)) co_return;
  auto waiting = actor(step).session(step.resource).turn();
  co_await std::move(waiting);
}

Player::Step Player::mark(const scenario::Step& step, bool met, const std::string& grade, const std::string& flag) {
  record(trace::MarkEvent{step.pointer, step.judges, step.says, met ? "met" : "unmet", grade, flag});
  return Step::done;
}

// A step that prepares did not come about: nothing after it can be judged.
Player::Step Player::unmet(const scenario::Step& step, const std::string& why) {
  // What a client that is gone has not done is no fault of its own.
  if (const auto lost = target_.lost(); !lost.empty()) {
    outcome_ = "error";
    reason_ = lost;
    return Step::over;
  }
  if (!step.judges.empty()) return mark(step, false, "fail", "");
  if (step.otherwise == scenario::Otherwise::not_applicable) {
    outcome_ = "not applicable";
    reason_ = step.because;
  } else {
    record(trace::MarkEvent{step.pointer, "", step.says + (why.empty() ? "" : " (" + why + ")"), "unmet", "", ""});
  }
  return Step::over;
}

Player::Step Player::unsupported(const scenario::Answer& answer, const std::string& what) {
  outcome_ = answer.kind == scenario::Answer::Kind::error ? "error" : "not applicable";
  const std::string who = answer.kind == scenario::Answer::Kind::unsupported_by_client ? "the client" : "the driver";
  reason_ = outcome_ == "error" ? "the driver could not do \"" + what + "\": " + answer.reason
                                : who + " does not support \"" + what + "\": " + answer.reason;
  return Step::over;
}

Task<Player::Step> Player::play_step(const scenario::Step& step) {
  if (step.who == "server") co_return server_does(step);
  if (std::holds_alternative<scenario::Sends>(step.what)) {
    auto task = sends(step);
    co_return co_await std::move(task);
  }
  if (std::holds_alternative<scenario::ComesBack>(step.what)) {
    auto task = comes_back(step);
    co_return co_await std::move(task);
  }
  if (const auto* bytes = std::get_if<scenario::SendsBytes>(&step.what)) {
    const auto text = scenario::substitute(bytes->bytes, bindings_, false);
    record(trace::NoteEvent{step.who + " sends " + std::to_string(text.size()) + " bytes as they are"});
    actor(step).session(step.resource).send_bytes(text);
    co_return Step::done;
  }
  if (std::holds_alternative<scenario::Receives>(step.what)) {
    auto task = receives(step);
    co_return co_await std::move(task);
  }
  if (std::holds_alternative<scenario::ReceivesNoMore>(step.what)) co_return receives_no_more(step);
  if (std::holds_alternative<scenario::Moves>(step.what)) {
    auto task = moves(step);
    co_return co_await std::move(task);
  }
  if (std::holds_alternative<scenario::RoomMoves>(step.what)) {
    auto task = moves_in_room(step);
    co_return co_await std::move(task);
  }
  if (std::holds_alternative<scenario::Acts>(step.what)) {
    auto task = acts(step);
    co_return co_await std::move(task);
  }
  if (std::holds_alternative<scenario::Observes>(step.what)) {
    auto task = observes(step);
    co_return co_await std::move(task);
  }
  if (std::holds_alternative<scenario::Configures>(step.what)) {
    auto task = configures(step);
    co_return co_await std::move(task);
  }
  if (std::holds_alternative<scenario::Fence>(step.what)) {
    auto task = fence(step);
    co_return co_await std::move(task);
  }
  auto quiet = be_quiet(step);
  co_return co_await std::move(quiet);
}

}  // namespace conformance::run

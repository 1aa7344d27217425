// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "run/loop.hpp"
#include "run/player.hpp"
#include "scenario/loader.hpp"
#include "server/server.hpp"
#include "stream/client.hpp"

/// For tests that play one scenario on a target that does as it is told.
namespace conformance::run::test {

/// A client whose answers are laid down.
class ToldClient final : public scenario::ClientUnderTest {
 public:
  explicit ToldClient(Clock& clock) : clock_(clock) {}
  [[nodiscard]] scenario::Abilities abilities() const override { return has; }
  Task<scenario::Answer> act(scenario::Act act) override {
    log.push_back(act.verb + " to " + act.to.to_string() + " \"" + act.text + "\" every " +
                  std::to_string(act.key_time.count()) + " ms" + (act.fresh ? ", new" : ""));
    co_return answer;
  }
  Task<scenario::Answer> query(std::string what, xmpp::Jid from) override {
    log.push_back(what + " from " + from.to_string());
    auto answered = answer;
    if (const auto known = values.find(what); known != values.end() && clock_.now() >= known->second.first) {
      answered.value = known->second.second;
    }
    co_return answered;
  }
  Task<scenario::Answer> configure(std::string setting, std::string value) override {
    log.push_back(setting + "=" + value);
    co_return answer;
  }
  Task<scenario::Answer> sync() override {
    log.emplace_back("sync");
    co_return answer;
  }

  scenario::Abilities has{{"type", "send"}, {"shown_messages"}, {"chat_states"}, true};
  scenario::Answer answer;
  std::map<std::string, std::pair<Duration, std::string>> values;  ///< what a query gives, from a time on
  std::vector<std::string> log;

 private:
  Clock& clock_;
};

/// A world around the client that only notes what it is told.
class ToldStage final : public scenario::Stage {
 public:
  explicit ToldStage(Clock& clock) : clock_(clock) {}
  void send(const xml::Element& stanza) override { log.push_back("sends " + stanza.to_string(xmpp::ns::client)); }
  void archive(const xml::Element& message) override {
    log.push_back("archives " + message.to_string(xmpp::ns::client));
  }
  void kick() override {
    log.emplace_back("kicks");
    if (on_kick) on_kick();
  }
  [[nodiscard]] bool client_is_available() const override { return clock_.now() >= back_at; }

  std::vector<std::string> log;
  Duration back_at{0};
  std::function<void()> on_kick;

 private:
  Clock& clock_;
};

/// A server with Romeo and Juliet on it, and a client under test that answers no stanza.
class ToldTarget final : public target::Target {
 public:
  ToldTarget(Loop& loop, trace::Recorder& recorder)
      : loop_(loop),
        recorder_(recorder),
        server_(loop.context(), loop.clock(), {}),
        told(loop.clock()),
        told_stage(loop.clock()) {
    server_.accounts().add_domain("montague.lit");
    server_.accounts().add_domain("capulet.lit");
  }

  Task<void> start() override { co_return; }
  Task<std::optional<std::string>> enlist(const scenario::Scenario& scenario, target::Cast& cast) override {
    if (!refuses.empty()) throw stream::StreamError(refuses);
    server_.accounts().add(iut_jid.bare(), "secret-words");
    if (scenario.role == "client") {
      auto connecting = connect();
      auto wire = co_await std::move(connecting);
      auto logging_in = stream::log_in(std::move(wire), loop_.clock(), {"iut", "capulet.lit", "secret-words", "x"}, {},
                                       std::chrono::seconds(10));
      auto bound = co_await std::move(logging_in);
      silent_ = bound.connection;
    }
    for (const auto& member : scenario.cast) {
      const auto bare = *xmpp::Jid::parse(member.name + "@montague.lit");
      server_.accounts().add(bare, "secret-words");
      recorder_.assign(bare, scenario.id);
      cast[member.name] = std::make_shared<peer::Actor>(
          peer::Actor::World{loop_.context(), loop_.clock(), recorder_, [this] { return connect(); },
                             std::chrono::seconds(10), "SALT"},
          member, peer::ActorAccount{bare, "secret-words"});
      for (const auto& resource : member.resources) {
        auto logging_in = cast[member.name]->log_in(resource, true);
        co_await std::move(logging_in);
      }
    }
    if (unprepared.empty()) co_return std::nullopt;
    co_return unprepared;
  }
  Task<std::optional<target::NoRooms>> open_rooms(const scenario::Scenario& scenario, target::Cast& /*cast*/,
                                                  target::Rooms& rooms) override {
    for (const auto& room : scenario.rooms) {
      rooms.emplace(room.name, *xmpp::Jid::parse(room.name + "@rooms.montague.lit"));
    }
    co_return no_rooms;
  }
  void discharge(target::Cast& /*cast*/) override { ++discharged; }
  Task<void> stop() override {
    server_.stop();
    co_return;
  }
  [[nodiscard]] scenario::ClientUnderTest* client() override { return driven ? &told : nullptr; }
  [[nodiscard]] scenario::Stage* stage() override { return staged ? &told_stage : nullptr; }
  [[nodiscard]] std::optional<xmpp::Jid> iut() const override { return iut_jid; }
  [[nodiscard]] std::string domain() const override { return "montague.lit"; }
  [[nodiscard]] Duration settle() const override { return Duration::zero(); }
  [[nodiscard]] Duration tail() const override { return std::chrono::seconds(1); }

 private:
  Task<std::unique_ptr<net::Wire>> connect() {
    auto [ours, theirs] = net::memory_pipe(loop_.clock());
    server_.serve(std::move(theirs));
    co_return std::move(ours);
  }
  Loop& loop_;
  trace::Recorder& recorder_;
  server::Server server_;
  std::shared_ptr<stream::Connection> silent_;

 public:
  ToldClient told;
  ToldStage told_stage;
  bool driven = true;
  bool staged = true;
  std::string refuses;     ///< why nobody can log in
  std::string unprepared;  ///< what did not come about while the cast was made
  std::optional<target::NoRooms> no_rooms;
  int discharged = 0;
  xmpp::Jid iut_jid = *xmpp::Jid::parse("iut@capulet.lit/x");
};

/// One scenario on the told target.
class PlayerStage {
 public:
  PlayerStage() : recorder(trace::Header{}, loop.clock(), &loop.clock()), target(loop, recorder) {}
  ~PlayerStage() {
    loop.run(target.stop());
    loop.finish();
  }
  PlayerStage(const PlayerStage&) = delete;
  PlayerStage& operator=(const PlayerStage&) = delete;

  /// The same with a room, hall, in the cast, for a client.
  void play_in_hall(const std::string& steps) { play("client", steps, "", R"(, "hall": {"room": true})"); }
  /// Plays steps in JSON. The cast is romeo (orchard, street) and juliet (balcony); `word` is a word.
  void play(const std::string& role, const std::string& steps, const std::string& more = "",
            const std::string& more_cast = "") {
    const std::string json = R"({"id": ")" + role + R"(/test", "title": "test", "role": ")" + role +
                             R"(", "rules": ["0085/5.3/no-repeat", "0085/5.4/message-only"], "words": ["word"], )" +
                             more + R"("cast": {"romeo": {"resources": ["orchard", "street"]},
                                                "juliet": {"resources": ["balcony"]})" +
                             more_cast + R"(}, "steps": [)" + steps + "]}";
    auto loaded = scenario::load("test.json", json, {"0085/5.3/no-repeat", "0085/5.4/message-only"});
    if (loaded.has_error()) throw std::runtime_error(loaded.error().message());
    PlayerOptions options;
    options.selected = {"0085/5.3/no-repeat"};
    options.timer_limit = timer_limit;
    Player player(*loaded, target, recorder, loop.clock(), options);
    loop.run(player.play());
    no_login = player.no_login();
  }

  /// Of each mark the step, the outcome, and grade, flag and rule if there are.
  [[nodiscard]] std::vector<std::string> marks() const {
    std::vector<std::string> texts;
    for (const auto& mark : all<trace::MarkEvent>()) {
      std::string text = mark.step + " " + mark.outcome;
      for (const auto* part : {&mark.grade, &mark.flag, &mark.rule}) {
        if (!part->empty()) text += " " + *part;
      }
      texts.push_back(text);
    }
    return texts;
  }
  /// How the scenario ended: "played", or outcome and reason.
  [[nodiscard]] std::string outcome() const {
    const auto last = all<trace::ScenarioEvent>().back();
    return last.reason.empty() ? last.outcome : last.outcome + ": " + last.reason;
  }
  /// The stanzas that an observation point wrote or got, roster and presence left out.
  [[nodiscard]] std::vector<std::string> stanzas(const std::string& at, bool out) const {
    std::vector<std::string> texts;
    for (const auto& event : all<trace::StanzaEvent>()) {
      const auto text = event.stanza.to_string();
      const bool setting_up = text.find("jabber:iq:roster") != std::string::npos || event.stanza.is_presence();
      if (event.at == at && event.out == out && !setting_up) texts.push_back(text);
    }
    return texts;
  }
  template <class T>
  [[nodiscard]] std::vector<T> all() const {
    std::vector<T> found;
    for (const auto& event : recorder.trace().events) {
      if (const auto* one = event.as<T>()) found.push_back(*one);
    }
    return found;
  }

  Loop loop{Loop::Time::virtual_time};
  trace::Recorder recorder;
  ToldTarget target;
  std::string no_login;
  std::optional<Duration> timer_limit;
};

}  // namespace conformance::run::test

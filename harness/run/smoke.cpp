// SPDX-License-Identifier: MIT
#include "run/smoke.hpp"

#include <array>

#include "reports/stanza_words.hpp"
#include "scenario/needs.hpp"

namespace conformance::run {

namespace {

using scenario::Answer;

constexpr std::array actions = {"open",  "type",      "clear", "send",  "reply",       "focus",          "blur",
                                "close", "attention", "join",  "leave", "add_contact", "remove_contact", "logout"};
constexpr std::array queries = {"shown_messages", "shown_state", "alerts", "user_errors"};
constexpr std::array settings = {"chat_states", "attention", "timers"};
constexpr std::size_t words_max = 3;

// What a contact says first: there is a chat then, in which he composes.
constexpr const char* greeting =
    "<message type='chat' xmlns='jabber:client'><body>But soft</body>"
    "<active xmlns='http://jabber.org/protocol/chatstates'/></message>";
constexpr const char* composing =
    "<message type='chat' xmlns='jabber:client'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>";
constexpr const char* attention =
    "<message type='headline' xmlns='jabber:client'><attention xmlns='urn:xmpp:attention:0'/></message>";

class Smoke {
 public:
  Smoke(Loop& loop, target::DriverTarget& target, SmokeReport& report)
      : loop_(loop), target_(target), report_(report) {}

  // Told of each event.
  void see(const trace::Event& event) {
    const auto* stanza = event.as<trace::StanzaEvent>();
    if (stanza == nullptr || stanza->at != trace::at_iut || !stanza->out || stanza->stanza.is_iq()) return;
    if (seen_.size() < words_max) seen_.push_back(reports::in_words(stanza->stanza.element()));
  }

  Task<void> run() {
    scenario::Scenario play;
    play.id = "smoke";
    play.cast.push_back({"romeo", "both", {xmpp::ns::chat_states, xmpp::ns::attention}});
    play.rooms.push_back({"hall"});
    const auto began = loop_.clock().now();
    auto enlisting = target_.enlist(play, cast_);
    if (const auto reason = co_await std::move(enlisting)) report_.warnings.push_back(*reason);
    report_.login = loop_.clock().now() - began;
    target::Rooms rooms;
    auto opening = target_.open_rooms(play, cast_, rooms);
    co_await std::move(opening);
    room_ = rooms.at("hall");
    auto telling = tell(greeting);
    co_await std::move(telling);
    for (const auto* name : actions) {
      auto trying = act(name);
      co_await std::move(trying);
      if (name != std::string("reply")) continue;
      auto asking = ask_all();
      co_await std::move(asking);
    }
    for (const auto* name : settings) {
      auto setting = configure(name);
      co_await std::move(setting);
    }
    target_.discharge(cast_);
  }

 private:
  Task<void> settle() {
    auto waiting = pause(loop_.clock(), target_.settle());
    co_await std::move(waiting);
  }

  Task<void> tell(const char* stanza) {
    auto& romeo = *cast_.at("romeo");
    romeo.session().send(xml::Builder(xml::parse_element(stanza, xmpp::ns::client).value())
                             .set("to", target_.iut()->to_string())
                             .build());
    return settle();
  }

  void note(const char* kind, const std::string& name, bool declared, Answer answer) {
    std::string seen = answer.value;
    for (const auto& words : seen_) seen += (seen.empty() ? "" : "; ") + words;
    report_.trials.push_back({kind, name, declared, std::move(answer), std::move(seen)});
  }

  Task<void> act(std::string name) {
    const bool in_room = name == "join" || name == "leave";
    const auto to = in_room ? *room_ : cast_.at("romeo")->bare();
    std::string text;
    if (name == "type" || name == "send" || name == "reply") text = "wherefore " + name;
    if (name == "join") text = "Juliet";
    seen_.clear();
    const bool declared = target_.client()->abilities().actions.contains(name);
    auto acting = target_.client()->act({name, to, text, Duration::zero(), false});
    auto answer = co_await std::move(acting);
    auto settling = settle();
    co_await std::move(settling);
    note("action", name, declared, std::move(answer));
  }

  Task<void> ask_all() {
    auto typing = tell(composing);
    co_await std::move(typing);
    auto calling = tell(attention);
    co_await std::move(calling);
    for (const auto* name : queries) {
      seen_.clear();
      const bool declared = target_.client()->abilities().queries.contains(name);
      auto asking = target_.client()->query(name, cast_.at("romeo")->bare());
      auto answer = co_await std::move(asking);
      note("query", name, declared, std::move(answer));
    }
  }

  Task<void> configure(std::string name) {
    seen_.clear();
    const bool declared = target_.client()->abilities().settings.contains(name);
    if (name == "timers" && !declared) co_return;
    auto setting = target_.client()->configure(name, name == "timers" ? R"({"paused_ms":1000})" : "off");
    auto answer = co_await std::move(setting);
    auto settling = settle();
    co_await std::move(settling);
    note("setting", name, declared, std::move(answer));
  }

  Loop& loop_;
  target::DriverTarget& target_;
  SmokeReport& report_;
  target::Cast cast_;
  std::optional<xmpp::Jid> room_;
  std::vector<std::string> seen_;
};

Task<void> sound(target::DriverTarget& target, SmokeReport& report, Smoke& trials) {
  std::string error;
  try {
    auto starting = target.start();
    co_await std::move(starting);
    report.hello = target.hello();
    report.sync_is_believed = target.hello().abilities.sync;
    report.lag = target.lag();
    auto running = trials.run();
    co_await std::move(running);
  } catch (const std::exception& failed) {
    error = failed.what();
  }
  report.error = error;
  report.hello = target.hello();
  auto stopping = target.stop();
  co_await std::move(stopping);
}

}  // namespace

SmokeReport smoke(target::DriverTarget::Options driver, const std::vector<scenario::Scenario>& scenarios,
                  const RunOptions& options) {
  SmokeReport report;
  Loop loop(Loop::Time::real_time);
  trace::Header header;
  header.role = "client";
  header.iut = "juliet@capulet.lit";
  header.salt = options.seed.word("salt");
  trace::Recorder recorder(header, loop.clock(), nullptr);
  driver.seed = options.seed;
  driver.secrets = options.secrets;
  const auto warn = driver.warn;
  driver.warn = [&report, warn](const std::string& warning) {
    report.warnings.push_back(warning);
    if (warn) warn(warning);
  };
  target::DriverTarget target(loop.context(), loop.clock(), recorder, std::move(driver));
  Smoke trials(loop, target, report);
  recorder.set_listener([&trials](const trace::Event& event) { trials.see(event); });
  try {
    loop.run(sound(target, report, trials));
  } catch (const std::exception& failed) {
    if (report.error.empty()) report.error = failed.what();
  }
  loop.finish();
  for (const auto& one : scenarios) {
    if (one.role != "client") continue;
    ++report.scenarios;
    if (const auto reason = scenario::lacking(one.needs, report.hello.abilities)) ++report.missing[*reason];
  }
  return report;
}

}  // namespace conformance::run

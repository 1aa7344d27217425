// SPDX-License-Identifier: MIT
#include "target/person.hpp"

#include <algorithm>
#include <array>

namespace conformance::target {

using scenario::Answer;

namespace {

constexpr const char* keys_when_done = "Enter when it is done";
constexpr std::size_t answer_bytes_max = 100;

const Answer done{Answer::Kind::ok, "", ""};
const Answer skipped{Answer::Kind::unsupported_by_driver, "", "it was skipped"};

std::string sentence_of(const scenario::Act& act) {
  const auto to = act.to.to_string();
  if (act.verb == "open") return "Open the chat with " + to + ".";
  if (act.verb == "type") return "In the chat with " + to + " type this, and do not send it: " + act.text;
  if (act.verb == "clear") return "Delete what you have typed in the chat with " + to + ".";
  if (act.verb == "send" && act.text.empty()) return "Send what you have typed in the chat with " + to + ".";
  if (act.verb == "send" && act.fresh) return "In a new conversation with " + to + " send: " + act.text;
  if (act.verb == "send") return "Send to " + to + ": " + act.text;
  if (act.verb == "reply") return "Answer the last message of " + to + " with: " + act.text;
  if (act.verb == "close") return "Close the chat with " + to + ".";
  if (act.verb == "focus") return "Go to the chat with " + to + ".";
  if (act.verb == "blur") return "Leave the chat with " + to + " for another window, without closing it.";
  if (act.verb == "attention") return "Call for the attention of " + to + ", if the client can (buzz, nudge).";
  if (act.verb == "join") return "Join the room " + to + ", under the name " + act.text + ".";
  if (act.verb == "leave") return "Leave the room " + to + ".";
  if (act.verb == "logout") return "Log out, and log in again.";
  return act.verb + " " + to + " " + act.text;
}

std::string shown(const std::string& key) {
  constexpr std::array<std::pair<const char*, const char*>, 5> states{
      {{"c", "composing"}, {"p", "paused"}, {"a", "active"}, {"i", "inactive"}, {"g", "gone"}}};
  const auto* found = std::find_if(states.begin(), states.end(), [&](const auto& state) { return key == state.first; });
  return found == states.end() ? "" : found->second;
}

bool is_number(const std::string& text) {
  return !text.empty() && text.size() < 4 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

scenario::Abilities Person::abilities() const {
  scenario::Abilities abilities;
  abilities.actions = {"open",  "type", "clear",     "send", "reply", "close",
                       "focus", "blur", "attention", "join", "leave"};
  abilities.queries = {"shown_state", "alerts"};
  abilities.settings = {"chat_states", "attention"};
  abilities.person = true;
  abilities.worker = "the guided set";
  return abilities;
}

Task<std::optional<std::string>> Person::put(std::string sentence, std::string keys) {
  if (stopped_) co_return std::nullopt;
  const auto number = std::to_string(++number_);
  while (true) {
    auto asking = ask_("\n[" + number + " of " + std::to_string(std::max(prompts_, number_)) + "] " + sentence +
                       "\n    " + keys + ", s to skip, r to read it again, q to stop and report: ");
    const auto line = co_await std::move(asking);
    if (!line || *line == "q") {
      stopped_ = true;
      co_return std::nullopt;
    }
    if (*line == "s") co_return std::nullopt;
    if (*line != "r") co_return line->substr(0, answer_bytes_max);
  }
}

Task<Answer> Person::act(scenario::Act act) {
  auto putting = put(sentence_of(act), keys_when_done);
  co_return co_await std::move(putting) ? done : skipped;
}

Task<Answer> Person::query(std::string what, xmpp::Jid from) {
  const bool alerts = what == "alerts";
  if (!alerts && what != "shown_state")
    co_return Answer{Answer::Kind::unsupported_by_driver, "", "nobody is asked for it"};
  while (true) {
    auto putting =
        alerts
            ? put("How many times did the client alert you for " + from.to_string() + " (a sound, a shaking window)?",
                  "A number")
            : put("What does the client show of " + from.to_string() + " now?",
                  "c for is typing, p has paused, a active, i inactive, g gone, Enter for nothing");
    const auto line = co_await std::move(putting);
    if (!line) co_return skipped;
    if (alerts && !is_number(*line)) {
      --number_;
      continue;
    }
    co_return Answer{Answer::Kind::ok, alerts ? *line : shown(*line), ""};
  }
}

Task<Answer> Person::configure(std::string setting, std::string value) {
  const auto what = setting == "chat_states" ? "the sending of chat states (\"is typing\")" : "attention (buzz, nudge)";
  auto putting =
      put("In the client's settings switch " + std::string(what) + " " + value + ", for all contacts.", keys_when_done);
  co_return co_await std::move(putting) ? done : skipped;
}

Task<Answer> Person::sync() { co_return Answer{Answer::Kind::unsupported_by_driver, "", "a person does not know"}; }

std::size_t prompts_of(const scenario::Scenario& scenario) {
  std::size_t prompts = 0;
  for (const auto& step : scenario.steps) {
    if (const auto* acts = std::get_if<scenario::Acts>(&step.what)) prompts += static_cast<std::size_t>(acts->repeat);
    prompts += std::holds_alternative<scenario::Observes>(step.what) ? 1 : 0;
    prompts += std::holds_alternative<scenario::Configures>(step.what) ? 1 : 0;
  }
  return prompts;
}

}  // namespace conformance::target

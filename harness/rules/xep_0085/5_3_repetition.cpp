// SPDX-License-Identifier: MIT
#include <tuple>

#include "rules/xep_0085/monitors.hpp"

namespace conformance::rules::xep_0085 {

namespace {

using trace::Change;
using trace::ConversationKey;

// XEP-0085 5.3: no second instance of a standalone notification in a row. "In a row" is counted for each exact address,
// and everything that lets a new row begin by any reasonable reading begins one.
class Repetition : public Monitor {
 public:
  explicit Repetition(bool composing_only) : composing_only_(composing_only) {}

  [[nodiscard]] std::string rule() const override {
    return composing_only_ ? "0085/5.3/composing-once" : "0085/5.3/no-repeat";
  }

  void see(const Moment& moment, Sink& sink) override {
    if (const auto* act = moment.event.as<trace::ActEvent>(); act != nullptr && act->verb == "type") {
      if (const auto jid = xmpp::Jid::parse(act->to); jid.has_value() && act->phase == "done") {
        ++chances_[moment.world.key_for(*jid, "chat")].typed;
      }
    }
    for (const auto& change : moment.changes) {
      switch (change.kind) {
        case Change::Kind::sent:
          sent(moment, change, sink);
          break;
        case Change::Kind::user_fence:
          fence(moment, sink);
          break;
        case Change::Kind::session_ended:
          if (change.why != trace::SessionEnd::own_gone) end_row(change.key, /*keep_gone=*/true);
          break;
        case Change::Kind::thread_changed:
          end_row(change.key, false);
          break;
        case Change::Kind::resource_changed:
          resource_changed(change.full);
          break;
        case Change::Kind::bounced:
          end_row(change.key, false);
          break;
        case Change::Kind::stream_began:
          last_.clear();
          break;
        case Change::Kind::copied:
          copied(change);
          break;
        case Change::Kind::delivered:
          // A user message either way opens a new session after a gone.
          if (change.stanza->message->is_user_message()) end_row(change.key, false, "gone");
          break;
        default:
          break;
      }
    }
  }

 private:
  struct Last {
    std::string state;
    std::optional<std::string> thread;
    std::uint64_t event = 0;
  };
  struct Chance {
    int typed = 0;
    int standalones = 0;
    bool composing = false;
    ScenarioId scenario;
  };

  void sent(const Moment& moment, const Change& change, Sink& sink) {
    const auto& message = *change.stanza->message;
    auto& chance = chances_[change.key];
    if (!message.is_standalone()) {
      if (resets(message)) end_row(change.key, false);
      if (message.is_user_message()) opportunity(chance, moment, sink);
      return;
    }
    if (message.states.size() != 1) {  // judged by 5.6/one-state only
      end_row(change.key, false);
      return;
    }
    chance.scenario = moment.scenario();
    ++chance.standalones;
    chance.composing = chance.composing || message.states.front() == "composing";
    compare(moment, change, message, sink);
    if (chance.standalones >= 2 && (chance.composing || !composing_only_)) {
      sink.opportunity(moment.scenario(), moment.event.n);
    }
  }

  // A receipt does not end a row; with a state or a text of its own, by the strictest reading, no message leaves it.
  static bool resets(const xmpp::Message& message) {
    return message.is_user_message() || !message.states.empty() || !message.body.empty();
  }

  // What the user sent by another way or from another device came between, too.
  void copied(const Change& change) {
    if (change.own && resets(*change.message)) end_row(change.key, false);
    if (change.message->is_user_message()) end_row(change.key, false, "gone");
  }

  void compare(const Moment& moment, const Change& change, const xmpp::Message& message, Sink& sink) {
    const auto& state = message.states.front();
    auto& last = last_[{change.key, change.full}];
    const bool same = last.state == state && last.thread == message.thread;
    if (same && (!composing_only_ || state == "composing")) {
      sink.fail(moment.scenario(), {moment.event.n, last.event},
                composing_only_ ? "one standalone <composing/>, however long the user types"
                                : "another state before <" + state + "/> is sent again",
                "a second standalone <" + state + "/> in a row to " + change.full);
    }
    for (const auto& [address, other] : last_) {
      const bool elsewhere = address.first == change.key && address.second != change.full && other.state == state;
      if (elsewhere) sink.flag(moment.scenario(), "repeat-other-address");
    }
    last = {state, message.thread, moment.event.n};
  }

  // A fence behind two times of typing: what they caused has been written.
  void fence(const Moment& moment, Sink& sink) {
    for (auto& [key, chance] : chances_) opportunity(chance, moment, sink);
  }
  void opportunity(const Chance& chance, const Moment& moment, Sink& sink) const {
    const bool seen = composing_only_ ? chance.composing : chance.standalones > 0;
    if (chance.typed >= 2 && seen) sink.opportunity(chance.scenario, moment.event.n);
  }

  void end_row(const ConversationKey& key, bool keep_gone, const std::string& only = "") {
    for (auto& [address, last] : last_) {
      if (address.first != key || (keep_gone && last.state == "gone") || (!only.empty() && last.state != only))
        continue;
      last = {};
    }
  }
  void resource_changed(const std::string& full) {
    const auto bare = full.substr(0, full.find('/'));
    for (auto& [address, last] : last_) {
      if (address.second == full || address.second == bare) last = {};
    }
  }

  bool composing_only_;
  std::map<std::pair<ConversationKey, std::string>, Last> last_;
  std::map<ConversationKey, Chance> chances_;
};

}  // namespace

std::unique_ptr<Monitor> composing_once() { return std::make_unique<Repetition>(true); }
std::unique_ptr<Monitor> no_repeat() { return std::make_unique<Repetition>(false); }

}  // namespace conformance::rules::xep_0085

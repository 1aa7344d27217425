// SPDX-License-Identifier: MIT
#include "rules/xep_0085/monitors.hpp"
#include "rules/xep_0085/support.hpp"

/// XEP-0085 5.1, the implicit way: to ask by a state in one's own messages, and what follows from the answer.
namespace conformance::rules::xep_0085 {

namespace {

using trace::Change;
using trace::ConversationKey;
using trace::ConversationKind;

constexpr const char* concealed_reason = "the message is encrypted as a whole, and may hold a state";

std::string shown(const std::vector<std::string>& states) {
  return states.empty() ? "no chat state" : "<" + states.front() + "/>";
}

// The time in which a client may ask implicitly: nothing of the contact has come, and nothing is discovered.
bool is_window(const Known& known) {
  return (known.unknown || known.probing) && known.unheard && !known.maybe_yes && !known.maybe_not;
}

// XEP-0085 5.1, first rule of the list: 1.2 asks for a state in the first message, 2.1 in every one before the reply.
class InitialState : public Monitor {
 public:
  explicit InitialState(bool version_1_2) : version_1_2_(version_1_2) {}

  [[nodiscard]] std::string rule() const override { return "0085/5.1/initial-state"; }

  void see(const Moment& moment, Sink& sink) override {
    if (moment.event.as<trace::SettingEvent>() != nullptr) {
      for (auto& [key, window] : windows_) window.stopped = true;
    }
    for (const auto& change : moment.changes) {
      switch (change.kind) {
        case Change::Kind::sent:
          if (change.key.kind == ConversationKind::one_to_one) sent(change, moment, sink);
          break;
        case Change::Kind::delivered:
        case Change::Kind::copied:
        case Change::Kind::session_ended:
          windows_.erase(change.key);
          break;
        default:
          break;
      }
    }
  }

  void finish(const trace::World& /*world*/, Sink& sink) override {
    for (const auto& [scenario, event] : silent_) {
      sink.not_applicable(scenario, event, "the client does not ask by a state in its message");
    }
  }

 private:
  struct Window {
    bool state = false;           // a state was sent in it
    bool concealed = false;       // … or may have been
    bool stopped = false;         // it closed, or the user changed the setting in it
    std::uint64_t stateless = 0;  // the first user message without one
    int messages = 0;
  };

  void sent(const Change& change, const Moment& moment, Sink& sink) {
    const auto& message = *change.stanza->message;
    auto& window = windows_[change.key];
    if (moment.world.switched_off() || !is_window(known(moment, change.key))) window.stopped = true;
    if (window.stopped) return;
    const bool content = is_content_for_state(change);
    if (content) ++window.messages;
    if (message.state_may_be_concealed && message.states.empty()) window.concealed = true;
    if (!message.states.empty()) window.state = true;
    const bool counts = content && (!version_1_2_ || window.messages == 1);
    if (counts && message.states.empty() && window.stateless == 0) window.stateless = moment.event.n;
    if (window.concealed) {
      sink.flag(moment.scenario(), "state-may-be-encrypted");
      sink.inconclusive(moment.scenario(), moment.event.n, concealed_reason);
    } else if (window.state && window.stateless != 0) {
      sink.fail(moment.scenario(), {window.stateless, moment.event.n},
                version_1_2_ ? "a chat state in the first message to the contact, from a client that asks by states"
                             : "a chat state in every message before the contact's reply",
                "no chat state in this message");
    } else if (window.state && window.messages > 0) {
      sink.opportunity(moment.scenario(), moment.event.n);
    } else if (content) {
      silent_.emplace(moment.scenario(), moment.event.n);
    }
  }

  bool version_1_2_;
  std::map<ConversationKey, Window> windows_;
  std::map<ScenarioId, std::uint64_t> silent_;
};

// … which should be active.
class InitialActive : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.1/initial-active"; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      if (!is_content_for_state(change) || change.key.kind != ConversationKind::one_to_one) continue;
      if (!is_window(known(moment, change.key))) continue;
      const auto& states = change.stanza->message->states;
      if (states.empty()) {
        sink.not_applicable(moment.scenario(), moment.event.n, "the client does not ask by a state in this message");
      } else if (states.size() > 1) {
        continue;  // a matter of 5.6/one-state
      } else if (states.front() == "active") {
        sink.opportunity(moment.scenario(), moment.event.n);
      } else {
        sink.fail(moment.scenario(), {moment.event.n}, "<active/> in a message before the contact's reply",
                  shown(states));
      }
    }
  }
};

// XEP-0085 1.2 5.1, second rule: nothing more until the reply. 2.1 has dropped it; what it allows since is noted there
// (5.1/early-standalone).
class UntilReply : public Monitor {
 public:
  void see(const Moment& moment, Sink& sink) override {
    for (const auto& typed : typing_.see(moment)) {
      if (typed.key.kind == ConversationKind::one_to_one && is_open(typed.before)) {
        nothing_before(typed.scenario, moment, sink);
      }
    }
    for (const auto& change : moment.changes) {
      if (change.kind != Change::Kind::sent || change.key.kind != ConversationKind::one_to_one) continue;
      const auto now = known(moment, change.key);
      if (now.unknown && is_window(now) && is_content_for_state(change) && change.stanza->message->states.empty()) {
        sink.not_applicable(moment.scenario(), moment.event.n, "the client does not ask by a state in its message");
      }
      if (!is_open(now)) continue;
      judge(*change.stanza->message, moment, sink);
    }
  }

 protected:
  /// A stanza of the target while it waits for the reply.
  virtual void judge(const xmpp::Message& message, const Moment& moment, Sink& sink) = 0;
  /// The user typed, and what came of that is known.
  virtual void nothing_before(const ScenarioId& scenario, const Moment& moment, Sink& sink) = 0;

 private:
  static bool is_open(const Known& known) { return known.probing && !known.maybe_yes && !known.maybe_not; }
  Typing typing_;
};

class QuietUntilReply final : public UntilReply {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.1/quiet-until-reply"; }

 private:
  void judge(const xmpp::Message& message, const Moment& moment, Sink& sink) override {
    if (!message.states.empty()) {
      sink.fail(moment.scenario(), {moment.event.n}, "no chat state until the contact has replied to the first message",
                shown(message.states) +
                    (message.is_standalone() ? " in a standalone notification" : " in a further message"));
    } else if (message.state_may_be_concealed) {
      sink.flag(moment.scenario(), "state-may-be-encrypted");
      sink.inconclusive(moment.scenario(), moment.event.n, concealed_reason);
    } else if (message.is_user_message()) {
      sink.opportunity(moment.scenario(), moment.event.n);
    }
  }
  void nothing_before(const ScenarioId& scenario, const Moment& moment, Sink& sink) override {
    sink.opportunity(scenario, moment.event.n);
  }
};

class EarlyStandalone final : public UntilReply {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.1/early-standalone"; }

 private:
  void judge(const xmpp::Message& message, const Moment& moment, Sink& sink) override {
    if (!message.is_standalone()) return;
    sink.opportunity(moment.scenario(), moment.event.n);
    sink.flag(moment.scenario(), "early-standalone");
  }
  void nothing_before(const ScenarioId& scenario, const Moment& moment, Sink& sink) override {
    sink.opportunity(scenario, moment.event.n);
  }
};

// XEP-0085 5.1, the reply without a state: none is sent any more.
class StopWhenUnsupported : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.1/stop-when-unsupported"; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& typed : typing_.see(moment)) {
      const bool room = typed.key.kind == ConversationKind::room;
      if (!room && applies(typed.before)) sink.opportunity(typed.scenario, moment.event.n);
    }
    for (const auto& change : moment.changes) {
      if (change.kind != Change::Kind::sent || change.key.kind == ConversationKind::room) continue;
      sent(*change.stanza->message, change.key, moment, sink);
    }
  }

 private:
  static bool applies(const Known& known) { return known.refused && !known.maybe_yes; }

  void sent(const xmpp::Message& message, const ConversationKey& key, const Moment& moment, Sink& sink) const {
    const auto now = known(moment, key);
    if (now.refused && now.maybe_yes) {
      sink.flag(moment.scenario(), "advertised-but-silent");
      sink.not_applicable(moment.scenario(), moment.event.n, "the contact has advertised its support");
    } else if (!applies(now)) {
      const auto* conversation = moment.world.conversation(key);
      const bool answered = conversation != nullptr && conversation->digested.partner().wrote;
      if (message.is_user_message() && message.states.empty() && answered && now.unknown) {
        sink.not_applicable(moment.scenario(), moment.event.n, "the client had not asked by a state in its message");
      }
    } else if (!message.states.empty()) {
      sink.fail(moment.scenario(), {moment.event.n}, "no chat state to a contact whose first reply had none",
                shown(message.states));
    } else if (message.state_may_be_concealed) {
      sink.flag(moment.scenario(), "state-may-be-encrypted");
      sink.inconclusive(moment.scenario(), moment.event.n, concealed_reason);
    } else if (message.is_user_message()) {
      sink.opportunity(moment.scenario(), moment.event.n);
    }
  }

  Typing typing_;
};

}  // namespace

std::unique_ptr<Monitor> initial_state(const trace::Header& header) {
  return std::make_unique<InitialState>(header.version_of("0085") == "1.2");
}
std::unique_ptr<Monitor> initial_active() { return std::make_unique<InitialActive>(); }
std::unique_ptr<Monitor> quiet_until_reply() { return std::make_unique<QuietUntilReply>(); }
std::unique_ptr<Monitor> early_standalone() { return std::make_unique<EarlyStandalone>(); }
std::unique_ptr<Monitor> stop_when_unsupported() { return std::make_unique<StopWhenUnsupported>(); }

}  // namespace conformance::rules::xep_0085

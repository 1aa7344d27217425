// SPDX-License-Identifier: MIT
#include <algorithm>

#include "rules/xep_0085/monitors.hpp"
#include "rules/xep_0085/support.hpp"

/// XEP-0085 5.1: how support is found out, and what is sent once it is known.
namespace conformance::rules::xep_0085 {

namespace {

using trace::Change;
using trace::ConversationKey;
using trace::ConversationKind;

// The first state to a contact in each of the target's streams: how could it be sent?
class FirstState : public Monitor {
 public:
  void see(const Moment& moment, Sink& sink) override {
    const auto* stream = moment.event.as<trace::StreamEvent>();
    begun_ = begun_ || moment.world.header().driven || (stream != nullptr && stream->at == trace::at_iut);
    for (const auto& change : moment.changes) {
      if (change.kind == Change::Kind::stream_began) judged_.clear();
      if (change.kind != Change::Kind::sent || change.key.kind != ConversationKind::one_to_one) continue;
      const auto& message = *change.stanza->message;
      if (message.states.empty()) {
        if (message.is_user_message()) silent(change, moment, sink);
        continue;
      }
      if (!judged_.insert(change.key).second) continue;
      if (begun_) {
        judge(message, change, moment, sink);
      } else {
        sink.not_applicable(moment.scenario(), moment.event.n, "what was known before the trace began is not seen");
      }
    }
  }

 protected:
  virtual void judge(const xmpp::Message& message, const Change& change, const Moment& moment, Sink& sink) = 0;
  /// A message without a state.
  virtual void silent(const Change& /*change*/, const Moment& moment, Sink& sink) {
    sink.not_applicable(moment.scenario(), moment.event.n, "no chat state was sent to the contact");
  }

 private:
  std::set<ConversationKey> judged_;
  bool begun_ = false;
};

class DiscoverFirst final : public FirstState {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.1/discover-first"; }

 private:
  void judge(const xmpp::Message& message, const Change& change, const Moment& moment, Sink& sink) override {
    const auto now = known(moment, change.key);
    if (now.maybe_yes || now.ever_shown) {
      sink.opportunity(moment.scenario(), moment.event.n);
    } else if (now.surely_not) {
      sink.fail(moment.scenario(), {moment.event.n},
                "no chat state to a contact that is discovered not to support them",
                "<" + message.states.front() + "/>");
    } else if (!message.is_standalone()) {
      // XEP-0085 5.1: in the absence of discovery, a message may ask.
      sink.opportunity(moment.scenario(), moment.event.n);
      sink.flag(moment.scenario(), "implicit-only");
    } else if (!now.maybe_not) {
      sink.fail(moment.scenario(), {moment.event.n},
                "discovery, negotiation or a state of the contact before the first standalone notification",
                "<" + message.states.front() + "/> to a contact of whose support nothing was known");
    }
  }

  // Nothing is sent to a contact that is known not to support states: a pass, of a client that sends them at all.
  void silent(const Change& change, const Moment& moment, Sink& sink) override {
    const auto now = known(moment, change.key);
    if (now.surely_not && !now.maybe_yes) {
      kept_.emplace(moment.scenario(), moment.event.n);
    } else {
      FirstState::silent(change, moment, sink);
    }
  }
  void finish(const trace::World& world, Sink& sink) override {
    for (const auto& [scenario, event] : kept_) {
      if (world.first_own_state() == 0) {
        sink.not_applicable(scenario, event, "the client has sent no chat state at all");
      } else {
        sink.opportunity(scenario, event);
      }
    }
  }

  std::map<ScenarioId, std::uint64_t> kept_;
};

// It is free: what was seen is told.
class Method final : public FirstState {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.1/method"; }

 private:
  void judge(const xmpp::Message& /*message*/, const Change& change, const Moment& moment, Sink& sink) override {
    const auto now = known(moment, change.key);
    sink.opportunity(moment.scenario(), moment.event.n);
    sink.flag(moment.scenario(), now.surely_yes && !now.shown ? "explicit"
                                 : now.maybe_yes              ? "shown-by-contact"
                                                              : "implicit");
  }
};

constexpr const char* active_expected = "<active/> in a message to a contact that supports chat states";

// Whether a message of the target has to have a state, by what all readings agree on.
bool judges_content(const Change& change, const Moment& moment) {
  return is_content_for_state(change) && may_send(moment, change.key);
}

// XEP-0085 5.1 and 5.3 ask for the same: it is told once, under 5.1 where the contact has shown its support, else
// under 5.3: there 2.1 has the messages that ask, too.
class ActiveInContent : public Monitor {
 public:
  enum class Section { support, repetition };
  ActiveInContent(Section section, bool version_1_2) : section_(section), version_1_2_(version_1_2) {}

  [[nodiscard]] std::string rule() const override {
    return section_ == Section::support ? "0085/5.1/active-in-content" : "0085/5.3/active-in-content";
  }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      if (!judges_content(change, moment)) continue;
      const auto now = known(moment, change.key);
      if (section_ == Section::support ? !now.shown : !in_repetition(now)) continue;
      const auto& message = *change.stanza->message;
      if (!message.states.empty()) {
        sink.opportunity(moment.scenario(), moment.event.n);
      } else if (message.state_may_be_concealed) {
        sink.flag(moment.scenario(), "state-may-be-encrypted");
        sink.inconclusive(moment.scenario(), moment.event.n,
                          "the message is encrypted as a whole, and may hold a state");
      } else {
        failures_.fail(moment.scenario(), {moment.event.n}, active_expected, "no chat state in the message");
      }
    }
  }

  void finish(const trace::World& world, Sink& sink) override { failures_.finish(world, sink); }

 private:
  [[nodiscard]] bool in_repetition(const Known& now) const {
    if (now.shown) return false;
    if (now.surely_yes) return true;
    return !version_1_2_ && now.probing && !now.maybe_not;
  }

  Section section_;
  bool version_1_2_;
  IfSupported failures_;
};

// XEP-0085 5.1: standalone notifications once support is known, composing at least.
class SendStandalone : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.1/send-standalone"; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& typed : typing_.see(moment)) {
      if (!typed.before.surely_yes || typed.key.kind != ConversationKind::one_to_one) continue;
      // What was composing is still composing (5.3).
      if (typed.state_before == "composing" || !may_send(moment, typed.key)) continue;
      const auto& states = typed.states;
      if (std::find(states.begin(), states.end(), "composing") != states.end()) {
        sink.opportunity(typed.scenario, moment.event.n);
      } else {
        failures_.fail(typed.scenario, {moment.event.n, typed.act},
                       "<composing/> when the user types to a contact that supports chat states",
                       "no <composing/> before the next message");
      }
    }
  }

  void finish(const trace::World& world, Sink& sink) override { failures_.finish(world, sink); }

 private:
  Typing typing_;
  IfSupported failures_;
};

// XEP-0085 5.1: "… or sends a standalone notification to the User".
class StandaloneEnables : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.1/standalone-enables"; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& typed : typing_.see(moment)) {
      if (!enabled_.contains(typed.key) || !typed.before.shown) continue;
      if (!may_send(moment, typed.key)) continue;
      if (!typed.states.empty() || (typed.next != nullptr && !typed.next->states.empty())) {
        sink.opportunity(typed.scenario, moment.event.n);
      } else if (typed.next != nullptr && !typed.next->state_may_be_concealed) {
        failures_.fail(typed.scenario, {moment.event.n, typed.act},
                       "chat states to a contact that has sent a standalone notification",
                       "none while the user typed and wrote");
      }
    }
    for (const auto& change : moment.changes) {
      if (change.kind == Change::Kind::session_ended) enabled_.erase(change.key);
      if (change.kind != Change::Kind::delivered || change.key.kind != ConversationKind::one_to_one) continue;
      const auto& message = *change.stanza->message;
      if (message.delayed || message.states.empty()) continue;
      // The state that tells of the support for the first time.
      if (known(moment, change.key).maybe_yes) continue;
      if (message.is_standalone()) enabled_.insert(change.key);
    }
  }

  void finish(const trace::World& world, Sink& sink) override { failures_.finish(world, sink); }

 private:
  std::set<ConversationKey> enabled_;
  Typing typing_;
  IfSupported failures_;
};

// XEP-0085 5.1: notifications go both ways, by design. What is a reply the driver says.
class AnswerInKind : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.1/answer-in-kind"; }

  void see(const Moment& moment, Sink& sink) override {
    if (const auto* act = moment.event.as<trace::ActEvent>()) answers(*act, moment);
    for (const auto& change : moment.changes) {
      const auto due = due_.find(change.key);
      if (due == due_.end()) continue;
      if (change.kind == Change::Kind::session_ended) {
        due_.erase(due);
        continue;
      }
      if (!is_content_for_state(change)) continue;
      const auto& message = *change.stanza->message;
      if (!message.encrypted && message.body.find(due->second) == std::string::npos) continue;
      due_.erase(due);
      if (!judges_content(change, moment)) continue;
      if (!message.states.empty()) {
        sink.opportunity(moment.scenario(), moment.event.n);
      } else if (!message.state_may_be_concealed) {
        failures_.fail(moment.scenario(), {moment.event.n}, "<active/> in the reply to a message with <active/>",
                       "no chat state in the reply");
      }
    }
  }

  void finish(const trace::World& world, Sink& sink) override { failures_.finish(world, sink); }

 private:
  void answers(const trace::ActEvent& act, const Moment& moment) {
    const auto jid = xmpp::Jid::parse(act.to);
    if (act.verb != "reply" || act.text.empty() || jid.has_error()) return;
    const auto key = moment.world.key_for(*jid, "chat");
    if (act.phase == "unsupported") due_.erase(key);
    if (act.phase != "begin" || key.kind != ConversationKind::one_to_one) return;
    const auto* conversation = moment.world.conversation(key);
    const bool asked =
        conversation != nullptr && conversation->delivered.partner().active && conversation->digested.partner().active;
    if (asked) due_[key] = act.text;
  }

  std::map<ConversationKey, std::string> due_;  // the text of the reply
  IfSupported failures_;
};

}  // namespace

std::unique_ptr<Monitor> discover_first() { return std::make_unique<DiscoverFirst>(); }
std::unique_ptr<Monitor> method() { return std::make_unique<Method>(); }
std::unique_ptr<Monitor> active_when_shown(const trace::Header& header) {
  return std::make_unique<ActiveInContent>(ActiveInContent::Section::support, header.version_of("0085") == "1.2");
}
std::unique_ptr<Monitor> active_in_content(const trace::Header& header) {
  return std::make_unique<ActiveInContent>(ActiveInContent::Section::repetition, header.version_of("0085") == "1.2");
}
std::unique_ptr<Monitor> send_standalone() { return std::make_unique<SendStandalone>(); }
std::unique_ptr<Monitor> standalone_enables() { return std::make_unique<StandaloneEnables>(); }
std::unique_ptr<Monitor> answer_in_kind() { return std::make_unique<AnswerInKind>(); }

}  // namespace conformance::rules::xep_0085

// SPDX-License-Identifier: MIT
#include <map>
#include <set>

#include "rules/xep_0085/monitors.hpp"

/// XEP-0085 5.2, as it is received, and 8: what the client takes for the contact's state.
namespace conformance::rules::xep_0085 {

namespace {

using trace::Change;
using trace::ConversationKey;
using trace::ConversationKind;

// The one-to-one conversation that an observation is of; nothing if it is of none.
std::optional<ConversationKey> observed_in(const Moment& moment, const char* what) {
  const auto* observed = moment.event.as<trace::ObservedEvent>();
  if (observed == nullptr || observed->what != what) return std::nullopt;
  const auto jid = xmpp::Jid::parse(observed->from);
  if (jid.has_error()) return std::nullopt;
  const auto key = moment.world.key_for(*jid, "chat");
  return key.kind == ConversationKind::one_to_one ? std::optional(key) : std::nullopt;
}

// What is shown after each state of the contact.
class Understood final : public Monitor {
 public:
  explicit Understood(bool required) : required_(required) {}

  [[nodiscard]] std::string rule() const override {
    return required_ ? "0085/5.2/understood" : "0085/5.2/understood-others";
  }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      // What an error gives back is another rule's (RFC 6120 8.3.1).
      if (change.kind == Change::Kind::bounced) echoed_.insert(change.key);
      if (change.kind == Change::Kind::delivered) echoed_.erase(change.key);
    }
    const auto key = observed_in(moment, "shown_state");
    if (!key) return;
    const auto& observed = *moment.event.as<trace::ObservedEvent>();
    if (observed.by == "client") {
      sink.flag(moment.scenario(), "declared-by-driver");
      sink.fail(moment.scenario(), {moment.event.n}, "the contact's state, shown to the user",
                "the client shows none, as its driver says");
    } else if (observed.by.empty()) {
      if (moment.world.conversation(*key) != nullptr) judge(observed, *key, moment, sink);
      shown_[*key] = observed.value;
    }
  }

 private:
  void judge(const trace::ObservedEvent& observed, const ConversationKey& key, const Moment& moment, Sink& sink) {
    const auto& conversation = *moment.world.conversation(key);
    const auto& state = conversation.delivered.partner_state();
    if (!state || state->empty() || (*state == "active" || *state == "composing") != required_) return;
    const auto before = shown_.find(key);
    // A client may well show nothing of a contact who is not typing: that it shows composing no more tells it.
    const bool taken_back =
        observed.value.empty() && *state != "composing" && before != shown_.end() && !before->second.empty();
    if (observed.value == *state) {
      sink.opportunity(moment.scenario(), moment.event.n);
    } else if (taken_back) {
      sink.opportunity(moment.scenario(), moment.event.n);
      sink.flag(moment.scenario(), "shown-as-none");
    } else if (observed.wanted != *state) {
      return;  // it was not asked for until the end
    } else if (conversation.digested.partner_state() != state) {
      sink.inconclusive(moment.scenario(), moment.event.n, "it is not proved that the client has read the state");
    } else if (!echoed_.contains(key) && (!observed.value.empty() || *state == "composing")) {
      sink.fail(moment.scenario(), {moment.event.n}, "<" + *state + "/> is taken as the contact's state",
                observed.value.empty() ? "no state is shown" : "\"" + observed.value + "\" is shown");
    }
  }

  bool required_;
  std::map<ConversationKey, std::string> shown_;  // last
  std::set<ConversationKey> echoed_;              // an error came since the contact was heard
};

// XEP-0085 8: who was composing may never be heard of again.
class NeverHeardAgain final : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/8/never-heard-again"; }

  void see(const Moment& moment, Sink& sink) override {
    if (const auto* act = moment.event.as<trace::ActEvent>()) {
      const auto jid = xmpp::Jid::parse(act->to);
      if (jid.has_value()) worked_.insert(moment.world.key_for(*jid, "chat"));
    }
    const auto now = moment.event.t_iut.value_or(moment.event.t);
    for (const auto& [key, composing] : composing_) {
      if (now - composing.since >= long_silence) vanished_.try_emplace(key, composing.scenario);
    }
    if (const auto key = observed_in(moment, "shown_state"); key && vanished_.contains(*key)) {
      const auto& observed = *moment.event.as<trace::ObservedEvent>();
      if (observed.by.empty()) {
        sink.flag(moment.scenario(), observed.value == "composing" ? "typing-stays-shown" : "typing-shown-no-more");
      }
    }
    for (const auto& change : moment.changes) {
      switch (change.kind) {
        case Change::Kind::delivered:
          vanished_.erase(change.key);
          composing_.erase(change.key);
          if (change.key.kind == ConversationKind::one_to_one && change.stanza->message->has_state("composing")) {
            composing_[change.key] = {moment.scenario(), now};
          }
          break;
        case Change::Kind::session_ended:
          ended(change);
          break;
        case Change::Kind::sent:
          if (worked_.contains(change.key)) works_on(moment, sink);
          break;
        case Change::Kind::target_stanza:
          works_on(moment, sink);
          break;
        default:
          break;
      }
    }
  }

 private:
  // By the contact's going, or because the client's own stream is a new one: what the contact did then is not known.
  // Who leaves the chat himself, or does so by timer, has not heard of the contact.
  void ended(const Change& change) {
    const auto composing = composing_.find(change.key);
    if (composing == composing_.end() || change.why == trace::SessionEnd::own_gone) return;
    const bool unheard =
        change.why == trace::SessionEnd::partner_unavailable || change.why == trace::SessionEnd::stream;
    if (unheard) vanished_[change.key] = composing->second.scenario;
    composing_.erase(composing);
  }

  // The client answers, or what the user does leaves.
  void works_on(const Moment& moment, Sink& sink) const {
    for (const auto& [key, scenario] : vanished_) sink.opportunity(scenario, moment.event.n);
  }

  /// Nobody is composing for so long.
  static constexpr Duration long_silence = std::chrono::minutes(10);
  struct Composing {
    ScenarioId scenario;
    Duration since{0};
  };
  std::map<ConversationKey, Composing> composing_;
  std::set<ConversationKey> worked_;  // the chats in which the user has done something
  std::map<ConversationKey, ScenarioId> vanished_;
};

}  // namespace

std::unique_ptr<Monitor> understood() { return std::make_unique<Understood>(true); }
std::unique_ptr<Monitor> understood_others() { return std::make_unique<Understood>(false); }
std::unique_ptr<Monitor> never_heard_again() { return std::make_unique<NeverHeardAgain>(); }

}  // namespace conformance::rules::xep_0085

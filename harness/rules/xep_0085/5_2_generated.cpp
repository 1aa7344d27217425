// SPDX-License-Identifier: MIT
#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "rules/xep_0085/monitors.hpp"
#include "rules/xep_0085/support.hpp"
#include "xmpp/disco.hpp"
#include "xmpp/suggested_times.hpp"

/// XEP-0085 5.2, as it is sent: each state comes at least once in a run in which the user gave reason for it.
namespace conformance::rules::xep_0085 {

namespace {

using trace::Change;
using trace::ConversationKey;
using trace::ConversationKind;

Duration time_of(const Moment& moment) { return moment.event.t_iut.value_or(moment.event.t); }

// One state: whether the target has sent it in this run, and whether it claims to support chat states at all.
class Generated : public Monitor {
 public:
  explicit Generated(std::string state) : state_(std::move(state)) {}

  [[nodiscard]] std::string rule() const override { return "0085/5.2/" + state_; }

  void see(const Moment& moment, Sink& sink) override {
    if (const auto* act = moment.event.as<trace::ActEvent>()) {
      const auto jid = xmpp::Jid::parse(act->to);
      if (jid.has_value()) worked_.insert(moment.world.key_for(*jid, "chat"));
      if (act->by == "client" && is_cause(act->verb)) {
        sink.flag(moment.scenario(), "declared-by-driver");
        sink.fail(moment.scenario(), {moment.event.n}, expected(), "the client has no such thing, as its driver says");
      }
    }
    for (const auto& change : moment.changes) {
      if (change.kind == Change::Kind::sent && worked_.contains(change.key) &&
          change.stanza->message->has_state(state_)) {
        if (seen_ == 0) seen_ = moment.event.n;
        seen_in_.emplace(moment.scenario(), moment.event.n);
      } else if (change.kind == Change::Kind::sent && change.stanza->message->state_may_be_concealed) {
        concealed_ = true;
      } else if (change.kind == Change::Kind::target_stanza) {
        const auto query = change.stanza->stanza.child("query", xmpp::ns::disco_info);
        const auto info = query ? xmpp::DiscoInfo::parse(*query) : Result<xmpp::DiscoInfo>(InputError{});
        advertised_ = advertised_ || (info.has_value() && info->has_feature(xmpp::ns::chat_states));
      }
    }
    follow(moment, sink);
  }

 protected:
  [[nodiscard]] virtual bool is_cause(const std::string& verb) const = 0;
  virtual void follow(const Moment& moment, Sink& sink) = 0;
  [[nodiscard]] std::string expected() const {
    return "<" + state_ + "/> at least once, when the user gives reason for it";
  }
  [[nodiscard]] const std::string& state() const { return state_; }
  [[nodiscard]] std::uint64_t seen() const { return seen_; }
  [[nodiscard]] const std::map<ScenarioId, std::uint64_t>& seen_in() const { return seen_in_; }
  /// Not seen in the whole run, although there was reason: what is encrypted as a whole may have held it.
  void missing(const ScenarioId& scenario, std::vector<std::uint64_t> evidence, std::string actual, Sink& sink) const {
    if (concealed_) {
      sink.flag(scenario, "state-may-be-encrypted");
      sink.inconclusive(scenario, evidence.front(),
                        "<" + state_ + "/> was not seen, and a message of this run is encrypted as a whole");
    } else {
      sink.fail(scenario, std::move(evidence), expected(), std::move(actual));
    }
  }
  /// A client that neither says that it supports chat states nor sends any is not held to it.
  [[nodiscard]] bool supports(const trace::World& world) const { return advertised_ || world.first_own_state() != 0; }

 private:
  std::string state_;
  std::set<ConversationKey> worked_;  // the chats in which the user has done something: that is what counts
  std::uint64_t seen_ = 0;
  std::map<ScenarioId, std::uint64_t> seen_in_;
  bool advertised_ = false;
  bool concealed_ = false;
};

// active and composing: the user typed and wrote to somebody who is known to support chat states.
class TypedAndSent final : public Generated {
 public:
  using Generated::Generated;

  void finish(const trace::World& world, Sink& sink) override {
    for (const auto& reason : reasons_) {
      if (seen() != 0) {
        sink.opportunity(reason.scenario, reason.event);
      } else if (!supports(world)) {
        sink.not_applicable(reason.scenario, reason.event, "the client does not support chat states");
      } else {
        missing(reason.scenario, {reason.event, reason.act}, "none in the whole run", sink);
      }
    }
  }

 private:
  struct Reason {
    ScenarioId scenario;
    std::uint64_t event = 0;
    std::uint64_t act = 0;
  };

  [[nodiscard]] bool is_cause(const std::string& verb) const override {
    return state() == "composing" ? verb == "type" : verb == "send";
  }

  void follow(const Moment& moment, Sink& /*sink*/) override {
    for (const auto& typed : typing_.see(moment)) {
      const bool wrote = typed.next != nullptr && typed.next->type == "chat";
      if (!wrote || !typed.before.surely_yes || typed.key.kind != ConversationKind::one_to_one) continue;
      if (!may_send(moment, typed.key)) continue;
      reasons_.push_back({typed.scenario, moment.event.n, typed.act});
    }
  }

  Typing typing_;
  std::vector<Reason> reasons_;
};

// paused, inactive and gone: the user has left the chat alone for so long that a timer must have run out. How long that
// is is the client's choice, so a short wait tells nothing (docs/ARCHITECTURE.md, "Timers").
class LeftAlone final : public Generated {
 public:
  LeftAlone(std::string state, const trace::Header& header)
      : Generated(std::move(state)), virtual_(header.iut_clock_virtual) {
    const auto suggested = xmpp::suggested_times(header.version_of("0085"));
    const auto time = this->state() == "paused"     ? suggested.paused
                      : this->state() == "inactive" ? suggested.inactive
                                                    : suggested.gone;
    needed_ = virtual_ ? std::chrono::hours(24) : time * 3 / 2;
  }

  void finish(const trace::World& world, Sink& sink) override {
    for (const auto& [scenario, event] : seen_in()) sink.opportunity(scenario, event);
    for (const auto& [scenario, wait] : waits_) {
      if (seen() != 0) {
        sink.opportunity(scenario, wait.event);
      } else if (!supports(world)) {
        sink.not_applicable(scenario, wait.event, "the client does not support chat states");
      } else if (wait.time < needed_) {
        sink.flag(scenario, "bounded");
        sink.inconclusive(scenario, wait.event,
                          "<" + state() + "/> was not seen within " + std::to_string(wait.time.count() / 1000) +
                              " s, and how long it takes is the client's choice");
      } else {
        if (!virtual_) sink.flag(scenario, "by-quiet-time");
        missing(scenario, {wait.event, wait.since},
                "none in the whole run, and none within " + std::to_string(wait.time.count() / 1000) + " s of quiet",
                sink);
      }
    }
  }

 private:
  struct Wait {
    std::uint64_t since = 0;  // the event
    Duration begin{0};
    std::uint64_t event = 0;  // that ended it, then the one that proves that what it caused has been sent
    Duration time{0};
    std::vector<std::string> texts{};  // written afterwards: each is such a proof
  };

  [[nodiscard]] bool is_cause(const std::string& verb) const override { return state() == "paused" && verb == "type"; }

  void follow(const Moment& moment, Sink& /*sink*/) override {
    if (const auto* act = moment.event.as<trace::ActEvent>()) acts(*act, moment);
    const auto* fence = moment.event.as<trace::FenceEvent>();
    if (fence != nullptr && fence->route == "ui" && fence->phase == "sent") disturb(moment);
    for (const auto& change : moment.changes) {
      if (change.kind == Change::Kind::user_fence) {
        const auto until = change.until;
        std::erase_if(over_,
                      [&](const auto& entry) { return entry.second.event <= until && prove(entry.second, moment); });
      } else if (change.kind == Change::Kind::delivered) {
        quiet_.erase(change.key);  // the contact has stirred the chat
      } else if (change.kind == Change::Kind::session_ended && change.why != trace::SessionEnd::own_gone) {
        quiet_.erase(change.key);
        if (change.why == trace::SessionEnd::stream) over_.erase(change.key);
      } else if (change.kind == Change::Kind::sent && change.stanza->message->is_user_message()) {
        const auto found = over_.find(change.key);
        if (found != over_.end() && is_of(found->second, *change.stanza->message) && prove(found->second, moment)) {
          over_.erase(found);
        }
      }
    }
  }

  // Whatever the user does next ends the quiet of every chat; what it caused may still be on its way.
  void disturb(const Moment& moment) {
    for (auto& [key, wait] : quiet_) {
      wait.event = moment.event.n;
      wait.time = time_of(moment) - wait.begin;
      // A chat is left alone only once the contact was told of the user; and a moment is no quiet.
      const auto* conversation = moment.world.conversation(key);
      const bool told = conversation != nullptr && !conversation->delivered.last_own_state().empty();
      if (wait.time < std::chrono::seconds(1) || (state() != "paused" && !told)) continue;
      const auto known = over_.find(key);
      if (known == over_.end() || known->second.time < wait.time) over_.insert_or_assign(key, std::move(wait));
    }
    quiet_.clear();
  }

  void acts(const trace::ActEvent& act, const Moment& moment) {
    if (act.phase == "begin") disturb(moment);
    const auto jid = xmpp::Jid::parse(act.to);
    if (jid.has_error()) return;
    const auto key = moment.world.key_for(*jid, "chat");
    if (act.phase == "begin") {
      const auto found = over_.find(key);
      if (found != over_.end() && !act.text.empty()) found->second.texts.push_back(act.text);
    } else if (act.phase == "done") {
      begin(act, key, moment);
    }
  }

  void begin(const trace::ActEvent& act, const ConversationKey& key, const Moment& moment) {
    const auto* conversation = moment.world.conversation(key);
    if (key.kind != ConversationKind::one_to_one || conversation == nullptr) return;
    if (!known(moment, key).surely_yes || !may_send(moment, key)) return;
    // What was typed and not sent is what a pause is of.
    const bool reason = state() == "paused" ? act.verb == "type" : act.verb != "close";
    if (reason) quiet_[key] = {moment.event.n, time_of(moment)};
  }

  static bool is_of(const Wait& wait, const xmpp::Message& message) {
    return !message.encrypted && std::any_of(wait.texts.begin(), wait.texts.end(), [&](const std::string& text) {
      return message.body.find(text) != std::string::npos;
    });
  }

  bool prove(const Wait& wait, const Moment& moment) {
    auto& longest = waits_[moment.scenario()];
    if (longest.event == 0 || longest.time < wait.time) {
      longest = wait;
      longest.event = moment.event.n;
    }
    return true;
  }

  bool virtual_;
  Duration needed_{0};
  std::map<ConversationKey, Wait> quiet_;  // goes on
  std::map<ConversationKey, Wait> over_;   // the longest that is over, and whose proof is outstanding
  std::map<ScenarioId, Wait> waits_;       // the longest of each scenario
};

}  // namespace

std::unique_ptr<Monitor> generated(const std::string& state, const trace::Header& header) {
  if (state == "active" || state == "composing") return std::make_unique<TypedAndSent>(state);
  return std::make_unique<LeftAlone>(state, header);
}

}  // namespace conformance::rules::xep_0085

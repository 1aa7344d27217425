// SPDX-License-Identifier: MIT
#include <algorithm>
#include <optional>

#include "rules/xep_0085/monitors.hpp"

/// XEP-0085 5.2 and 9: the user can switch chat states off. One thing is seen, and told under both.
namespace conformance::rules::xep_0085 {

namespace {

using trace::Change;

class Configurable final : public Monitor {
 public:
  explicit Configurable(std::string rule) : rule_(std::move(rule)) {}

  [[nodiscard]] std::string rule() const override { return rule_; }

  void see(const Moment& moment, Sink& sink) override {
    if (const auto* setting = moment.event.as<trace::SettingEvent>()) configured(*setting, moment, sink);
    if (const auto* act = moment.event.as<trace::ActEvent>()) acted(*act, moment);
    for (const auto& change : moment.changes) {
      if (change.kind == Change::Kind::user_fence) fenced(change.until);
      if (!off_) continue;
      if (change.kind == Change::Kind::sent) sent(*change.stanza->message, moment, sink);
      if (change.kind == Change::Kind::target_stanza && caused_after() &&
          !xmpp::states_of(change.stanza->stanza.element()).empty()) {
        fail(moment, "a chat state in a " + std::string(change.stanza->stanza.element().name()), sink);
      }
    }
  }

 private:
  struct Off {
    std::uint64_t event = 0;
    /// Nothing that the user did before is still on its way.
    bool clean = false;
    bool acted = false;  // the user did something since
    std::vector<std::string> texts{};
  };

  void configured(const trace::SettingEvent& setting, const Moment& moment, Sink& sink) {
    if (setting.name != "chat_states") return;
    if (setting.by == "client") {
      sink.flag(moment.scenario(), "declared-by-driver");
      sink.fail(moment.scenario(), {moment.event.n}, "a setting that switches chat states off",
                "the client has none, as its driver says");
    } else if (setting.by == "driver") {
      sink.not_applicable(moment.scenario(), moment.event.n, "the setting is not within the driver's reach");
    } else if (setting.value == "off" && setting.phase == "done") {
      off_ = Off{moment.event.n, last_act_ <= fenced_until_, false};
    } else if (setting.value != "off") {
      off_.reset();  // from its beginning: it may be on at any moment
    }
  }

  void acted(const trace::ActEvent& act, const Moment& moment) {
    last_act_ = moment.event.n;
    if (!off_ || act.phase != "begin") return;
    off_->acted = true;
    if (!act.text.empty()) off_->texts.push_back(act.text);
  }

  void fenced(std::uint64_t until) {
    fenced_until_ = std::max(fenced_until_, until);
    if (off_ && until > off_->event) off_->clean = true;
  }

  // What is seen now the user has caused after switching off, or else nobody has. A farewell that the switching itself
  // causes is let pass.
  [[nodiscard]] bool caused_after() const { return off_->clean && off_->acted; }

  void sent(const xmpp::Message& message, const Moment& moment, Sink& sink) {
    const bool written_after =
        message.is_user_message() && std::any_of(off_->texts.begin(), off_->texts.end(), [&](const std::string& text) {
          return !message.encrypted && message.body.find(text) != std::string::npos;
        });
    if (!message.states.empty()) {
      if (written_after || caused_after()) fail(moment, "<" + message.states.front() + "/>", sink);
    } else if (message.state_may_be_concealed) {
      sink.flag(moment.scenario(), "state-may-be-encrypted");
      sink.inconclusive(moment.scenario(), moment.event.n, "the message is encrypted as a whole, and may hold a state");
    } else if (written_after) {
      sink.opportunity(moment.scenario(), moment.event.n);
      off_->clean = true;  // of this chat at least what was typed before has been sent
    }
  }

  void fail(const Moment& moment, const std::string& actual, Sink& sink) {
    sink.fail(moment.scenario(), {moment.event.n, off_->event},
              "no chat state to anyone once the user has switched them off", actual);
  }

  std::string rule_;
  std::optional<Off> off_;
  std::uint64_t last_act_ = 0;
  std::uint64_t fenced_until_ = 0;
};

}  // namespace

std::unique_ptr<Monitor> configurable() { return std::make_unique<Configurable>("0085/5.2/configurable"); }
std::unique_ptr<Monitor> disable() { return std::make_unique<Configurable>("0085/9/disable"); }

}  // namespace conformance::rules::xep_0085

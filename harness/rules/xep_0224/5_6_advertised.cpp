// SPDX-License-Identifier: MIT
#include <optional>

#include "rules/disco_watch.hpp"
#include "rules/xep_0224/no_alert.hpp"
#include "rules/xep_0224/receiving.hpp"

/// XEP-0224 5 and 6: who takes attentions advertises it, and who has switched them off does neither.
namespace conformance::rules::xep_0224 {

namespace {

using trace::Change;
using Value = trace::Setting::Value;

// A plain disco#info query to the full JID, asked and answered under one setting.
struct Said {
  InfoExchange exchange;
  Value setting = Value::untouched;
  bool feature = false;
};

class Advertising {
 public:
  std::optional<Said> see(const Moment& moment) {
    const auto exchange = watch_.see(moment);
    if (!exchange || exchange->node || !exchange->to_full_jid) return std::nullopt;
    const auto& setting = moment.world.attention_setting();
    if (!exchange->info) return Said{*exchange, Value::changing};
    const bool feature = exchange->info->has_feature(xmpp::ns::attention);
    return Said{*exchange, setting.since < exchange->query ? setting.value : Value::changing, feature};
  }

 private:
  DiscoWatch watch_;
};

bool is_subscriber(const Said& said, const Moment& moment) {
  const auto* contact = moment.world.contact(said.exchange.asker);
  return contact != nullptr && (contact->roster == "both" || contact->roster == "from");
}

// Alerts by live attentions that came under a setting, by contacts that sent none under another.
class AlertsUnder {
 public:
  void see(const Moment& moment) {
    for (const auto& change : moment.changes) {
      if (change.kind == Change::Kind::attention) {
        const auto value = moment.world.attention_setting().value;
        const auto known = under_.try_emplace(change.full, value).first;
        if (known->second != value) known->second = Value::changing;
      } else if (change.kind == Change::Kind::alerted) {
        const auto known = under_.find(change.full);
        if (known != under_.end()) alerts_.try_emplace(known->second, moment.event.n);
      }
    }
  }
  /// The first; 0 if there is none.
  [[nodiscard]] std::uint64_t first(Value setting) const {
    const auto found = alerts_.find(setting);
    return found == alerts_.end() ? 0 : found->second;
  }

 private:
  std::map<std::string, Value> under_;  // by bare JID
  std::map<Value, std::uint64_t> alerts_;
};

// XEP-0224 5: who alerts, or whose user has switched it on, lists the feature.
class DiscoFeature : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0224/5/disco-feature"; }

  void see(const Moment& moment, Sink& /*sink*/) override {
    alerts_.see(moment);
    if (const auto said = advertising_.see(moment)) said_.emplace_back(*said, is_subscriber(*said, moment));
  }

  void finish(const trace::World& /*world*/, Sink& sink) override {
    for (const auto& [said, subscriber] : said_) {
      const auto& scenario = said.exchange.scenario;
      const auto event = said.exchange.answer;
      const auto alert = alerts_.first(said.setting);
      if (!said.exchange.info) {
        sink.inconclusive(scenario, event, "disco#info was answered with an error");
      } else if (said.setting == Value::off || said.setting == Value::changing) {
        continue;
      } else if (said.setting == Value::untouched && alert == 0) {
        sink.not_applicable(scenario, event, "the client was not seen to take attentions");
      } else if (said.feature) {
        sink.opportunity(scenario, event);
      } else if (!subscriber) {
        sink.inconclusive(scenario, event, "the feature is missing, but the asker is no subscriber");
      } else {
        sink.fail(scenario, alert == 0 ? std::vector{event} : std::vector{event, alert},
                  std::string("the feature ") + xmpp::ns::attention + " in the disco#info result",
                  said.setting == Value::on ? "a result without it, although the user has switched attention on"
                                            : "a result without it, from a client that alerts");
      }
    }
  }

 private:
  Advertising advertising_;
  AlertsUnder alerts_;
  std::vector<std::pair<Said, bool>> said_;
};

// XEP-0224 6: the user can switch it off, or has to switch it on.
class CanDisable : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0224/6/can-disable"; }

  void see(const Moment& moment, Sink& /*sink*/) override {
    alerts_.see(moment);
    if (const auto said = advertising_.see(moment); said && said->exchange.info) {
      auto& seen = said->feature ? with_ : without_;
      seen.try_emplace(said->setting, said->exchange.answer);
    }
    const auto* setting = moment.event.as<trace::SettingEvent>();
    if (setting == nullptr || setting->name != "attention") return;
    if (setting->phase == "done" && setting->value == "off") off_.emplace_back(moment.scenario(), moment.event.n);
    if (setting->phase == "unsupported") refused_.push_back({moment.scenario(), moment.event.n, setting->by});
  }

  void finish(const trace::World& /*world*/, Sink& sink) override {
    for (const auto& refused : refused_) refuse(refused, sink);
    for (const auto& [scenario, event] : off_) judge(scenario, event, sink);
  }

 private:
  struct Refused {
    ScenarioId scenario;
    std::uint64_t event = 0;
    std::string by;
  };

  // It takes attentions without having been asked to.
  [[nodiscard]] std::uint64_t takes_by_default() const {
    const auto with = with_.find(Value::untouched);
    return with != with_.end() ? with->second : alerts_.first(Value::untouched);
  }

  void refuse(const Refused& refused, Sink& sink) const {
    const auto takes = takes_by_default();
    if (refused.by != "client") {
      sink.not_applicable(refused.scenario, refused.event, "the driver cannot work the setting");
    } else if (takes == 0) {
      sink.not_applicable(refused.scenario, refused.event, "the client takes no attentions");
    } else {
      sink.flag(refused.scenario, "declared-by-driver");
      sink.fail(refused.scenario, {refused.event, takes}, "a setting by which the user can switch attention off",
                "the driver says that the client has none, and it takes attentions");
    }
  }

  void judge(const ScenarioId& scenario, std::uint64_t event, Sink& sink) const {
    const auto on = with_.contains(Value::on) || takes_by_default() != 0 || alerts_.first(Value::on) != 0;
    const auto still = with_.find(Value::off);
    if (!on) {
      sink.not_applicable(scenario, event, "the client was not seen to take attentions when it was switched on");
    } else if (still != with_.end() && alerts_.first(Value::off) != 0) {
      sink.fail(scenario, {event, still->second, alerts_.first(Value::off)},
                "a client that takes no attentions once they are switched off", "it advertises them, and alerts");
    } else if (without_.contains(Value::off)) {
      sink.opportunity(scenario, without_.at(Value::off));
    }
  }

  Advertising advertising_;
  AlertsUnder alerts_;
  std::map<Value, std::uint64_t> with_;     // the feature was listed under a setting: the first time
  std::map<Value, std::uint64_t> without_;  // … was not listed
  std::vector<std::pair<ScenarioId, std::uint64_t>> off_;
  std::vector<Refused> refused_;
};

// XEP-0224 6: what is off is not advertised.
class OffNotAdvertised : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0224/6/off-not-advertised"; }

  void see(const Moment& moment, Sink& sink) override {
    const auto said = advertising_.see(moment);
    if (!said) return;
    const auto& scenario = said->exchange.scenario;
    const auto event = said->exchange.answer;
    if (!said->exchange.info) {
      sink.inconclusive(scenario, event, "disco#info was answered with an error");
    } else if (said->setting != Value::off) {
      advertised_ = advertised_ || said->feature;
    } else if (said->feature) {
      sink.fail(scenario, {event}, std::string("no feature ") + xmpp::ns::attention + " while attention is off",
                "the feature in a disco#info result");
    } else if (advertised_) {
      sink.opportunity(scenario, event);
    } else {
      sink.not_applicable(scenario, event, "the client did not advertise attention before either");
    }
  }

 private:
  Advertising advertising_;
  bool advertised_ = false;
};

// XEP-0224 6: nor do caps tell it, nor does an attention do anything. What the caps of an earlier presence stand for
// is no matter of this setting: the new ones are waited for. They may come while the setting changes.
class OffIsOff final : public NoAlert {
 public:
  [[nodiscard]] std::string rule() const override { return "0224/6/off-is-off"; }

  void see(const Moment& moment, Sink& sink) override {
    const auto& setting = moment.world.attention_setting();
    const auto exchange = watch_.see(moment);
    const bool off = setting.value == Value::off;
    const bool feature = exchange && exchange->info && exchange->info->has_feature(xmpp::ns::attention);
    if (setting.value != Value::changing) node_before_ = off ? node_before_ : node();
    const bool announced =
        watch_.caps_event() > setting.since || (watch_.caps_event() > setting.begun && node() != node_before_);
    const bool of_new_caps =
        exchange && off && watch_.asks_caps_node(*exchange) && announced && exchange->query > watch_.caps_event();
    if (feature && !off) advertised_ = true;
    if (of_new_caps && exchange->info) judge(*exchange, feature, sink);
    NoAlert::see(moment, sink);
  }

 private:
  [[nodiscard]] bool forbids(const Change& attention, const Moment& moment) const override {
    return attention.attention.kind == xmpp::AttentionKind::live &&
           moment.world.attention_setting().value == Value::off &&
           moment.world.standing(*attention.attention.from) == trace::Standing::roster;
  }
  [[nodiscard]] std::string expected() const override { return "no alert while attention is switched off"; }

  void judge(const InfoExchange& exchange, bool feature, Sink& sink) const {
    if (feature) {
      sink.fail(exchange.scenario, {exchange.answer, watch_.caps_event()},
                "caps without attention, once it is switched off", "new caps that stand for it");
    } else if (advertised_) {
      sink.opportunity(exchange.scenario, exchange.answer);
    } else {
      sink.not_applicable(exchange.scenario, exchange.answer, "the client did not advertise attention before either");
    }
  }

  [[nodiscard]] std::string node() const { return watch_.caps() ? watch_.caps()->disco_node() : ""; }

  DiscoWatch watch_;
  std::string node_before_;  // of the caps, until the user began to switch
  bool advertised_ = false;
};

}  // namespace

std::unique_ptr<Monitor> disco_feature() { return std::make_unique<DiscoFeature>(); }
std::unique_ptr<Monitor> can_disable() { return std::make_unique<CanDisable>(); }
std::unique_ptr<Monitor> off_not_advertised() { return std::make_unique<OffNotAdvertised>(); }
std::unique_ptr<Monitor> off_is_off() { return std::make_unique<OffIsOff>(); }

}  // namespace conformance::rules::xep_0224

// SPDX-License-Identifier: MIT
#include <algorithm>
#include <map>

#include "rules/xep_0224/receiving.hpp"

/// XEP-0224 3, 4 and 6: what an attention does.
namespace conformance::rules::xep_0224 {

namespace {

using trace::Change;
using trace::Setting;

// A contact's attention at once, to a user who has not switched attention off.
bool is_due(const Change& change, const Moment& moment) {
  return change.kind == Change::Kind::attention && change.attention.kind == xmpp::AttentionKind::live &&
         moment.world.standing(*change.attention.from) == trace::Standing::roster &&
         (moment.world.attention_setting().value == Setting::Value::on ||
          moment.world.attention_setting().value == Setting::Value::untouched);
}

// XEP-0224 3: the user is alerted. A request may be dropped in silence (6): which was seen is told.
class Alert : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0224/3/alert"; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      const auto due = due_.find(change.full);
      if (is_due(change, moment)) {
        due_.try_emplace(change.full, Due{moment.scenario(), moment.event.n, false});
      } else if (change.kind == Change::Kind::alerted && due != due_.end()) {
        sink.opportunity(due->second.scenario, moment.event.n);
        due_.erase(due);
      } else if (change.kind == Change::Kind::alerts_told && due != due_.end()) {
        due->second.asked = due->second.asked || moment.world.digested_until() >= due->second.event;
      }
    }
  }

  void finish(const trace::World& world, Sink& sink) override {
    for (const auto& [bare, due] : due_) {
      if (!due.asked || world.attentions(bare).alerts() > 0) continue;
      sink.opportunity(due.scenario, due.event);
      sink.flag(due.scenario, "dropped-silently");
    }
  }

 private:
  struct Due {
    ScenarioId scenario;
    std::uint64_t event = 0;
    bool asked = false;  // the driver was asked after it was digested
  };
  std::map<std::string, Due> due_;  // by bare JID
};

// XEP-0224 4: the body is shown along with the alert. What drops the request drops it whole.
class ShowBody : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0224/4/show-body"; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      if (is_due(change, moment) && !change.attention.body.empty()) {
        due_.insert_or_assign(change.full, Due{change.attention.body, moment.event.n, false});
      } else if (change.kind == Change::Kind::alerted) {
        if (const auto due = due_.find(change.full); due != due_.end()) due->second.alerted = true;
      }
    }
    const auto* observed = moment.event.as<trace::ObservedEvent>();
    if (observed == nullptr || observed->what != "shown_messages") return;
    const auto from = xmpp::Jid::parse(observed->from);
    const auto due = from.has_value() ? due_.find(from->bare().to_string()) : due_.end();
    if (due != due_.end()) judge(*observed, due->second, moment, sink);
  }

 private:
  struct Due {
    std::string body;
    std::uint64_t event = 0;
    bool alerted = false;
  };

  static void judge(const trace::ObservedEvent& observed, const Due& due, const Moment& moment, Sink& sink) {
    const auto holds = [&](const std::string& text) {
      return !text.empty() && due.body.find(text) != std::string::npos;
    };
    if (!due.alerted) return;
    if (holds(observed.value)) sink.opportunity(moment.scenario(), moment.event.n);
    const bool missing = observed.wanted && observed.value.empty() && holds(*observed.wanted);
    if (missing && moment.world.digested_until() >= due.event) {
      sink.fail(moment.scenario(), {due.event, moment.event.n}, "the body beside the attention, shown to the user",
                "an alert, and no such text");
    }
  }

  std::map<std::string, Due> due_;  // by bare JID, the last
};

// XEP-0224 6: a burst does no harm, and may well be thinned out.
class RateLimit : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0224/6/rate-limit"; }

  void see(const Moment& moment, Sink& /*sink*/) override {
    for (const auto& change : moment.changes) {
      auto& burst = bursts_[change.full];
      if (is_due(change, moment)) {
        burst.scenario = moment.scenario();
        burst.last = moment.event.n;
        ++burst.attentions;
      } else if (change.kind == Change::Kind::alerts_told && moment.world.digested_until() >= burst.last) {
        burst.asked = moment.event.n;
      }
    }
  }

  void finish(const trace::World& world, Sink& sink) override {
    for (const auto& [bare, burst] : bursts_) {
      if (burst.attentions < burst_min || burst.asked < burst.last) continue;
      sink.opportunity(burst.scenario, burst.asked);
      sink.flag(burst.scenario,
                "alerts-" + std::to_string(std::min<std::size_t>(world.attentions(bare).alerts(), 999)));
    }
  }

 private:
  static constexpr std::size_t burst_min = 100;
  struct Burst {
    ScenarioId scenario;
    std::size_t attentions = 0;
    std::uint64_t last = 0;
    std::uint64_t asked = 0;
  };
  std::map<std::string, Burst> bursts_;  // by bare JID
};

}  // namespace

std::unique_ptr<Monitor> alert() { return std::make_unique<Alert>(); }
std::unique_ptr<Monitor> show_body() { return std::make_unique<ShowBody>(); }
std::unique_ptr<Monitor> rate_limit() { return std::make_unique<RateLimit>(); }

void add_receiving(std::vector<std::unique_ptr<Monitor>>& monitors) {
  monitors.push_back(alert());
  monitors.push_back(show_body());
  monitors.push_back(ignore_delayed());
  monitors.push_back(ignore_archived());
  monitors.push_back(no_replay());
  monitors.push_back(disco_feature());
  monitors.push_back(can_disable());
  monitors.push_back(off_not_advertised());
  monitors.push_back(off_is_off());
  monitors.push_back(rate_limit());
  monitors.push_back(roster_only());
  monitors.push_back(attention_echo());
}

}  // namespace conformance::rules::xep_0224

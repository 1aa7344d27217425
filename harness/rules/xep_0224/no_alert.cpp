// SPDX-License-Identifier: MIT
#include "rules/xep_0224/no_alert.hpp"

namespace conformance::rules::xep_0224 {

using trace::Change;

void NoAlert::see(const Moment& moment, Sink& /*sink*/) {
  if (const auto* contact = moment.event.as<trace::ContactEvent>()) owners_[contact->jid] = moment.scenario();
  for (const auto& change : moment.changes) {
    switch (change.kind) {
      case Change::Kind::attention:
        arrived(change, moment);
        break;
      case Change::Kind::alerted:
        alerted(change, moment);
        break;
      case Change::Kind::alerts_told:
        told(change, moment);
        break;
      case Change::Kind::stream_ended:
      case Change::Kind::stream_began:
        if (starts_anew_with_each_stream()) may_alert_.clear();
        break;
      default:
        break;
    }
  }
}

ScenarioId NoAlert::scenario_of(const std::string& bare, const Moment& moment) const {
  const auto found = owners_.find(bare);
  return found == owners_.end() ? moment.scenario() : found->second;
}

void NoAlert::arrived(const Change& change, const Moment& moment) {
  if (forbids(change, moment)) {
    const auto scenario = scenario_of(change.full, moment);
    const auto known = suspects_.find(change.full);
    const bool controlled = known == suspects_.end() ? controlled_.contains(scenario) : known->second.controlled;
    suspects_.insert_or_assign(change.full, Suspect{scenario, moment.event.n, controlled, 0});
    return;
  }
  may_alert_.insert(change.full);
  const bool live = change.attention.kind == xmpp::AttentionKind::live;
  if (live && moment.world.standing(*change.attention.from) == trace::Standing::roster) {
    live_[change.full] = moment.event.n;
  }
}

void NoAlert::alerted(const Change& change, const Moment& moment) {
  const auto scenario = scenario_of(change.full, moment);
  if (const auto suspect = suspects_.find(change.full); suspect != suspects_.end()) {
    if (may_alert_.contains(change.full)) return;
    failures_.push_back({suspect->second.scenario, {suspect->second.event, moment.event.n}, change.full});
    return;
  }
  if (moment.world.attentions(change.full).received.empty()) tells_of_others_ = true;
  const auto live = live_.find(change.full);
  if (live == live_.end()) return;
  controlled_.insert(scenario);
  for (const auto& [bare, waiting] : suspects_) {
    const bool quiet = waiting.controlled && waiting.quiet != 0 && !may_alert_.contains(bare);
    // The control was sent after what was not to alert.
    if (waiting.scenario == scenario && quiet && live->second > waiting.event) {
      opportunities_.push_back({scenario, moment.event.n, bare});
    }
  }
}

void NoAlert::told(const Change& change, const Moment& moment) {
  const auto suspect = suspects_.find(change.full);
  if (suspect == suspects_.end() || moment.world.digested_until() < suspect->second.event) return;
  suspect->second.quiet = moment.event.n;
}

void NoAlert::finish(const trace::World& /*world*/, Sink& sink) {
  for (const auto& failure : failures_) {
    if (tells_of_others_) {
      sink.inconclusive(failure.scenario, failure.evidence.front(),
                        "the driver tells of alerts by who sent no attention, too");
    } else {
      sink.fail(failure.scenario, failure.evidence, expected(), "an alert by " + failure.who);
    }
  }
  for (const auto& [scenario, event, bare] : opportunities_) {
    if (const auto why = missing(scenario, bare); why.empty()) {
      sink.opportunity(scenario, event);
    } else {
      sink.inconclusive(scenario, event, why);
    }
  }
}

}  // namespace conformance::rules::xep_0224

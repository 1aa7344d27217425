// SPDX-License-Identifier: MIT
#include "reference/attention.hpp"

namespace conformance::reference {

namespace {
constexpr std::size_t alerts_max = 5;
constexpr Duration alerts_window = std::chrono::seconds(10);
constexpr Duration late = std::chrono::milliseconds(200);
}  // namespace

AttentionAlerts::AttentionAlerts(Clock& clock, const faults::FaultSet& faults, Alert alert)
    : clock_(clock), faults_(faults), alert_(std::move(alert)), on_(!faults.has("attention-off-by-default")) {}

AttentionAlerts::~AttentionAlerts() {
  for (const auto timer : timers_) clock_.cancel(timer);
}

void AttentionAlerts::receive(const xmpp::ReceivedAttention& attention, bool known) {
  if (!attention.from || !alerts(attention, known) || too_often(attention.from->bare())) return;
  if (!faults_.has("late")) {
    alert(*attention.from);
    return;
  }
  timers_.push_back(clock_.call_after(late, [this, from = *attention.from] { alert(from); }));
}

// XEP-0224 6 and 7: off is off, and who is not known to the user does not alert.
bool AttentionAlerts::alerts(const xmpp::ReceivedAttention& attention, bool known) const {
  if (faults_.has("attention-dropped") || faults_.has("no-attention")) return false;
  if (!on_ && !faults_.has("attention-off-alerts")) return false;
  if (!known && !faults_.has("attention-from-strangers")) return false;
  return alerts_by_kind(attention);
}

// XEP-0224 4: what comes after a delay is ignored. So is what is only a copy, or echoed.
bool AttentionAlerts::alerts_by_kind(const xmpp::ReceivedAttention& attention) const {
  using Kind = xmpp::AttentionKind;
  // What alerted before comes again, since the client has logged in anew.
  const bool again = faults_.has("attention-replayed") && logins_ > 1 && count(*attention.from) > 0;
  switch (attention.kind) {
    case Kind::live:
      return true;
    case Kind::delayed:
      return faults_.has("attention-delayed-alerts") || again;
    case Kind::legacy_delayed:
      return faults_.has("attention-legacy-delayed-alerts");
    case Kind::archived:
      return faults_.has("attention-archived-alerts") || again;
    case Kind::carbon:
      return faults_.has("attention-carbon-alerts");
    case Kind::echoed:
      return faults_.has("attention-echo-alerts");
    case Kind::misplaced:
      break;
  }
  return false;
}

bool AttentionAlerts::too_often(const xmpp::Jid& bare) {
  auto& recent = recent_[bare];
  while (!recent.empty() && recent.front() + alerts_window <= clock_.now()) recent.pop_front();
  if (recent.size() >= alerts_max) return true;
  recent.push_back(clock_.now());
  return false;
}

void AttentionAlerts::alert(const xmpp::Jid& from) {
  ++counts_[from.bare()];
  if (alert_) alert_(from);
}

std::size_t AttentionAlerts::count(const xmpp::Jid& from) const {
  const auto found = counts_.find(from.bare());
  return found == counts_.end() ? 0 : found->second;
}

}  // namespace conformance::reference

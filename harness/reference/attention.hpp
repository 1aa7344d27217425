// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <functional>
#include <map>

#include "base/clock.hpp"
#include "faults/faults.hpp"
#include "xmpp/attention.hpp"

namespace conformance::reference {

/// The receiving side of XEP-0224: which attentions alert the user.
///
/// A contact alerts at most five times in ten seconds. With the fault "late" an alert comes 200 ms later.
class AttentionAlerts {
 public:
  using Alert = std::function<void(const xmpp::Jid& from)>;
  AttentionAlerts(Clock& clock, const faults::FaultSet& faults, Alert alert);
  AttentionAlerts(const AttentionAlerts&) = delete;
  AttentionAlerts& operator=(const AttentionAlerts&) = delete;
  ~AttentionAlerts();

  /// The user's setting (XEP-0224 6).
  void switch_on(bool on) { on_ = on; }
  /// The user is willing to be alerted, and so the client advertises it (XEP-0224 5).
  [[nodiscard]] bool is_on() const { return on_; }
  /// `known`: the user knows its sender (XEP-0224 7).
  void receive(const xmpp::ReceivedAttention& attention, bool known);
  /// The client has logged in, for the first time or again.
  void logged_in() { ++logins_; }
  /// How often a contact has alerted.
  [[nodiscard]] std::size_t count(const xmpp::Jid& from) const;

 private:
  [[nodiscard]] bool alerts(const xmpp::ReceivedAttention& attention, bool known) const;
  [[nodiscard]] bool alerts_by_kind(const xmpp::ReceivedAttention& attention) const;
  [[nodiscard]] bool too_often(const xmpp::Jid& bare);
  void alert(const xmpp::Jid& from);

  Clock& clock_;
  const faults::FaultSet& faults_;
  Alert alert_;
  bool on_;
  int logins_ = 0;
  std::map<xmpp::Jid, std::size_t> counts_;           // by bare JID
  std::map<xmpp::Jid, std::deque<Duration>> recent_;  // when it alerted last
  std::vector<Clock::TimerId> timers_;
};

}  // namespace conformance::reference

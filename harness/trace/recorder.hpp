// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "base/limits.hpp"
#include "trace/event.hpp"

namespace conformance::trace {

/// Writes the trace of one world. The one place where events get their number, time and scenario, and where what is
/// secret is taken out of them.
class Recorder {
 public:
  Recorder(Header header, const Clock& run_clock, const Clock* iut_clock,
           std::size_t events_max = limits::trace_events_max)
      : run_clock_(&run_clock), iut_clock_(iut_clock), events_max_(events_max) {
    trace_.header = std::move(header);
  }

  /// Records for a scenario, or for none.
  void record(Happening happening, std::optional<std::string> scenario);
  /// Records a stanza for the scenario that its partner belongs to.
  void record_stanza(std::string at, bool out, const xmpp::Stanza& stanza);

  /// From now on a bare JID belongs to a scenario, or to none any more.
  void assign(const xmpp::Jid& bare, const std::string& scenario) { owners_[bare] = scenario; }
  void release(const xmpp::Jid& bare) { owners_.erase(bare); }
  /// The scenario that a JID belongs to.
  [[nodiscard]] std::optional<std::string> owner(const std::optional<xmpp::Jid>& jid) const;

  /// Is told of each event right after it was recorded, for those who look on.
  void set_listener(std::function<void(const Event&)> listener) { listener_ = std::move(listener); }

  /// The client's own time, where it is another than the run's; nothing if it is the same.
  void set_iut_clock(const Clock* clock) { iut_clock_ = clock; }

  [[nodiscard]] Header& header() { return trace_.header; }
  [[nodiscard]] const Trace& trace() const { return trace_; }
  [[nodiscard]] Trace take() { return std::move(trace_); }

 private:
  Trace trace_;
  const Clock* run_clock_;
  const Clock* iut_clock_;
  std::size_t events_max_;
  std::map<xmpp::Jid, std::string> owners_;
  std::function<void(const Event&)> listener_;
};

/// The stanza without authentication data: the password, username and digest of jabber:iq:register and jabber:iq:auth
/// are replaced by their lengths, as elements and as fields of a data form.
xmpp::Stanza without_secrets(const xmpp::Stanza& stanza);

}  // namespace conformance::trace

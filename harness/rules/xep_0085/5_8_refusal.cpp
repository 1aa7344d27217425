// SPDX-License-Identifier: MIT
#include <algorithm>

#include "rules/actors_view.hpp"
#include "rules/xep_0085/monitors.hpp"

namespace conformance::rules::xep_0085 {

namespace {

// XEP-0085 5.8: a server may refuse to deliver standalone notifications. What became of one in a chat of two is told
// where the messages before and behind it, of the same sender and to the same address, arrived at the same observer.
class MayRefuse : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.8/may-refuse"; }

  void see(const Moment& moment, Sink& /*sink*/) override {
    const auto seen = ActorsView::of(moment);
    if (!seen || !seen->event->message) return;
    const auto& stanza = seen->event->stanza;
    const auto& message = *seen->event->message;
    if (stanza.id().empty()) return;
    if (seen->event->out) {
      const bool standalone = message.is_standalone();
      if (message.type != "chat" || !stanza.to() || (!standalone && message.body.empty())) return;
      by_id_[stanza.id()].push_back(sent_.size());
      sent_.push_back({moment.scenario(), moment.event.n, seen->at, *stanza.to(), standalone});
      return;
    }
    for (const auto index : by_id_[stanza.id()]) {
      auto& sent = sent_[index];
      if (stanza.is_error()) {
        if (sent.from == seen->at) sent.bounced = true;
      } else if (!message.delayed && stanza.from() && stanza.from()->to_string() == sent.from) {
        sent.arrived.insert(seen->at);
      }
    }
  }

  void finish(const trace::World& /*world*/, Sink& sink) override {
    for (std::size_t i = 0; i < sent_.size(); ++i) {
      const auto& state = sent_[i];
      if (!state.standalone) continue;
      for (const auto& observer : common(before(i), behind(i))) {
        sink.opportunity(state.scenario, state.event);
        sink.flag(state.scenario, state.arrived.contains(observer) ? "states-delivered"
                                  : state.bounced                  ? "states-bounced"
                                                                   : "states-dropped");
      }
    }
  }

 private:
  using Observers = std::set<std::string>;  // full JIDs
  struct Sent {
    ScenarioId scenario;
    std::uint64_t event = 0;
    std::string from;
    xmpp::Jid to;
    bool standalone = false;
    Observers arrived{};
    bool bounced = false;
  };

  static bool is_control(const Sent& one, const Sent& state) {
    return !one.standalone && one.from == state.from && one.to == state.to && one.scenario == state.scenario;
  }
  [[nodiscard]] Observers before(std::size_t index) const {
    for (std::size_t i = index; i-- > 0;) {
      if (is_control(sent_[i], sent_[index])) return sent_[i].arrived;
    }
    return {};
  }
  [[nodiscard]] Observers behind(std::size_t index) const {
    for (std::size_t i = index + 1; i < sent_.size(); ++i) {
      if (is_control(sent_[i], sent_[index])) return sent_[i].arrived;
    }
    return {};
  }
  static Observers common(const Observers& a, const Observers& b) {
    Observers both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(both, both.end()));
    return both;
  }

  std::vector<Sent> sent_;
  std::map<std::string, std::vector<std::size_t>> by_id_;
};

}  // namespace

std::unique_ptr<Monitor> may_refuse() { return std::make_unique<MayRefuse>(); }

}  // namespace conformance::rules::xep_0085

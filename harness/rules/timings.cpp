// SPDX-License-Identifier: MIT
#include "rules/timings.hpp"

#include <algorithm>

#include "trace/world.hpp"
#include "xmpp/suggested_times.hpp"

namespace conformance::rules {

namespace {

using trace::Change;
using trace::ConversationKey;

// What comes sooner after something was done was caused by it, not by a timer.
constexpr Duration at_once = std::chrono::seconds(1);

class Stopwatch {
 public:
  Stopwatch() {
    for (const char* version : {"1.2", "2.1"}) {
      const auto times = xmpp::suggested_times(version);
      timings_[0].suggested[version] = times.paused;
      timings_[1].suggested[version] = times.inactive;
      timings_[2].suggested[version] = times.gone;
    }
  }

  void see(const trace::Event& event, const std::vector<Change>& changes, const trace::World& world) {
    const auto now = event.t_iut.value_or(event.t);
    if (const auto* act = event.as<trace::ActEvent>()) {
      const auto jid = xmpp::Jid::parse(act->to);
      // What is sent while the user does something is caused by that.
      if (jid.has_value()) acted_[world.key_for(*jid, "chat")] = stirred_[world.key_for(*jid, "chat")] = now;
    }
    for (const auto& change : changes) {
      if (change.kind == Change::Kind::delivered) stirred_[change.key] = now;
      if (change.kind != Change::Kind::sent || !change.stanza->message->is_standalone()) continue;
      const auto& state = change.stanza->message->states.front();
      // A pause is one in typing, whatever the contact does meanwhile.
      const auto& since = state == "paused" ? acted_ : stirred_;
      const auto last = since.find(change.key);
      if (last != since.end()) take(state, now - last->second);
    }
  }

  [[nodiscard]] std::vector<Timing> taken() const {
    std::vector<Timing> all;
    std::copy_if(timings_.begin(), timings_.end(), std::back_inserter(all),
                 [](const Timing& timing) { return timing.count > 0; });
    return all;
  }

 private:
  void take(const std::string& state, Duration time) {
    if (time < at_once) return;
    for (auto& timing : timings_) {
      if (timing.state != state) continue;
      timing.shortest = timing.count == 0 ? time : std::min(timing.shortest, time);
      timing.longest = std::max(timing.longest, time);
      ++timing.count;
    }
  }

  std::vector<Timing> timings_ = {{"paused"}, {"inactive"}, {"gone"}};
  std::map<ConversationKey, Duration> acted_;    // the user did something last
  std::map<ConversationKey, Duration> stirred_;  // … or the contact wrote
};

}  // namespace

std::vector<Timing> measured_timings(const trace::Trace& trace) {
  if (trace.header.role != "client" || !trace.header.driven) return {};
  trace::World world(trace.header);
  Stopwatch watch;
  for (const auto& event : trace.events) {
    world.apply_overdue(event, world.overdue(event));
    const auto changes = world.interpret(event);
    watch.see(event, changes, world);
    world.apply(event, changes);
  }
  return watch.taken();
}

}  // namespace conformance::rules

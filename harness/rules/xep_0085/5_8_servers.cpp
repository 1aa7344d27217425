// SPDX-License-Identifier: MIT
#include "rules/actors.hpp"
#include "rules/offline_watch.hpp"
#include "rules/xep_0085/monitors.hpp"

namespace conformance::rules::xep_0085 {

namespace {

// XEP-0085 5.8: standalone notifications are not stored offline.
class NoOffline : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.8/no-offline"; }

  void see(const Moment& moment, Sink& sink) override {
    const auto news = watch_.see(moment);
    for (const auto* item : news.came) {
      if (!item->state.empty()) stored(*item, moment, sink);
    }
    if (news.over != nullptr) judge_not_stored(*news.over, is_state_of_chat, moment, sink);
  }

 private:
  static bool is_state_of_chat(const OfflineItem& item) { return !item.state.empty() && item.type == "chat"; }

  static void stored(const OfflineItem& item, const Moment& moment, Sink& sink) {
    if (!item.was_stored()) {
      sink.inconclusive(moment.scenario(), moment.event.n,
                        "<" + item.state + "/> came, but it may have reached the server after its recipient came back");
    } else if (item.type == "chat") {
      sink.fail(moment.scenario(), {moment.event.n, item.event},
                "standalone notifications dropped or refused while their recipient is offline",
                "<" + item.state + "/> was stored and delivered on return");
    } else {
      sink.flag(moment.scenario(), "normal-stored");  // XEP-0160 3 says to store type normal
    }
  }

  OfflineWatch watch_;
};

// XEP-0085 5.8: a server generates none. Every state that reached an actor was sent by one: same sender, same state,
// not more often.
class NoGeneration : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.8/no-generation"; }

  void see(const Moment& moment, Sink& sink) override {
    actors_.see(moment);
    const auto seen = ActorsView::of(moment);
    if (!seen) return;
    const auto& stanza = seen->event->stanza;
    const auto states = xmpp::states_of(stanza.element());
    if (stanza.is_message()) {
      follow(*seen, stanza, moment);
      follow_thread(*seen, stanza, moment, sink);
    }
    if (seen->event->out) {
      const auto to = stanza.to() ? stanza.to()->bare().to_string() : seen->bare;
      // A presence without an address goes to every subscriber.
      for (const auto& state : states) ++sent_[{seen->at, stanza.is_message() ? to : "", state}];
      return;
    }
    if (stanza.is_error() || !actors_.answerable(*seen->event, moment)) return;  // a bounce may echo the payload
    const auto from = stanza.from() ? stanza.from()->to_string() : "the server";
    const bool room = stanza.from() && actors_.rooms().is_room(*stanza.from());
    if (states.empty()) {
      const bool own = Actors::is_of_server(*seen->event, moment) || (room && stanza.from()->is_bare());
      if (stanza.is_message() && !own) sink.opportunity(moment.scenario(), moment.event.n);
      return;
    }
    // A room's history tells again what was said.
    if (room && stanza.is_message() && seen->event->message->delayed) return;
    for (const auto& state : states) count(from, state, *seen, moment, sink);
  }

  // A message that neither arrived nor was refused is a control that was lost: what the server did to it nobody saw.
  void finish(const trace::World& /*world*/, Sink& sink) override {
    for (const auto& [key, message] : under_way_) {
      sink.inconclusive(message.scenario, message.event, "a message to " + key.second + " never arrived");
    }
  }

 private:
  struct UnderWay {
    ScenarioId scenario;
    std::uint64_t event = 0;
  };
  using Thread = std::pair<std::optional<std::string>, std::optional<std::string>>;  // and its parent

  static Thread thread_of(const xmpp::Message& message) { return {message.thread, message.thread_parent}; }

  // XEP-0085 5.7 rests on threads that arrive as they were sent. No rule asks a server for that: it is told.
  void follow_thread(const ActorsView& seen, const xmpp::Stanza& stanza, const Moment& moment, Sink& sink) {
    const auto& message = *seen.event->message;
    if (stanza.id().empty() || stanza.is_error()) return;
    if (seen.event->out) {
      threads_[{stanza.id(), seen.at}] = thread_of(message);
      return;
    }
    const auto sent = stanza.from() ? threads_.find({stanza.id(), stanza.from()->to_string()}) : threads_.end();
    if (sent == threads_.end() || sent->second == thread_of(message)) return;
    const bool parent = sent->second.first == message.thread;
    sink.flag(moment.scenario(), parent ? "thread-parent-changed" : "thread-changed");
  }

  void follow(const ActorsView& seen, const xmpp::Stanza& stanza, const Moment& moment) {
    const auto other = seen.event->out ? stanza.to() : stanza.from();
    const bool control = stanza.is_error() || !seen.event->message->body.empty();
    if (!other || !control) return;
    const auto peer = other->bare().to_string();
    if (seen.event->out) {
      if (!actors_.contains(peer)) return;
      under_way_[{stanza.id(), peer}] = {moment.scenario(), moment.event.n};
    } else {
      under_way_.erase({stanza.id(), stanza.is_error() ? peer : seen.bare});
    }
  }

  void count(const std::string& from, const std::string& state, const ActorsView& seen, const Moment& moment,
             Sink& sink) {
    const int times = ++received_[{seen.at, from, state}];
    int sent = 0;
    const auto jid = xmpp::Jid::parse(from);
    const bool room = jid.has_value() && actors_.rooms().is_room(*jid);
    // Who writes in a room under a name there: whoever of the actors has had it.
    const auto senders = room ? actors_.rooms().senders(*jid) : std::set<std::string>{from};
    for (const auto& sender : senders) {
      for (const auto& to : {room ? jid->bare().to_string() : seen.bare, std::string()}) {
        if (const auto found = sent_.find({sender, to, state}); found != sent_.end()) sent += found->second;
      }
    }
    // A presence is told again to whoever asks, and to every newcomer (RFC 6121 4.3).
    const bool told_again = sent > 0 && !seen.event->message;
    if (times <= sent || told_again) {
      sink.opportunity(moment.scenario(), moment.event.n);
    } else {
      sink.fail(moment.scenario(), {moment.event.n}, "only states that their sender sent",
                "<" + state + "/> from " + from + " was delivered " + std::to_string(times) + " times, and sent " +
                    std::to_string(sent) + " times");
    }
  }

  Actors actors_;
  std::map<std::pair<std::string, std::string>, UnderWay> under_way_;          // by id and the recipient's bare JID
  std::map<std::pair<std::string, std::string>, Thread> threads_;              // by id and the sender's full JID
  std::map<std::tuple<std::string, std::string, std::string>, int> sent_;      // from full, to bare, state
  std::map<std::tuple<std::string, std::string, std::string>, int> received_;  // at, from, state
};

}  // namespace

std::unique_ptr<Monitor> no_offline() { return std::make_unique<NoOffline>(); }
std::unique_ptr<Monitor> no_generation() { return std::make_unique<NoGeneration>(); }

}  // namespace conformance::rules::xep_0085

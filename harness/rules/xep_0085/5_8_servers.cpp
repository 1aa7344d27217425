// SPDX-License-Identifier: MIT
#include <algorithm>

#include "rules/actors.hpp"
#include "rules/xep_0085/monitors.hpp"

namespace conformance::rules::xep_0085 {

namespace {

// What an actor did or saw: its own stream, and the stanza.
struct Seen {
  const trace::StanzaEvent* event = nullptr;
  std::string at;    // the actor's full JID
  std::string bare;  // and bare
};

std::optional<Seen> actors_view(const Moment& moment) {
  const auto* event = moment.event.as<trace::StanzaEvent>();
  if (event == nullptr || event->at == trace::at_iut) return std::nullopt;
  const auto jid = xmpp::Jid::parse(event->at);
  if (jid.has_error()) return std::nullopt;
  return Seen{event, jid->to_string(), jid->bare().to_string()};
}

// XEP-0085 5.8: standalone notifications are not stored offline.
//
// One absence of one observer, with all its resources: a body, the states, a body again while it is away, a fence on
// the same way, and a live body after its return as the last fence. The bodies tell what the server does with messages
// at all.
class NoOffline : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.8/no-offline"; }

  void see(const Moment& moment, Sink& sink) override {
    if (const auto* stream = moment.event.as<trace::StreamEvent>(); stream != nullptr && stream->what != "bound") {
      if (const auto jid = xmpp::Jid::parse(stream->at); jid.has_value()) {
        online_[jid->bare().to_string()].erase(jid->to_string());
      }
    }
    const auto seen = actors_view(moment);
    if (!seen) return;
    const auto& stanza = seen->event->stanza;
    if (stanza.is_availability()) availability(*seen, stanza);
    if (stanza.is_iq()) fence(*seen, stanza);
    if (!seen->event->message) return;
    if (seen->event->out) {
      sent(*seen, stanza, moment);
    } else if (stanza.is_error()) {
      refused(*seen, stanza);
    } else {
      received(*seen, stanza, moment, sink);
    }
  }

 private:
  struct Item {
    std::string id;
    std::string from;  // the sender's full JID
    bool body = false;
    bool chat = false;
    std::string state;
    std::uint64_t event = 0;
    bool processed = false;  // the server had it before the observer came back
    bool came = false;
    bool bounced = false;
  };
  struct Absence {
    bool away = true;  // until the observer sends presence again
    std::vector<Item> items;
    std::map<std::pair<std::string, std::string>, std::size_t>
        fences;                                          // sender and id of an iq, to the items before it
    std::set<std::pair<std::string, std::string>> live;  // sender and id of what was sent after the return
    bool decided = false;
  };

  // Away is who has left with every resource, and was seen to be gone by somebody who shares presence: then the server
  // has processed it. (An unavailable presence alone proves nothing: servers send it while a subscription is made,
  // too.)
  void availability(const Seen& seen, const xmpp::Stanza& stanza) {
    auto& own = online_[seen.bare];
    if (!seen.event->out) {
      if (stanza.type() != "unavailable" || !stanza.from()) return;
      const auto gone = stanza.from()->bare().to_string();
      const auto left = online_.find(gone);
      const auto known = absences_.find(gone);
      const bool away_already = known != absences_.end() && known->second.away;
      const bool away = gone != seen.bare && left != online_.end() && left->second.empty();
      if (away && !away_already) absences_[gone] = Absence{};
    } else if (stanza.to()) {
      return;
    } else if (stanza.type().empty()) {
      own.insert(seen.at);
      if (const auto back = absences_.find(seen.bare); back != absences_.end()) back->second.away = false;
    } else {
      own.erase(seen.at);
    }
  }

  // An iq goes the way of the messages before it, where it is addressed as they are: its answer says that they are
  // through.
  void fence(const Seen& seen, const xmpp::Stanza& stanza) {
    const bool request = stanza.type() == "get" || stanza.type() == "set";
    if (seen.event->out && request && stanza.to()) {
      const auto found = absences_.find(stanza.to()->to_string());
      if (found != absences_.end()) found->second.fences[{seen.at, stanza.id()}] = found->second.items.size();
    } else if (!seen.event->out && !request) {
      for (auto& [observer, absence] : absences_) {
        const auto sent = absence.fences.find({seen.at, stanza.id()});
        if (sent == absence.fences.end() || !absence.away) continue;
        for (std::size_t i = 0; i < sent->second; ++i) {
          if (absence.items[i].from == seen.at) absence.items[i].processed = true;
        }
      }
    }
  }

  void sent(const Seen& seen, const xmpp::Stanza& stanza, const Moment& moment) {
    // What has no id could be taken for anything that has none.
    if (!stanza.to() || stanza.id().empty() || stanza.is_error()) return;
    const auto found = absences_.find(stanza.to()->bare().to_string());
    if (found == absences_.end()) return;
    const auto& message = *seen.event->message;
    if (!found->second.away) {
      if (!message.body.empty()) found->second.live.insert({seen.at, stanza.id()});
      return;
    }
    const auto state = message.states.empty() ? "" : message.states.front();
    if (message.body.empty() && !message.is_standalone()) return;
    found->second.items.push_back({stanza.id(), seen.at, !message.body.empty(), stanza.type() == "chat", state,
                                   moment.event.n, false, false, false});
  }

  void refused(const Seen& seen, const xmpp::Stanza& stanza) {
    for (auto& [observer, absence] : absences_) {
      for (auto& item : absence.items) {
        if (item.id == stanza.id() && item.from == seen.at) item.bounced = true;
      }
    }
  }

  void received(const Seen& seen, const xmpp::Stanza& stanza, const Moment& moment, Sink& sink) {
    const auto found = absences_.find(seen.bare);
    if (found == absences_.end() || !stanza.from() || found->second.away) return;
    auto& absence = found->second;
    const auto from = stanza.from()->to_string();
    for (auto& item : absence.items) {
      if (item.id != stanza.id() || item.from != from) continue;
      item.came = true;
      if (!item.body) stored(item, seen.event->message->delayed, moment, sink);
    }
    if (absence.live.contains({from, stanza.id()}) && !absence.decided) decide(absence, moment, sink);
  }

  static void stored(const Item& item, bool delayed, const Moment& moment, Sink& sink) {
    if (!item.processed && !delayed) {
      sink.inconclusive(moment.scenario(), moment.event.n,
                        "<" + item.state + "/> came, but it may have reached the server after its recipient came back");
    } else if (item.chat) {
      sink.fail(moment.scenario(), {moment.event.n, item.event},
                "standalone notifications dropped or refused while their recipient is offline",
                "<" + item.state + "/> was stored and delivered on return");
    } else {
      sink.flag(moment.scenario(), "normal-stored");  // XEP-0160 3 says to store type normal
    }
  }

  static void decide(Absence& absence, const Moment& moment, Sink& sink) {
    absence.decided = true;
    const auto& items = absence.items;
    const auto is_body = [](const Item& item) { return item.body; };
    const auto first = std::find_if(items.begin(), items.end(), is_body);
    const auto last = std::find_if(items.rbegin(), items.rend(), is_body).base();
    const bool enclosed =
        first != items.end() && std::any_of(first, last, [](const Item& item) { return !item.body && item.chat; });
    if (!enclosed) return;
    const auto bodies = std::count_if(items.begin(), items.end(), is_body);
    const auto came = std::count_if(items.begin(), items.end(), [](const Item& i) { return i.body && i.came; });
    const auto bounced = std::count_if(items.begin(), items.end(), [](const Item& i) { return i.body && i.bounced; });
    if (std::all_of(first, last, [](const Item& i) { return i.body || !i.chat || i.bounced; })) {
      // Whatever became of the bodies (an archive may have taken them): a state that was refused was not stored.
      sink.opportunity(moment.scenario(), moment.event.n);
      if (came < bodies) {
        sink.flag(moment.scenario(), bounced == bodies && came == 0 ? "no-offline-store" : "states-refused");
      }
    } else if (std::any_of(first, last, [](const Item& item) { return !item.processed; })) {
      sink.inconclusive(moment.scenario(), moment.event.n,
                        "no fence shows that the server had the states before their recipient came back");
    } else if (came == bodies) {
      sink.opportunity(moment.scenario(), moment.event.n);
    } else if (came == 0 && bounced == bodies) {
      sink.opportunity(moment.scenario(), moment.event.n);
      sink.flag(moment.scenario(), "no-offline-store");
    } else {
      sink.inconclusive(moment.scenario(), moment.event.n,
                        std::to_string(came) + " of " + std::to_string(bodies) + " messages with a body were stored, " +
                            std::to_string(bounced) + " refused: no telling what became of the states");
    }
  }

  std::map<std::string, Absence> absences_;              // by the observer's bare JID
  std::map<std::string, std::set<std::string>> online_;  // bare JID to the resources that sent available presence
};

// XEP-0085 5.8: a server generates none. Every state that reached an actor was sent by one: same sender, same state,
// not more often.
class NoGeneration : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.8/no-generation"; }

  void see(const Moment& moment, Sink& sink) override {
    actors_.see(moment);
    const auto seen = actors_view(moment);
    if (!seen) return;
    const auto& stanza = seen->event->stanza;
    const auto states = xmpp::states_of(stanza.element());
    if (stanza.is_message()) follow(*seen, stanza, moment);
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

  void follow(const Seen& seen, const xmpp::Stanza& stanza, const Moment& moment) {
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

  void count(const std::string& from, const std::string& state, const Seen& seen, const Moment& moment, Sink& sink) {
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
  std::map<std::tuple<std::string, std::string, std::string>, int> sent_;      // from full, to bare, state
  std::map<std::tuple<std::string, std::string, std::string>, int> received_;  // at, from, state
};

}  // namespace

std::unique_ptr<Monitor> no_offline() { return std::make_unique<NoOffline>(); }
std::unique_ptr<Monitor> no_generation() { return std::make_unique<NoGeneration>(); }

}  // namespace conformance::rules::xep_0085

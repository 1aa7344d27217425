// SPDX-License-Identifier: MIT
#include <algorithm>

#include "rules/actors.hpp"
#include "rules/xep_0085/monitors.hpp"

/// XEP-0085 5.8 for rooms: what a service that sends messages on to many does with standalone notifications.
namespace conformance::rules::xep_0085 {

namespace {

// A message that an actor sent to a room.
struct Sent {
  std::string id;
  bool body = false;
  std::string state;
  std::uint64_t event = 0;
  bool processed = false;  // the room has sent it on, or something of the same sender after it
  bool bounced = false;
};

// What the actors said in the rooms, and what became of it. Messages are known by sender and id.
class Talk {
 public:
  /// Call with each event, before it is looked at otherwise.
  void see(const Moment& moment) {
    rooms_.see(moment);
    const auto* seen = moment.event.as<trace::StanzaEvent>();
    if (seen == nullptr || !seen->message || seen->at == trace::at_iut) return;
    const auto& stanza = seen->stanza;
    if (seen->out) {
      sent(*seen, moment);
    } else if (stanza.from() && rooms_.is_room(*stanza.from())) {
      auto& said = said_[{seen->at, stanza.from()->bare().to_string()}];
      const auto own = std::find_if(said.begin(), said.end(), [&](const Sent& one) { return one.id == stanza.id(); });
      if (own == said.end()) return;
      if (stanza.is_error()) {
        own->bounced = true;
      } else if (rooms_.senders(*stanza.from()).contains(seen->at)) {
        // Its own echo: what the same sender sent before it has been processed, too (RFC 6120 10.1).
        for (auto at = said.begin(); at != std::next(own); ++at) at->processed = true;
      }
    }
  }

  [[nodiscard]] const RoomsOfActors& rooms() const { return rooms_; }
  /// What an actor said in a room, in order.
  [[nodiscard]] const std::vector<Sent>& said(const std::string& actor, const std::string& room) const {
    static const std::vector<Sent> nothing;
    const auto found = said_.find({actor, room});
    return found == said_.end() ? nothing : found->second;
  }
  /// By whom a message that came from an occupant was sent, and which one it was. Nothing if it is not known.
  [[nodiscard]] const Sent* origin(const trace::StanzaEvent& seen) const {
    const auto& from = *seen.stanza.from();
    for (const auto& sender : rooms_.senders(from)) {
      for (const auto& one : said(sender, from.bare().to_string())) {
        if (one.id == seen.stanza.id()) return &one;
      }
    }
    return nullptr;
  }

 private:
  void sent(const trace::StanzaEvent& seen, const Moment& moment) {
    const auto& stanza = seen.stanza;
    const auto& message = *seen.message;
    const bool to_room = stanza.to() && stanza.to()->is_bare() && rooms_.is_room(*stanza.to());
    // What has no id could be taken for anything that has none; what is stamped by its sender is no history.
    if (!to_room || stanza.type() != "groupchat" || stanza.id().empty() || message.delayed) return;
    if (message.body.empty() && !message.is_standalone()) return;
    said_[{seen.at, stanza.to()->to_string()}].push_back(
        {stanza.id(), !message.body.empty(), message.states.empty() ? "" : message.states.front(), moment.event.n});
  }

  RoomsOfActors rooms_;
  std::map<std::pair<std::string, std::string>, std::vector<Sent>> said_;  // by actor and room
};

// A message that came to an actor from an occupant of a room, live or as history.
const trace::StanzaEvent* from_room(const Moment& moment, const Talk& talk) {
  const auto* seen = moment.event.as<trace::StanzaEvent>();
  const bool message = seen != nullptr && seen->message && !seen->out && seen->at != trace::at_iut;
  if (!message || seen->stanza.type() != "groupchat" || !seen->stanza.from()) return nullptr;
  return talk.rooms().is_room(*seen->stanza.from()) ? seen : nullptr;
}

// XEP-0085 5.8: standalone notifications are not stored, so they are not in what a room tells newcomers.
//
// A body, the states, a body again, seen to be processed; then somebody joins, and a live body says that the history is
// over. The bodies tell what the room keeps at all.
class NoHistory : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.8/no-history"; }

  void see(const Moment& moment, Sink& sink) override {
    joins(moment);
    leaves(moment);
    talk_.see(moment);
    const auto* seen = from_room(moment, talk_);
    const auto visit = seen == nullptr ? visits_.end() : visits_.find({seen->at, room_of(*seen)});
    if (visit == visits_.end()) return;
    const auto* sent = talk_.origin(*seen);
    if (sent == nullptr) return;
    auto& items = visit->second.items;
    const auto item =
        std::find_if(items.begin(), items.end(), [&](const Item& one) { return one.event == sent->event; });
    if (item != items.end()) {
      item->came = true;
      if (!sent->body) {
        sink.fail(moment.scenario(), {moment.event.n, sent->event},
                  "no standalone notification in the history of a room",
                  "<" + sent->state + "/> was kept and told to a newcomer");
      }
    } else if (sent->body && sent->event > visit->second.since && !visit->second.decided) {
      visit->second.decided = true;
      decide(items, moment, sink);
    }
  }

 private:
  struct Item {
    std::uint64_t event = 0;
    bool body = false;
    bool came = false;
  };
  // An actor is in a room, or has asked for it: what the room had seen before then.
  struct Visit {
    std::uint64_t since = 0;
    std::vector<Item> items;
    bool decided = false;
  };

  static std::string room_of(const trace::StanzaEvent& seen) { return seen.stanza.from()->bare().to_string(); }

  void joins(const Moment& moment) {
    const auto room = RoomsOfActors::joined(moment);
    if (!room) return;
    const auto& at = moment.event.as<trace::StanzaEvent>()->at;
    Visit visit{moment.event.n, {}, false};
    // Who is there already may still get live what the others have got.
    const bool there = visits_.contains({at, *room});
    for (const auto& actor : talk_.rooms().actors()) {
      if (there || actor == at) continue;
      for (const auto& sent : talk_.said(actor, *room)) {
        if (sent.processed) visit.items.push_back({sent.event, sent.body, false});
      }
    }
    std::sort(visit.items.begin(), visit.items.end(), [](const Item& a, const Item& b) { return a.event < b.event; });
    visits_[{at, *room}] = std::move(visit);
  }

  void leaves(const Moment& moment) {
    const auto* seen = moment.event.as<trace::StanzaEvent>();
    const bool gone = seen != nullptr && !seen->out && seen->stanza.is_presence() &&
                      seen->stanza.type() == "unavailable" && seen->stanza.from();
    if (gone && talk_.rooms().senders(*seen->stanza.from()).contains(seen->at))
      visits_.erase({seen->at, room_of(*seen)});
  }

  static void decide(const std::vector<Item>& items, const Moment& moment, Sink& sink) {
    const auto is_body = [](const Item& item) { return item.body; };
    const auto first = std::find_if(items.begin(), items.end(), is_body);
    const auto last = std::find_if(items.rbegin(), items.rend(), is_body).base();
    const bool enclosed = first != items.end() && std::any_of(first, last, [](const Item& item) { return !item.body; });
    if (!enclosed) return;
    const bool all = std::all_of(items.begin(), items.end(), [](const Item& item) { return !item.body || item.came; });
    const bool none = std::none_of(items.begin(), items.end(), [](const Item& item) { return item.body && item.came; });
    if (all) {
      sink.opportunity(moment.scenario(), moment.event.n);
    } else if (none) {
      sink.not_applicable(moment.scenario(), moment.event.n,
                          "the room tells newcomers nothing of what was said before");
    } else {
      sink.inconclusive(moment.scenario(), moment.event.n,
                        "the room told only some of the messages around the states: its history may be too short");
    }
  }

  Talk talk_;
  std::map<std::pair<std::string, std::string>, Visit> visits_;  // by actor and room
};

// XEP-0085 5.8: a room may refuse standalone notifications. Which it does is told, where bodies of the same sender
// around the state arrived at the same observer.
class MayRefuseInRoom : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.8/may-refuse"; }

  void see(const Moment& moment, Sink& sink) override {
    talk_.see(moment);
    const auto* seen = from_room(moment, talk_);
    if (seen == nullptr || seen->message->delayed) return;
    const auto* sent = talk_.origin(*seen);
    if (sent == nullptr) return;
    const auto room = seen->stanza.from()->bare().to_string();
    for (const auto& sender : talk_.rooms().senders(*seen->stanza.from())) {
      if (sender != seen->at) arrived(sender, room, seen->at, *sent, moment, sink);
    }
  }

 private:
  // The messages of a sender that an observer has got, by their events.
  using Got = std::set<std::uint64_t>;

  void arrived(const std::string& sender, const std::string& room, const std::string& observer, const Sent& sent,
               const Moment& moment, Sink& sink) {
    auto& got = got_[{sender, room, observer}];
    got.insert(sent.event);
    if (!sent.body) return;
    const auto& said = talk_.said(sender, room);
    const auto now = std::find_if(said.begin(), said.end(), [&](const Sent& one) { return one.event == sent.event; });
    if (now == said.end()) return;  // another one who had the same name
    // Back to the last body that arrived here: what stands between is decided.
    for (auto at = std::make_reverse_iterator(now); at != said.rend(); ++at) {
      if (!at->body) continue;
      if (got.contains(at->event)) between(at.base(), now, got, moment, sink);
      return;
    }
  }

  static void between(std::vector<Sent>::const_iterator first, std::vector<Sent>::const_iterator last, const Got& got,
                      const Moment& moment, Sink& sink) {
    for (auto at = first; at != last; ++at) {
      sink.opportunity(moment.scenario(), moment.event.n);
      sink.flag(moment.scenario(), got.contains(at->event) ? "room-delivers-standalone"
                                   : at->bounced           ? "room-bounces-standalone"
                                                           : "room-drops-standalone");
    }
  }

  Talk talk_;
  std::map<std::tuple<std::string, std::string, std::string>, Got> got_;  // by sender, room and observer
};

}  // namespace

std::unique_ptr<Monitor> no_history() { return std::make_unique<NoHistory>(); }
std::unique_ptr<Monitor> may_refuse_in_room() { return std::make_unique<MayRefuseInRoom>(); }

}  // namespace conformance::rules::xep_0085

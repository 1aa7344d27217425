// SPDX-License-Identifier: MIT
#include "rules/xep_0085/monitors.hpp"

namespace conformance::rules::xep_0085 {

namespace {

using trace::Change;
using trace::ConversationKey;
using trace::ConversationKind;

// The room that a change is of, where the target joined it.
bool is_joined_room(const ConversationKey& key, const Moment& moment) {
  return key.kind == ConversationKind::room && moment.world.rooms().contains(key.partner);
}

// XEP-0085 5.5.1: a client may send states to rooms. What it does is told, once the room has echoed what was typed.
class Groupchat : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.5/groupchat"; }

  void see(const Moment& moment, Sink& sink) override {
    if (const auto* act = moment.event.as<trace::ActEvent>(); act != nullptr && act->verb == "type") {
      const auto jid = xmpp::Jid::parse(act->to);
      if (jid.has_value() && act->phase == "done") rooms_[moment.world.key_for(*jid, "chat")].typed = true;
    }
    for (const auto& change : moment.changes) {
      if (!is_joined_room(change.key, moment)) continue;
      auto& room = rooms_[change.key];
      const bool message = change.kind == Change::Kind::sent || change.kind == Change::Kind::echoed;
      if (!message) continue;
      if (!change.stanza->message->states.empty()) room.states = true;
      if (change.kind != Change::Kind::echoed || !room.typed || !change.stanza->message->is_user_message()) continue;
      sink.opportunity(moment.scenario(), moment.event.n);
      sink.flag(moment.scenario(), room.states ? "states-in-room" : "no-states-in-room");
    }
  }

 private:
  struct Room {
    bool typed = false;
    bool states = false;
  };
  std::map<ConversationKey, Room> rooms_;
};

// XEP-0085 5.5.2: no gone to a room. A private message is no message to the room.
class NoGone : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.5/no-gone"; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      switch (change.kind) {
        case Change::Kind::sent:
          sent(change, moment, sink);
          break;
        case Change::Kind::target_stanza:
          left(*change.stanza, moment, sink);
          break;
        case Change::Kind::resource_changed:
          removed(change, moment);
          break;
        case Change::Kind::user_fence:
          fence(change.until, moment, sink);
          break;
        default:
          break;
      }
    }
  }

 private:
  void sent(const Change& change, const Moment& moment, Sink& sink) {
    fence(moment.event.n, moment, sink, &moment.scenario());
    if (!is_joined_room(change.key, moment)) return;
    const auto& message = *change.stanza->message;
    if (message.has_state("gone")) {
      sink.fail(moment.scenario(), {moment.event.n}, "no <gone/> to a room", "<gone/> to " + change.full);
    } else if (message.is_user_message() || !message.states.empty()) {
      wrote_.insert(change.key.partner);
    }
  }

  // Who leaves could have said gone. What comes late still fails.
  void left(const trace::StanzaEvent& seen, const Moment& moment, Sink& sink) {
    const auto& to = seen.stanza.to();
    const bool leaves = to && seen.stanza.is_presence() && seen.stanza.type() == "unavailable";
    if (leaves && wrote_.erase(to->bare().to_string()) > 0) sink.opportunity(moment.scenario(), moment.event.n);
  }

  // Who is thrown out could, too: once it is proved that the client knows, by what it does then.
  void removed(const Change& change, const Moment& moment) {
    const auto jid = xmpp::Jid::parse(change.full);
    if (change.came || jid.has_error()) return;
    const auto room = moment.world.rooms().find(jid->bare().to_string());
    const bool own = room != moment.world.rooms().end() && room->second.contains(change.full);
    if (own && wrote_.erase(room->first) > 0) removed_.push_back({moment.scenario(), moment.event.n});
  }
  // `of`: only what was caused in this scenario; what is sent to somebody else proves nothing.
  void fence(std::uint64_t until, const Moment& moment, Sink& sink, const ScenarioId* of = nullptr) {
    std::erase_if(removed_, [&](const Removed& one) {
      const bool concerned = of == nullptr || *of == one.scenario;
      const bool known = concerned && moment.world.digested_until() >= one.event && until > one.event;
      if (known) sink.opportunity(one.scenario, moment.event.n);
      return known;
    });
  }

  struct Removed {
    ScenarioId scenario;
    std::uint64_t event = 0;
  };
  std::set<std::string> wrote_;  // rooms
  std::vector<Removed> removed_;
};

// XEP-0085 5.5.3: another occupant's gone is ignored. What the user is shown of him stays what it was.
class IgnoreGone : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.5/ignore-gone"; }

  void see(const Moment& moment, Sink& sink) override {
    if (const auto* observed = moment.event.as<trace::ObservedEvent>()) {
      if (observed->what == "shown_state") shown(*observed, moment, sink);
    }
    for (const auto& change : moment.changes) {
      if (change.kind == Change::Kind::resource_changed) occupants_.erase(change.full);
      if (change.kind == Change::Kind::delivered) delivered(change, moment);
    }
  }

 private:
  struct Occupant {
    std::string shown;        // as it was seen last
    std::uint64_t gone = 0;   // the delivery of the gone that is to be ignored
    bool in_private = false;  // he said gone in a private chat, too
  };

  void delivered(const Change& change, const Moment& moment) {
    const auto& message = *change.stanza->message;
    const bool gone = message.states == std::vector<std::string>{"gone"};
    if (change.key.kind == ConversationKind::private_message && gone) occupants_[change.full].in_private = true;
    if (!is_joined_room(change.key, moment)) return;
    auto& occupant = occupants_[change.full];
    if (gone && message.is_standalone()) {
      occupant.gone = moment.event.n;
    } else if (!message.states.empty() || message.is_user_message()) {
      occupant = {"", 0, occupant.in_private};  // he says something else
    }
  }

  void shown(const trace::ObservedEvent& observed, const Moment& moment, Sink& sink) {
    const auto jid = xmpp::Jid::parse(observed.from);
    if (jid.has_error() || !moment.world.is_occupant(*jid)) return;
    auto& occupant = occupants_[jid->to_string()];
    if (occupant.gone == 0) {
      occupant.shown = observed.value;
      return;
    }
    if (occupant.in_private) {
      sink.inconclusive(moment.scenario(), moment.event.n, "the occupant said gone in a private chat, too");
    } else if (observed.value == "gone") {
      sink.fail(moment.scenario(), {moment.event.n, occupant.gone}, "an occupant's <gone/> ignored",
                "the user is shown that he has gone");
    } else if (!is_digested(*jid, occupant.gone, moment)) {
      return;
    } else if (occupant.shown.empty()) {
      sink.not_applicable(moment.scenario(), moment.event.n, "the client showed no state of the occupant before");
    } else if (observed.value == occupant.shown) {
      sink.opportunity(moment.scenario(), moment.event.n);
    } else {
      // It may have run out, or been taken back for another reason.
      sink.inconclusive(moment.scenario(), moment.event.n,
                        "what is shown changed from " + occupant.shown + " to \"" + observed.value + "\"");
    }
  }

  static bool is_digested(const xmpp::Jid& occupant, std::uint64_t event, const Moment& moment) {
    const auto* room = moment.world.conversation({ConversationKind::room, occupant.bare().to_string()});
    return room != nullptr && (room->undigested.empty() || room->undigested.front().event > event);
  }

  std::map<std::string, Occupant> occupants_;  // by occupant JID
};

}  // namespace

std::unique_ptr<Monitor> groupchat() { return std::make_unique<Groupchat>(); }
std::unique_ptr<Monitor> no_gone() { return std::make_unique<NoGone>(); }
std::unique_ptr<Monitor> ignore_gone() { return std::make_unique<IgnoreGone>(); }

}  // namespace conformance::rules::xep_0085

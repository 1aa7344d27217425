// SPDX-License-Identifier: MIT
#include "trace/world.hpp"

#include <algorithm>

#include "xmpp/disco.hpp"

namespace conformance::trace {

World::World(const Header& header) : header_(&header) {
  if (auto jid = xmpp::Jid::parse(header.iut); jid.has_value()) iut_ = *jid;
}

const Conversation* World::conversation(const ConversationKey& key) const {
  const auto found = conversations_.find(key);
  return found == conversations_.end() ? nullptr : &found->second;
}

const ContactEvent* World::contact(const xmpp::Jid& jid) const {
  const auto found = contacts_.find(jid.bare());
  return found == contacts_.end() ? nullptr : &found->second;
}

std::set<std::string> World::available(const std::string& bare) const {
  const auto found = available_.find(bare);
  return found == available_.end() ? std::set<std::string>{} : found->second;
}

bool World::explicit_yes(const ConversationKey& key) const {
  // One resource suffices for the bare JID.
  return std::any_of(advertised_.begin(), advertised_.end(), [&](const auto& entry) {
    return entry.second && (entry.first == key.partner || entry.first.starts_with(key.partner + "/"));
  });
}

bool World::supports(const ConversationKey& key) const {
  const auto* conversation = this->conversation(key);
  const bool implicit = conversation != nullptr && conversation->delivered.support() == Support::yes &&
                        conversation->digested.support() == Support::yes;
  return implicit || explicit_yes(key);
}

ConversationKey World::key_for(const xmpp::Jid& partner, const std::string& type) const {
  const auto bare = partner.bare().to_string();
  if (type == "groupchat") return {ConversationKind::room, bare};
  // A full JID is a private message only if the target joined that room.
  if (!partner.is_bare() && rooms_.contains(bare)) return {ConversationKind::private_message, partner.to_string()};
  return {ConversationKind::one_to_one, bare};
}

// Rules about what a client sends read one point for each conversation: its own stream, or the one resource of the
// contact that is named as observer.
bool World::is_send(const StanzaEvent& stanza) const {
  if (header_->role != "client") return false;
  const auto& to = stanza.stanza.to();
  const auto* contact = to ? this->contact(*to) : nullptr;
  const bool own_stream = contact == nullptr || contact->observer == at_iut;
  if (own_stream) return stanza.at == at_iut && stanza.out;
  const auto& from = stanza.stanza.from();
  return stanza.at == contact->observer && !stanza.out && from && iut_ && from->bare() == iut_->bare();
}

bool World::is_delivery(const StanzaEvent& stanza) const {
  if (header_->role != "client") return false;
  const auto& from = stanza.stanza.from();
  const auto* contact = from ? this->contact(*from) : nullptr;
  if (contact == nullptr || contact->observer == at_iut) return stanza.at == at_iut && !stanza.out;
  const auto& to = stanza.stanza.to();
  return stanza.at == contact->observer && stanza.out && to && iut_ && to->bare() == iut_->bare();
}

std::vector<Change> World::interpret(const Event& event) const {
  std::vector<Change> changes;
  if (const auto* stanza = event.as<StanzaEvent>()) {
    if (is_send(*stanza)) {
      interpret_send(*stanza, changes);
    } else if (is_delivery(*stanza)) {
      interpret_delivery(event, *stanza, changes);
    }
  } else if (const auto* observed = event.as<ObservedEvent>()) {
    interpret_observation(*observed, changes);
  } else if (const auto* fence = event.as<FenceEvent>(); fence != nullptr && fence->phase == "returned") {
    if (fence->route == "ui") changes.push_back({Change::Kind::user_fence, {}, nullptr});
    if (fence->route == "iq") digest_all(changes);
  } else if (const auto* stream = event.as<StreamEvent>(); stream != nullptr && stream->at == at_iut) {
    const bool ended = stream->what == "closed" || stream->what == "lost";
    if (ended || stream->what == "bound") {
      changes.push_back({ended ? Change::Kind::stream_ended : Change::Kind::stream_began, {}, nullptr});
      for (const auto& [key, conversation] : conversations_) {
        changes.push_back({Change::Kind::session_ended, key, nullptr, SessionEnd::stream, {}});
      }
    }
  }
  return changes;
}

std::vector<Change> World::overdue(const Event& event) const {
  std::vector<Change> changes;
  const auto* stanza = event.as<StanzaEvent>();
  const auto* fence = event.as<FenceEvent>();
  const bool fenced = fence != nullptr && fence->route == "ui" && fence->phase == "returned";
  const auto over = [&](const ConversationKey& key) {
    if (fenced) return true;
    if (stanza == nullptr || !stanza->message) return false;
    const auto& message = *stanza->message;
    const auto& to = stanza->stanza.to();
    const auto& from = stanza->stanza.from();
    const bool sent = to && is_send(*stanza) && key_for(*to, stanza->stanza.type()) == key;
    const bool delivered = from && is_delivery(*stanza) && key_for(*from, stanza->stanza.type()) == key;
    const bool gone = message.is_standalone() && message.states == std::vector<std::string>{"gone"};
    return delivered || (sent && !gone);
  };
  for (const auto& key : closing_) {
    if (over(key)) changes.push_back({Change::Kind::session_ended, key, nullptr, SessionEnd::user_closed});
  }
  return changes;
}

void World::interpret_send(const StanzaEvent& stanza, std::vector<Change>& changes) const {
  const auto& to = stanza.stanza.to();
  if (stanza.stanza.is_error()) return;  // a bounce may echo the payload (RFC 6120 8.3.1)
  if (!stanza.message) {
    changes.push_back({Change::Kind::target_stanza, {}, &stanza, {}, to ? to->to_string() : ""});
    // A recorded session has no fences: an iq result of the target, sent after a delivery, has to be one.
    if (!header_->driven && stanza.stanza.is_iq() && stanza.stanza.type() == "result") digest_all(changes);
    return;
  }
  const bool judged = !stanza.message->delayed && !stanza.message->forwarded && to && (!iut_ || to->bare() != *iut_);
  if (!judged) return;
  const auto key = key_for(*to, stanza.stanza.type());
  changes.push_back({Change::Kind::sent, key, &stanza, {}, to->to_string()});
  const auto& message = *stanza.message;
  if (message.is_standalone() && message.states.size() == 1 && message.states.front() == "gone") {
    changes.push_back({Change::Kind::session_ended, key, &stanza, SessionEnd::own_gone, to->to_string()});
  }
}

void World::interpret_delivery(const Event& event, const StanzaEvent& stanza, std::vector<Change>& changes) const {
  if (stanza.stanza.is_presence()) interpret_presence(stanza, changes);
  const auto& from = stanza.stanza.from();
  if (!stanza.message || !from || (iut_ && from->bare() == *iut_)) return;
  const auto& message = *stanza.message;
  if (message.forwarded) return;  // a carbon or an archive result is not direct
  const auto key = key_for(*from, stanza.stanza.type());
  if (message.error) {
    changes.push_back({Change::Kind::bounced, key, &stanza, {}, from->to_string()});
    return;
  }
  changes.push_back({Change::Kind::delivered, key, &stanza, {}, from->to_string(), false, event.n});
  const auto* conversation = this->conversation(key);
  const bool threaded = conversation != nullptr && conversation->delivered.partner().wrote;
  if (message.is_user_message() && threaded && message.thread != conversation->delivered.partner().thread) {
    changes.push_back({Change::Kind::thread_changed, key, &stanza});
  }
  if (message.is_standalone() && !message.delayed && message.states.size() == 1 && message.states.front() == "gone") {
    changes.push_back({Change::Kind::session_ended, key, &stanza, SessionEnd::partner_gone, from->to_string()});
  }
}

void World::interpret_presence(const StanzaEvent& stanza, std::vector<Change>& changes) const {
  const auto& from = stanza.stanza.from();
  if (!from || !stanza.stanza.is_availability()) return;
  const auto bare = from->bare().to_string();
  const auto full = from->to_string();
  const auto known = available(bare);
  const bool came = stanza.stanza.type().empty();
  // Unavailable from a bare JID is of all resources.
  if (!came && from->is_bare()) {
    for (const auto& resource : known) {
      changes.push_back({Change::Kind::resource_changed, {}, &stanza, {}, resource, false});
    }
  } else if (came != known.contains(full)) {
    changes.push_back({Change::Kind::resource_changed, {}, &stanza, {}, full, came});
  } else {
    return;
  }
  const bool last = !came && (from->is_bare() || known.size() == 1);
  const ConversationKey key{ConversationKind::one_to_one, bare};
  if (last && conversation(key) != nullptr) {
    changes.push_back({Change::Kind::session_ended, key, &stanza, SessionEnd::partner_unavailable, full});
  }
}

void World::interpret_observation(const ObservedEvent& observed, std::vector<Change>& changes) const {
  const auto from = xmpp::Jid::parse(observed.from);
  if (from.has_error() || observed.value.empty()) return;
  const auto key = key_for(*from, "chat");
  const auto* conversation = this->conversation(key);
  if (conversation == nullptr) return;
  for (auto at = conversation->undigested.rbegin(); at != conversation->undigested.rend(); ++at) {
    const auto& message = *at->message;
    const bool shown = observed.what == "shown_messages" && message.body.find(observed.value) != std::string::npos;
    const bool state = observed.what == "shown_state" && !message.states.empty() &&
                       message.states.back() == observed.value;
    if (!shown && !state) continue;
    changes.push_back({Change::Kind::digested, key, nullptr, {}, {}, false, at->event});
    return;
  }
}

void World::digest_all(std::vector<Change>& changes) const {
  for (const auto& [key, conversation] : conversations_) {
    if (conversation.undigested.empty()) continue;
    changes.push_back(
        {Change::Kind::digested, key, nullptr, {}, {}, false, conversation.undigested.back().event});
  }
}

void World::apply(const Event& event, const std::vector<Change>& changes) {
  if (const auto* contact = event.as<ContactEvent>()) {
    if (const auto jid = xmpp::Jid::parse(contact->jid); jid.has_value()) contacts_[jid->bare()] = *contact;
  } else if (const auto* setting = event.as<SettingEvent>()) {
    if (setting->name == "chat_states" && setting->phase != "unsupported") switched_off_ = setting->value == "off";
  } else if (const auto* stanza = event.as<StanzaEvent>()) {
    if (is_delivery(*stanza)) {
      apply_presence(*stanza);
      apply_disco(*stanza);
    } else if (is_send(*stanza) && stanza->stanza.is_presence() && stanza->stanza.to() &&
               stanza->stanza.child("x", "http://jabber.org/protocol/muc")) {
      rooms_.insert(stanza->stanza.to()->bare().to_string());
    }
  }
  if (const auto* act = event.as<ActEvent>(); act != nullptr && act->verb == "close" && act->phase == "done") {
    if (const auto jid = xmpp::Jid::parse(act->to); jid.has_value()) closing_.insert(key_for(*jid, "chat"));
  }
  apply_changes(event, changes);
}

void World::apply_changes(const Event& event, const std::vector<Change>& changes) {
  for (const auto& change : changes) {
    if (change.kind == Change::Kind::session_ended) closing_.erase(change.key);
    switch (change.kind) {
      case Change::Kind::sent:
      case Change::Kind::delivered: apply_message(event, change); break;
      case Change::Kind::digested: conversations_[change.key].digest(change.until); break;
      case Change::Kind::session_ended: {
        // A gone ends the session as part of its own message.
        if (change.why == SessionEnd::own_gone || change.why == SessionEnd::partner_gone) break;
        auto& conversation = conversations_[change.key];
        conversation.delivered.end_session(change.why);
        conversation.digested.end_session(change.why);
        break;
      }
      default: break;
    }
  }
}

void World::apply_message(const Event& event, const Change& change) {
  auto& conversation = conversations_[change.key];
  const auto& message = *change.stanza->message;
  if (change.kind == Change::Kind::sent) {
    if (!message.states.empty() && first_own_state_ == 0) first_own_state_ = event.n;
    conversation.delivered.own_message(message);
    conversation.digested.own_message(message);
    return;
  }
  const auto partner = available(change.key.partner);
  conversation.delivered.partner_message(message, change.full, event.n, partner);
  conversation.undigested.push_back({event.n, change.stanza->message, change.full, partner});
}

void World::apply_presence(const StanzaEvent& stanza) {
  const auto& from = stanza.stanza.from();
  if (!from || !stanza.stanza.is_availability()) return;
  auto& full_jids = available_[from->bare().to_string()];
  if (stanza.stanza.type().empty()) {
    full_jids.insert(from->to_string());
  } else if (from->is_bare()) {
    full_jids.clear();
  } else {
    full_jids.erase(from->to_string());
    advertised_.erase(from->to_string());
  }
}

void World::apply_disco(const StanzaEvent& stanza) {
  if (!stanza.stanza.is_iq() || stanza.stanza.type() != "result" || !stanza.stanza.from()) return;
  const auto query = stanza.stanza.child("query", xmpp::ns::disco_info);
  if (!query) return;
  const auto info = xmpp::DiscoInfo::parse(*query);
  if (info.has_value()) advertised_[stanza.stanza.from()->to_string()] = info->has_feature(xmpp::ns::chat_states);
}

}  // namespace conformance::trace

// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iterator>

#include "trace/world.hpp"
#include "xmpp/disco.hpp"
#include "xmpp/negotiation.hpp"

/// How the world moves on, once it is said what an event means (world.cpp).
namespace conformance::trace {

void World::apply(const Event& event, const std::vector<Change>& changes) {
  if (const auto* contact = event.as<ContactEvent>()) {
    if (const auto jid = xmpp::Jid::parse(contact->jid); jid.has_value()) {
      contacts_[jid->bare()] = *contact;
      if (contact->roster != "none") roster_.insert(jid->bare().to_string());
    }
  } else if (const auto* setting = event.as<SettingEvent>(); setting != nullptr && setting->name == "chat_states") {
    apply_states_setting(event, *setting);
  } else if (setting != nullptr && setting->name == "attention") {
    apply_attention_setting(event, *setting);
  } else if (const auto* stanza = event.as<StanzaEvent>()) {
    apply_stanza(event, *stanza);
  } else if (const auto* fence = event.as<FenceEvent>(); fence != nullptr && fence->phase == "sent") {
    fences_[fence->id] = {event.n, ""};
  } else if (const auto* stream = event.as<StreamEvent>()) {
    apply_stream(*stream);
  } else if (const auto* act = event.as<ActEvent>(); act != nullptr && act->phase == "begin" && on_since_ != 0) {
    if (!act->text.empty()) texts_when_on_.push_back(act->text);
  } else if (act != nullptr && act->verb == "close" && act->phase == "done") {
    if (const auto jid = xmpp::Jid::parse(act->to); jid.has_value()) closing_.insert(key_for(*jid, "chat"));
  } else if (const auto* observed = event.as<ObservedEvent>(); observed != nullptr && observed->what == "alert") {
    const auto jid = xmpp::Jid::parse(observed->from);
    if (jid.has_value()) ++attentions_[jid->bare().to_string()].events;
  }
  apply_changes(event, changes);
}

// Off as soon as it may be. On when it is, and when what comes is known to be written since: behind a fence of the user
// interface, or a text of the user.
void World::apply_states_setting(const Event& event, const SettingEvent& setting) {
  if (setting.phase == "unsupported") return;
  texts_when_on_.clear();
  on_since_ = 0;
  if (setting.value == "off") {
    switched_off_ = true;
  } else if (switched_off_ && setting.phase == "done") {
    on_since_ = event.n;
  }
}

void World::know_switched_on(const Change& change) {
  if (on_since_ == 0) return;
  const bool fenced = change.kind == Change::Kind::user_fence && change.until > on_since_;
  const bool written = change.kind == Change::Kind::sent &&
                       std::any_of(texts_when_on_.begin(), texts_when_on_.end(), [&](const std::string& text) {
                         return change.stanza->message->body.find(text) != std::string::npos;
                       });
  if (!fenced && !written) return;
  switched_off_ = false;
  on_since_ = 0;
}

void World::apply_changes(const Event& event, const std::vector<Change>& changes) {
  for (const auto& change : changes) {
    if (change.kind == Change::Kind::session_ended) closing_.erase(change.key);
    know_switched_on(change);
    switch (change.kind) {
      case Change::Kind::sent:
      case Change::Kind::delivered:
        apply_message(event, change);
        break;
      case Change::Kind::copied: {
        auto& conversation = conversations_[change.key];
        if (!change.own && conversation.awaits_digestion(*change.message, change.full)) break;
        conversation.delivered.copied_message(*change.message, change.own, change.full);
        conversation.digested.copied_message(*change.message, change.own, change.full);
        break;
      }
      case Change::Kind::digested:
        digested_until_ = std::max(digested_until_, change.until);
        if (const auto found = conversations_.find(change.key); found != conversations_.end()) {
          found->second.digest(change.until, change.confirmed);
        } else if (change.key.partner.empty()) {  // an iq, for all that came before it
          for (auto& [key, conversation] : conversations_) conversation.digest_presence(change.until);
        }
        break;
      case Change::Kind::session_ended: {
        negotiated_.erase(change.key);
        // A gone ends the session as part of its own message.
        if (change.why == SessionEnd::own_gone || change.why == SessionEnd::partner_gone) break;
        auto& conversation = conversations_[change.key];
        conversation.delivered.end_session(change.why);
        conversation.digested.end_session(change.why);
        if (change.why != SessionEnd::stream) break;
        conversation.undigested.clear();
        conversation.undigested_presence.clear();
        break;
      }
      case Change::Kind::attention:
        attentions_[change.full].received.emplace_back(change.until, change.attention.kind);
        break;
      case Change::Kind::alerts_told:
        attentions_[change.full].counted = change.until;
        break;
      default:
        break;
    }
  }
}

// XEP-0155: an answer that accepts begins a session, one that terminates, or accepts nothing, ends it.
void World::apply_negotiation(const Change& change) {
  const auto said = xmpp::Negotiation::of(change.stanza->stanza.element());
  if (!said || said->type != "submit") return;
  const bool own = change.kind == Change::Kind::sent;
  if (said->accept && !said->terminate && !said->chat_states.empty()) {
    negotiated_[change.key] = {said->chat_states != "mustnot", own, change.stanza->message->thread};
  } else {
    negotiated_.erase(change.key);
  }
}

void World::apply_message(const Event& event, const Change& change) {
  apply_negotiation(change);
  auto& conversation = conversations_[change.key];
  const auto& message = *change.stanza->message;
  if (change.kind == Change::Kind::sent) {
    if (!message.states.empty() && first_own_state_ == 0) first_own_state_ = event.n;
    conversation.delivered.own_message(message);
    conversation.digested.own_message(message);
    const auto& stanza = change.stanza->stanza;
    if (!stanza.id().empty()) own_[stanza.id()] = {change.key, std::hash<std::string>{}(stanza.to_string())};
    return;
  }
  departed_.erase(change.full);
  std::set<std::string> departed;
  std::copy_if(departed_.begin(), departed_.end(), std::inserter(departed, departed.end()),
               [&](const std::string& full) { return full.starts_with(change.key.partner + "/"); });
  conversation.delivered.partner_message(message, change.full, event.n, departed);
  conversation.undigested.push_back({event.n, change.stanza->message, change.full, std::move(departed)});
}

void World::apply_stanza(const Event& event, const StanzaEvent& seen) {
  const auto& stanza = seen.stanza;
  if (is_delivery(seen)) {
    if (stanza.from() && stanza.is_availability()) {
      const bool available = stanza.type().empty();
      const auto found = conversations_.find(key_for(*stanza.from(), "chat"));
      if (found != conversations_.end()) {
        found->second.delivered.partner_presence(stanza.from()->to_string(), available);
        found->second.undigested_presence.push_back({event.n, stanza.from()->to_string(), available});
      }
      apply_availability(event, *stanza.from(), available, xmpp::Caps::of(stanza.element()));
    }
    if (stanza.is_iq()) apply_iq(event, seen);
    apply_rooms(seen);
    if (stanza.is_iq()) apply_roster(seen);
  } else if (is_send(seen)) {
    apply_rooms(seen);
    if (stanza.is_presence()) apply_own_presence(stanza);
  }
}

void World::apply_stream(const StreamEvent& stream) {
  if (stream.at == at_iut) {
    if (stream.what == "bound" || stream.what == "closed" || stream.what == "lost") directed_.clear();
    resumed_ = stream.what == "resumed" || (resumed_ && stream.what != "bound");
    if (stream.what != "bound") return;
    // A new stream begins without presences, and what was known by them.
    available_.clear();
    departed_.clear();
    caps_.clear();
    advertised_.clear();
  } else if ((stream.what == "closed" || stream.what == "lost") && observed_contact(stream.at) != nullptr) {
    apply_availability({}, *xmpp::Jid::parse(stream.at), false, std::nullopt);
  }
}

void World::apply_availability(const Event& event, const xmpp::Jid& from, bool came,
                               const std::optional<xmpp::Caps>& caps) {
  const auto full = from.to_string();
  auto& full_jids = available_[from.bare().to_string()];
  if (came) {
    full_jids.insert(full);
    departed_.erase(full);
    // Discovery stays while caps stay.
    const auto known = caps_.find(full);
    if (known != caps_.end() && known->second != caps) advertised_.erase(full);
    caps_[full] = caps;
    // XEP-0115 6.2: what valid caps of anybody stand for need not be asked again.
    const auto resolved = caps ? resolved_.find({caps->hash, caps->disco_node()}) : resolved_.end();
    if (resolved != resolved_.end()) advertised_.try_emplace(full, Advertised{resolved->second, true, event.n});
    return;
  }
  const auto concerned = from.is_bare() ? full_jids : std::set<std::string>{full};
  for (const auto& resource : concerned) {
    full_jids.erase(resource);
    departed_.insert(resource);
    caps_.erase(resource);
    advertised_.erase(resource);
  }
}

void World::apply_iq(const Event& event, const StanzaEvent& seen) {
  const auto& stanza = seen.stanza;
  const auto from = stanza.from() ? stanza.from()->to_string() : "";
  if (stanza.type() == "get" || stanza.type() == "set") {
    const Proof proof{event.n, seen.at == at_iut ? "" : from};
    asked_[{from, stanza.id()}] = proof;
    if (const auto fence = fences_.find(stanza.id()); fence != fences_.end()) fence->second = proof;
    return;
  }
  const auto query = stanza.type() == "result" ? stanza.child("query", xmpp::ns::disco_info) : std::nullopt;
  if (!query || from.empty()) return;
  const auto info = xmpp::DiscoInfo::parse(*query);
  if (info.has_value()) apply_disco(event, from, *info);
}

void World::apply_disco(const Event& event, const std::string& from, const xmpp::DiscoInfo& info) {
  std::set<Feature> features;
  if (info.has_feature(xmpp::ns::chat_states)) features.insert(Feature::chat_states);
  if (info.has_feature(xmpp::ns::attention)) features.insert(Feature::attention);
  bool valid = !info.node || info.node->empty();
  if (const auto* caps = caps_of(from); caps != nullptr && info.node == caps->disco_node()) {
    // XEP-0115 5.4
    valid = !xmpp::ill_formed_for_caps(info) && xmpp::caps_ver(info, caps->hash) == caps->ver;
    if (valid) resolved_[{caps->hash, caps->disco_node()}] = features;
  }
  // A plain answer is of the entity itself: caps that do not resolve do not take it back.
  const auto known = advertised_.find(from);
  if (known != advertised_.end() && known->second.valid && !valid) return;
  advertised_[from] = {std::move(features), valid, event.n};
}

}  // namespace conformance::trace

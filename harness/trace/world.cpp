// SPDX-License-Identifier: MIT
#include "trace/world.hpp"

#include <algorithm>

namespace conformance::trace {

namespace {

// The conversation that the target sends into: what it addresses to an occupant is private, whatever the type says.
ConversationKey key_to(const World& world, const xmpp::Jid& partner, const std::string& type) {
  return world.key_for(partner, world.is_occupant(partner) ? "chat" : type);
}

}  // namespace

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

Discovery World::discovered(const ConversationKey& key, bool digested, Feature feature) const {
  const auto known = [&](const Advertised& advertised) { return !digested || advertised.event <= digested_until_; };
  // One resource suffices for the bare JID.
  const bool yes = std::any_of(advertised_.begin(), advertised_.end(), [&](const auto& entry) {
    const auto& [full, advertised] = entry;
    return advertised.features.contains(feature) && known(advertised) &&
           (full == key.partner || full.starts_with(key.partner + "/"));
  });
  if (yes) return Discovery::yes;
  const auto fulls =
      key.kind == ConversationKind::one_to_one ? available(key.partner) : std::set<std::string>{key.partner};
  const bool no = std::all_of(fulls.begin(), fulls.end(), [&](const std::string& full) {
    const auto found = advertised_.find(full);
    return found != advertised_.end() && found->second.valid && known(found->second);
  });
  return no && !fulls.empty() ? Discovery::no : Discovery::unknown;
}

const Negotiated* World::negotiated(const ConversationKey& key) const {
  const auto found = negotiated_.find(key);
  return found == negotiated_.end() ? nullptr : &found->second;
}

const xmpp::Caps* World::caps_of(const std::string& full) const {
  const auto found = caps_.find(full);
  return found == caps_.end() || !found->second ? nullptr : &*found->second;
}

bool World::supports(const ConversationKey& key) const {
  const auto* conversation = this->conversation(key);
  const bool implicit = conversation != nullptr && conversation->delivered.support() == Support::yes &&
                        conversation->digested.support() == Support::yes;
  return implicit || discovered(key, true) == Discovery::yes;
}

ConversationKey World::key_for(const xmpp::Jid& partner, const std::string& type) const {
  const auto bare = partner.bare().to_string();
  // A contact is no room, whatever the type says.
  const bool contact = contacts_.contains(partner.bare()) && !rooms_.contains(bare);
  if (type == "groupchat" && !contact) return {ConversationKind::room, bare};
  // A full JID is a private message only if the target joined that room, and what is for the room itself is so whatever
  // its type says.
  if (is_occupant(partner)) return {ConversationKind::private_message, partner.to_string()};
  if (rooms_.contains(bare)) return {ConversationKind::room, bare};
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
  const bool seen = stanza.at == contact->observer && !stanza.out && from && iut_ && from->bare() == iut_->bare();
  // Another resource is another client of the same user.
  return seen && (from->is_bare() || header_->iut_full.empty() || from->to_string() == header_->iut_full);
}

// Every resource of an observed contact is one of ours: what any of them sends to the target reaches it.
bool World::is_delivery(const StanzaEvent& stanza) const {
  if (header_->role != "client") return false;
  const auto& from = stanza.stanza.from();
  const auto* contact = from ? this->contact(*from) : nullptr;
  if (contact == nullptr || contact->observer == at_iut) return stanza.at == at_iut && !stanza.out;
  if (!stanza.out || observed_contact(stanza.at) != contact) return false;
  const auto& to = stanza.stanza.to();
  return to ? iut_ && to->bare() == *iut_ : stanza.stanza.is_presence();
}

const ContactEvent* World::observed_contact(const std::string& full) const {
  if (full == at_iut) return nullptr;
  const auto jid = xmpp::Jid::parse(full);
  const auto* contact = jid.has_value() ? this->contact(*jid) : nullptr;
  return contact == nullptr || contact->observer == at_iut ? nullptr : contact;
}

std::vector<Change> World::interpret(const Event& event) const {
  std::vector<Change> changes;
  if (const auto* stanza = event.as<StanzaEvent>()) {
    interpret_stanza(event, *stanza, changes);
  } else if (const auto* observed = event.as<ObservedEvent>()) {
    interpret_observation(*observed, changes);
  } else if (const auto* fence = event.as<FenceEvent>()) {
    interpret_fence(*fence, changes);
  } else if (const auto* stream = event.as<StreamEvent>()) {
    interpret_stream(*stream, changes);
  }
  return changes;
}

void World::interpret_stanza(const Event& event, const StanzaEvent& stanza, std::vector<Change>& changes) const {
  if (is_send(stanza)) {
    interpret_send(stanza, changes);
  } else if (is_delivery(stanza)) {
    interpret_delivery(event, stanza, changes);
    interpret_attention(event, stanza, changes);
  } else if (auto copy = sent_elsewhere(stanza)) {
    changes.push_back(std::move(*copy));
  }
}

// What came before a fence was sent, or, where the fence itself is seen to be delivered, before that, has been
// digested. Time alone proves neither.
void World::interpret_fence(const FenceEvent& fence, std::vector<Change>& changes) const {
  if (fence.phase != "returned") return;
  const auto sent = fences_.find(fence.id);
  if (sent == fences_.end()) return;
  if (fence.route == "ui") {
    Change change{Change::Kind::user_fence};
    change.until = sent->second.event;
    changes.push_back(std::move(change));
  } else if (fence.route == "iq") {
    digest_until(sent->second, changes);
  }
}

void World::interpret_stream(const StreamEvent& stream, std::vector<Change>& changes) const {
  const bool ended = stream.what == "closed" || stream.what == "lost";
  if (stream.at == at_iut) {
    if (!ended && stream.what != "bound" && stream.what != "resumed") return;
    changes.push_back({ended ? Change::Kind::stream_ended : Change::Kind::stream_began});
    if (stream.what == "resumed") return;
    for (const auto& [key, conversation] : conversations_) {
      changes.push_back({Change::Kind::session_ended, key, nullptr, SessionEnd::stream, {}});
    }
  } else if (ended && observed_contact(stream.at) != nullptr) {
    interpret_availability(*xmpp::Jid::parse(stream.at), false, changes);
  }
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
    const bool sent = to && is_send(*stanza) && key_to(*this, *to, stanza->stanza.type()) == key;
    const bool delivered = from && is_delivery(*stanza) && key_for(*from, stanza->stanza.type()) == key;
    const bool gone = message.is_standalone() && message.states == std::vector<std::string>{"gone"};
    return delivered || (sent && !gone);
  };
  for (const auto& key : closing_) {
    if (over(key)) changes.push_back({Change::Kind::session_ended, key, nullptr, SessionEnd::user_closed});
  }
  return changes;
}

// A stanza that is sent once more on a resumed stream (XEP-0198), as it was.
bool World::is_sent_again(const StanzaEvent& stanza) const {
  const auto found = resumed_ ? own_.find(stanza.stanza.id()) : own_.end();
  return found != own_.end() && found->second.hash == std::hash<std::string>{}(stanza.stanza.to_string());
}

void World::interpret_send(const StanzaEvent& stanza, std::vector<Change>& changes) const {
  const auto& to = stanza.stanza.to();
  if (stanza.stanza.is_error()) return;  // a bounce may echo the payload (RFC 6120 8.3.1)
  if (!stanza.message) {
    changes.push_back({Change::Kind::target_stanza, {}, &stanza, {}, to ? to->to_string() : ""});
    const bool leaves = to && stanza.stanza.is_presence() && stanza.stanza.type() == "unavailable";
    if (leaves && rooms_.contains(to->bare().to_string())) interpret_leaving(to->bare().to_string(), changes);
    // A recorded session has no fences: an iq result of the target has to be one, for what came before the request.
    if (header_->driven || !stanza.stanza.is_iq() || stanza.stanza.type() != "result") return;
    const auto asked = asked_.find({to ? to->to_string() : "", stanza.stanza.id()});
    if (asked != asked_.end()) digest_until(asked->second, changes);
    return;
  }
  if (!to || (iut_ && to->bare() == *iut_) || is_sent_again(stanza)) return;
  const auto key = key_to(*this, *to, stanza.stanza.type());
  const auto& message = *stanza.message;
  if (message.delayed) {
    Change change{Change::Kind::copied, key, &stanza, {}, to->to_string()};
    change.message = stanza.message;
    change.own = true;
    changes.push_back(std::move(change));
    return;
  }
  changes.push_back({Change::Kind::sent, key, &stanza, {}, to->to_string()});
  if (message.has_state("gone")) {
    changes.push_back({Change::Kind::session_ended, key, &stanza, SessionEnd::own_gone, to->to_string()});
  }
}

// What the target sent to a resource of the contact that is not the one observed.
std::optional<Change> World::sent_elsewhere(const StanzaEvent& stanza) const {
  const auto& from = stanza.stanza.from();
  const auto& to = stanza.stanza.to();
  if (stanza.out || !stanza.message || stanza.message->error || observed_contact(stanza.at) == nullptr)
    return std::nullopt;
  if (!from || !iut_ || from->bare() != *iut_ || !to || to->to_string() != stanza.at) return std::nullopt;
  Change change{Change::Kind::copied, key_for(*to, stanza.stanza.type()), &stanza, {}, to->to_string()};
  change.message = stanza.message;
  change.own = true;
  return change;
}

// XEP-0280: a message of the conversation that another resource of the user sent, or got.
std::optional<Change> World::carbon(const StanzaEvent& stanza) const {
  for (const char* kind : {"sent", "received"}) {
    const auto carbon = stanza.stanza.child(kind, xmpp::ns::carbons);
    const auto forwarded = carbon ? carbon->child("forwarded", xmpp::ns::forward) : std::nullopt;
    const auto message = forwarded ? forwarded->child("message", xmpp::ns::client) : std::nullopt;
    const auto copied = message ? xmpp::Stanza::parse(*message) : Result<xmpp::Stanza>(InputError{});
    if (copied.has_error() || copied->is_error()) continue;
    const bool own = kind == std::string_view("sent");
    const auto& partner = own ? copied->to() : copied->from();
    if (!partner) continue;
    Change change{Change::Kind::copied, key_for(*partner, copied->type()), &stanza, {}, partner->to_string()};
    change.message = std::make_shared<const xmpp::Message>(xmpp::read_message(*copied));
    change.own = own;
    return change;
  }
  return std::nullopt;
}

void World::interpret_delivery(const Event& event, const StanzaEvent& stanza, std::vector<Change>& changes) const {
  const auto& from = stanza.stanza.from();
  if (from && stanza.stanza.is_availability()) {
    const bool came = stanza.stanza.type().empty();
    interpret_availability(*from, came, changes);
    if (!came && is_own_occupant(*from)) interpret_leaving(from->bare().to_string(), changes);
  }
  if (!stanza.message || !from) return;
  if (iut_ && from->bare() == *iut_) {
    if (auto copy = carbon(stanza)) changes.push_back(std::move(*copy));
    return;
  }
  const auto& message = *stanza.message;
  if (message.error) {
    interpret_bounce(stanza, changes);
    return;
  }
  if (message.forwarded) return;  // an archive result is not direct
  const auto key = key_for(*from, stanza.stanza.type());
  if (key.kind == ConversationKind::room) {
    interpret_groupchat(event, stanza, changes);
    return;
  }
  changes.push_back({Change::Kind::delivered, key, &stanza, {}, from->to_string(), false, event.n});
  if (const auto* conversation = this->conversation(key); conversation != nullptr && message.is_user_message()) {
    const auto& partner = conversation->delivered.partner();
    const auto& own = conversation->delivered.own();
    const bool first = !partner.wrote && !own.thread;
    if (!first && message.thread != (partner.wrote ? partner.thread : own.thread)) {
      changes.push_back({Change::Kind::thread_changed, key, &stanza});
    }
  }
  if (!message.delayed && message.has_state("gone")) {
    changes.push_back({Change::Kind::session_ended, key, &stanza, SessionEnd::partner_gone, from->to_string()});
  }
}

// An error has not the type of what it bounces: it may be of the conversation with its sender, of the room, or of what
// the target sent with its id.
void World::interpret_bounce(const StanzaEvent& stanza, std::vector<Change>& changes) const {
  const auto& from = *stanza.stanza.from();
  std::set<ConversationKey> keys = {key_for(from, "chat"), key_for(from, "groupchat")};
  if (const auto own = own_.find(stanza.stanza.id()); own != own_.end()) keys.insert(own->second.key);
  for (const auto& key : keys) changes.push_back({Change::Kind::bounced, key, &stanza, {}, from.to_string()});
}

void World::interpret_availability(const xmpp::Jid& from, bool came, std::vector<Change>& changes) const {
  const auto bare = from.bare().to_string();
  const auto full = from.to_string();
  auto known = available(bare);
  if (came && known.contains(full)) return;  // the same resource, with another show or status
  // Unavailable from a bare JID is of all resources.
  const auto concerned = !came && from.is_bare() && !known.empty() ? known : std::set<std::string>{full};
  for (const auto& resource : concerned) {
    changes.push_back({Change::Kind::resource_changed, {}, nullptr, {}, resource, came});
    known.erase(resource);
    const ConversationKey private_key{ConversationKind::private_message, resource};
    if (!came && conversation(private_key) != nullptr) {
      changes.push_back({Change::Kind::session_ended, private_key, nullptr, SessionEnd::partner_unavailable, resource});
    }
  }
  const ConversationKey key{ConversationKind::one_to_one, bare};
  if (!came && known.empty() && conversation(key) != nullptr) {
    changes.push_back({Change::Kind::session_ended, key, nullptr, SessionEnd::partner_unavailable, full});
  }
}

void World::interpret_observation(const ObservedEvent& observed, std::vector<Change>& changes) const {
  interpret_alert(observed, changes);
  const auto from = xmpp::Jid::parse(observed.from);
  if (from.has_error()) return;
  const auto key = key_for(*from, "chat");
  // What is shown of an occupant may be of the room, or of a private chat with him.
  if (observed.what == "shown_state" && key.kind != ConversationKind::one_to_one) return;
  const auto* conversation = this->conversation(key);
  const auto* delivery = conversation == nullptr ? nullptr : conversation->proved_by(observed);
  if (delivery == nullptr) return;
  changes.push_back({Change::Kind::digested, key, nullptr, {}, {}, false, delivery->event, true});
}

void World::digest_until(const Proof& proof, std::vector<Change>& changes) const {
  if (proof.sender.empty()) changes.push_back({Change::Kind::digested, {}, nullptr, {}, {}, false, proof.event});
  for (const auto& [key, conversation] : conversations_) {
    std::uint64_t until = 0;
    for (const auto& delivery : conversation.undigested) {
      if (delivery.event > proof.event || (!proof.sender.empty() && delivery.from != proof.sender)) break;
      until = delivery.event;
    }
    if (until != 0) changes.push_back({Change::Kind::digested, key, nullptr, {}, {}, false, until});
  }
}

}  // namespace conformance::trace

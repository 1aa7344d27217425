// SPDX-License-Identifier: MIT
#include "trace/conversation.hpp"

#include <algorithm>

namespace conformance::trace {

std::optional<std::string> ConversationView::agreed_thread() const {
  if (!own_.wrote || !partner_.wrote || own_.thread != partner_.thread) return std::nullopt;
  return own_.thread;
}

// Called after a user message of either side: the threads since the agreement are counted from the first time that the
// two agreed on this one.
void ConversationView::note_agreement(const std::optional<std::string>& thread) {
  const auto agreed = agreed_thread();
  if (agreed && agreed != agreed_first_) {
    agreed_first_ = agreed;
    since_agreement_.clear();
  }
  if (thread) since_agreement_.insert(*thread);
}

void ConversationView::own_message(const xmpp::Message& message) {
  if (message.thread) threads_ever_.insert(*message.thread);
  if (message.is_user_message()) {
    left_with_gone_ = false;
    own_ = {true, message.thread, message.has_state("active")};
    if (message.thread) own_threads_used_ = true;
    if (!message.states.empty() && support_ == Support::unknown) support_ = Support::probing;
    note_agreement(message.thread);
    for (auto& [thread, closed] : closed_) closed.next_message_due = false;
  }
  if (message.states.empty()) return;
  last_own_state_ = message.states.back();
  if (message.has_state("gone")) {
    end_session(SessionEnd::own_gone);
  } else {
    left_with_gone_ = false;
  }
}

void ConversationView::partner_message(const xmpp::Message& message, const std::string& from, std::uint64_t event,
                                       const std::set<std::string>& departed) {
  if (message.thread) threads_ever_.insert(*message.thread);
  heard_ = true;
  note_state(message, from);
  note_address(message, from);
  if (!message.states.empty()) saw_state_ = ever_saw_state_ = true;
  // XEP-0085 5.1: a state of the contact proves support; a reply without one, while we ask, disproves it.
  // One that is malformed may be taken for either. What was delayed is no reply, but its thread may be taken up.
  const bool plain = message.states.size() == 1 && xmpp::is_chat_state(message.states.front());
  if (!message.delayed && plain) {
    support_ = Support::yes;
  } else if (!message.delayed && message.states.empty() && message.is_user_message() && support_ == Support::probing &&
             own_.wrote) {
    support_ = Support::no;
  }
  if (message.is_user_message()) {
    left_with_gone_ = false;
    partner_ = {true, message.thread, message.has_state("active")};
    if (message.thread) {
      partner_threads_.insert(*message.thread);
      closed_.erase(*message.thread);  // the partner opens it again
    }
    for (auto& [thread, closed] : closed_) closed.next_message_due = false;
    note_agreement(message.thread);
    last_speaker_ = from;
  }
  if (!message.has_state("gone") || message.delayed) return;
  const auto state = partner_state_;
  // Only a plain gone closes the thread for good; with content, or beside another state, it may mean something else.
  const auto agreed = agreed_thread();
  if (message.is_standalone() && message.states.size() == 1 && agreed && message.thread == agreed) {
    const bool other = from != last_speaker_ && !departed.contains(last_speaker_);
    closed_[*agreed] = {*agreed, event, other, true, threads_ever_};
  }
  end_session(SessionEnd::partner_gone);
  partner_state_ = state;
}

void ConversationView::note_state(const xmpp::Message& message, const std::string& from) {
  if (message.states.empty() && !message.is_user_message()) return;
  const bool plain = message.states.size() == 1 && xmpp::is_chat_state(message.states.front()) &&
                     message.type == "chat" && !message.delayed;
  const auto before = partner_state_;
  const bool other = !state_from_.empty() && state_from_ != from;
  partner_state_ = plain ? std::optional(message.states.front()) : std::nullopt;
  if (other && before && !before->empty() && partner_state_ != before) partner_state_.reset();
  state_from_ = from;
}

// A reply locks the conversation to the resource that sent it. After another one has spoken, the bare JID is right, and
// so is the one that spoke; what is no user message may be taken for a reply, too.
void ConversationView::note_address(const xmpp::Message& message, const std::string& from) {
  if (message.delayed || from.find('/') == std::string::npos) {
    addresses_.clear();
  } else if (addresses_.empty()) {
    if (message.is_user_message()) addresses_ = {from};
  } else if (!message.is_user_message()) {
    addresses_.insert(from);
  } else {
    const bool other = std::any_of(addresses_.begin(), addresses_.end(),
                                   [&](const std::string& full) { return !full.empty() && full != from; });
    addresses_ = other ? std::set<std::string>{"", from} : std::set<std::string>{from};
  }
}

void ConversationView::partner_presence(const std::string& full, bool available) {
  if (!available && full == state_from_) partner_state_.reset();
  if (addresses_.empty()) return;
  // Presence unlocks; who takes no heed of it goes on to where the contact still is.
  addresses_.insert("");
  if (!available) addresses_.erase(full);
}

void ConversationView::copied_message(const xmpp::Message& message, bool own, const std::string& from) {
  if (!own && (!message.states.empty() || message.is_user_message())) partner_state_.reset();
  addresses_.clear();
  // XEP-0280: what the contact wrote to another resource of the user may prove its support.
  if (!own && !message.states.empty()) saw_state_ = ever_saw_state_ = true;
  if (!message.is_user_message()) return;
  auto& side = own ? own_ : partner_;
  if (side.thread != message.thread) side.thread.reset();
  if (!own && from != last_speaker_) last_speaker_.clear();
  for (auto& [thread, closed] : closed_) closed.next_message_due = false;
  if (!message.thread) return;
  since_agreement_.insert(*message.thread);
  partner_threads_.insert(*message.thread);
  closed_.erase(*message.thread);
}

void ConversationView::end_session(SessionEnd why) {
  left_with_gone_ = why == SessionEnd::own_gone && (left_with_gone_ || agreed_thread().has_value());
  own_ = {};
  partner_ = {};
  since_agreement_.clear();
  agreed_first_.reset();
  partner_threads_.clear();
  last_speaker_.clear();
  // At the end of a session implicit knowledge becomes unknown again; what was sent last is kept by a gone only.
  support_ = Support::unknown;
  heard_ = false;
  saw_state_ = false;
  partner_state_.reset();
  // A new session may begin anew, at the bare JID, or go on to where the last one was. Of who has gone his presence
  // tells.
  if (why != SessionEnd::partner_unavailable) addresses_.clear();
  if (why == SessionEnd::stream) addresses_ = {""};
  if (why != SessionEnd::own_gone) last_own_state_.clear();
  // Who logs in anew may know nothing of what was before.
  if (why != SessionEnd::stream) return;
  for (auto& [thread, closed] : closed_) closed.next_message_due = false;
}

const Delivery* Conversation::proved_by(const ObservedEvent& observed) const {
  const bool text = observed.what == "shown_messages";
  if ((!text && observed.what != "shown_state") || observed.value.empty()) return nullptr;
  const auto contains = [&](const std::string& body) { return body.find(observed.value) != std::string::npos; };
  const bool seen_before =
      text ? std::any_of(digested_bodies.begin(), digested_bodies.end(), contains) : digested_state == observed.value;
  if (seen_before) return nullptr;
  const auto found = std::find_if(undigested.begin(), undigested.end(), [&](const Delivery& delivery) {
    const auto& message = *delivery.message;
    return text ? contains(message.body) : !message.states.empty() && message.states.back() == observed.value;
  });
  return found == undigested.end() ? nullptr : &*found;
}

bool Conversation::awaits_digestion(const xmpp::Message& message, const std::string& from) const {
  return std::any_of(undigested.begin(), undigested.end(), [&](const Delivery& delivery) {
    const auto& direct = *delivery.message;
    return delivery.from == from && direct.body == message.body && direct.states == message.states &&
           direct.thread == message.thread;
  });
}

void Conversation::digest(std::uint64_t until, bool confirmed) {
  if (confirmed) confirmed_until = std::max(confirmed_until, until);
  std::size_t done = 0;
  for (; done < undigested.size() && undigested[done].event <= until; ++done) {
    const auto& delivery = undigested[done];
    digest_presence(delivery.event);
    digested.partner_message(*delivery.message, delivery.from, delivery.event, delivery.departed);
    if (!delivery.message->body.empty()) digested_bodies.push_back(delivery.message->body);
    if (!delivery.message->states.empty()) digested_state = delivery.message->states.back();
  }
  undigested.erase(undigested.begin(), undigested.begin() + static_cast<std::ptrdiff_t>(done));
  digest_presence(until);
}

void Conversation::digest_presence(std::uint64_t until) {
  std::size_t done = 0;
  for (; done < undigested_presence.size() && undigested_presence[done].event <= until; ++done) {
    digested.partner_presence(undigested_presence[done].full, undigested_presence[done].available);
  }
  undigested_presence.erase(undigested_presence.begin(),
                            undigested_presence.begin() + static_cast<std::ptrdiff_t>(done));
}

}  // namespace conformance::trace

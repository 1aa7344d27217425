// SPDX-License-Identifier: MIT
#include <algorithm>

#include "reference/chat.hpp"
#include "xmpp/negotiation.hpp"

/// What arrives in a chat.
namespace conformance::reference {

namespace {
bool knows_not(const xmpp::Message& message) {
  return std::any_of(message.extras.begin(), message.extras.end(),
                     [](const xmpp::Extra& extra) { return extra.kind == xmpp::ExtraKind::unknown; });
}
}  // namespace

void Chat::receive(const xmpp::Stanza& stanza, const xmpp::Message& message) {
  if (message.error || message.forwarded) return;
  if (knows_not(message)) {  // RFC 6120 8.4: what is not known is not there
    if (context_.faults.has("unknown-refused")) {
      context_.outbox.send_now(xmpp::error_reply(stanza, "cancel", "service-unavailable"));
    }
    if (context_.faults.has("unknown-hides-message")) return;
  }
  if (message.delayed) {
    if (message.is_user_message()) shown_.push_back(message.body);
    return;
  }
  if (negotiate(stanza, message)) return;
  if (message.is_standalone() && context_.faults.has("standalone-refused")) {
    context_.outbox.send_now(xmpp::error_reply(stanza, "cancel", "feature-not-implemented"));
  }
  // RFC 6121 5.1: another resource unlocks.
  if (locked_ && stanza.from() != locked_ && !context_.faults.has("locks-for-good")) locked_.reset();
  state_arrived(stanza, message);
  if (message.is_user_message()) {
    shown_.push_back(message.body);
    if (!locked_ || !context_.faults.has("locks-for-good")) locked_ = stanza.from();
    answering_ = true;
    after_gone_ = false;
    if (message.thread) {
      thread_ = message.thread;
      if (std::find(partner_threads_.begin(), partner_threads_.end(), *message.thread) == partner_threads_.end()) {
        partner_threads_.push_back(*message.thread);
      }
    }
    touch();
  } else if (message.has_state("gone")) {
    partner_gone(message);
  }
}

// It is shown, and no more: the conversation goes on there.
void Chat::seen_elsewhere(const xmpp::Stanza& stanza, const xmpp::Message& message) {
  if (message.is_user_message()) shown_.push_back(message.body);
  if (message.states.size() == 1 && xmpp::is_chat_state(message.states.front())) {
    show_state(message.states.front(), stanza.from());
  }
}

// RFC 6120 8.3.1: what an error gives back was ours, and says nothing of the contact. The user is told of what he
// wrote, and of nothing else.
void Chat::bounced(const xmpp::Stanza& stanza, const xmpp::Message& message) {
  const bool text =
      !message.body.empty() || std::find(texts_sent_.begin(), texts_sent_.end(), stanza.id()) != texts_sent_.end();
  if (text || context_.faults.has("bounced-state-shown")) errors_.push_back(stanza.from()->to_string());
  if (!message.states.empty() && context_.faults.has("bounce-taken-for-state")) {
    show_state(message.states.front(), stanza.from());
  }
}

// XEP-0155: a session is accepted as it is asked for. Whether it is one, the form tells.
bool Chat::negotiate(const xmpp::Stanza& stanza, const xmpp::Message& message) {
  const auto asked = xmpp::Negotiation::of(stanza.element());
  if (!asked) return false;
  if (asked->terminate) negotiated_off_ = false;
  if (asked->type != "form") return true;
  locked_ = stanza.from();
  thread_ = message.thread;
  const std::string states = asked->chat_states == "mustnot" ? "mustnot" : "may";
  auto answer = this->message();
  answer.set("type", "normal");
  // XEP-0334 4.3: what is of this resource alone need not be copied to others; such a hint goes to a full JID only.
  answer.set("to", (context_.faults.has("no-copy-to-bare") ? partner_ : *stanza.from()).to_string());
  answer.add(xml::Builder("no-copy", xmpp::ns::hints));
  if (message.thread) answer.add(xml::Builder("thread", xmpp::ns::client).text(*message.thread));
  answer.add(xmpp::Negotiation::acceptance(states));
  context_.outbox.send_now(answer.build());
  if (states == "may") support_ = Support::yes;
  negotiated_off_ = states == "mustnot" && !context_.faults.has("negotiation-ignored");
  return true;
}

// XEP-0085 5.1: a state shows support. The first reply without one, while we ask, says no; known support is never
// withdrawn. What is no state, or several at once, tells nothing of what the contact does.
void Chat::state_arrived(const xmpp::Stanza& stanza, const xmpp::Message& message) {
  const auto& faults = context_.faults;
  if (!message.states.empty()) {
    const auto& state = message.states.front();
    const bool seen = !message.is_standalone() || !faults.has("standalone-not-shown");
    if (seen && message.states.size() == 1 && xmpp::is_chat_state(state)) show_state(state, stanza.from());
    if (!message.is_standalone() || !faults.has("standalone-ignored")) support_ = Support::yes;
  } else if (message.is_user_message()) {
    if (!faults.has("typing-for-ever")) show_state("", stanza.from());
    if (support_ != Support::probing) return;
    support_ = faults.has("ignores-stateless-reply") ? Support::yes : Support::no;
  }
}

void Chat::show_state(const std::string& state, const std::optional<xmpp::Jid>& of) {
  constexpr Duration longest = std::chrono::minutes(10);
  if (context_.faults.has("composing-not-shown") && state == "composing") return;
  if (context_.faults.has("pause-not-understood") && partner_state_ == "composing" && state == "paused") return;
  partner_state_ = state;
  state_of_ = of;
  // XEP-0085 8: who is composing may never be heard of again.
  partner_forgotten_.stop();
  if (state != "composing" || context_.faults.has("typing-for-ever")) return;
  partner_forgotten_.start(longest, [this] { partner_state_.clear(); });
}

// XEP-0085 5.7.3: the thread is over.
void Chat::partner_gone(const xmpp::Message& message) {
  if (thread_ && message.thread == thread_) {
    stale_thread_ = *thread_;
    after_gone_ = true;
  }
  if (context_.faults.has("standalone-keeps-thread")) {
    thread_.reset();
    own_state_ = "active";
    return;  // the session goes on as if nothing had happened, but for the next message's thread
  }
  end_session();
}

void Chat::partner_came_or_went(const xmpp::Jid& full, bool came, bool any_left) {
  // RFC 6121 5.1: another resource that comes, or any presence of the locked one, unlocks.
  if (locked_ && (came || *locked_ == full) && !context_.faults.has("locks-for-good")) locked_.reset();
  const bool typing_left = !came && (state_of_ == full || !any_left) && !context_.faults.has("typing-for-ever");
  if (typing_left) show_state("", std::nullopt);
  if (!any_left) end_session();
}

void Chat::stream_ended() {
  locked_.reset();
  show_state("", std::nullopt);
  end_session();
}

}  // namespace conformance::reference

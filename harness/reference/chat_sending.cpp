// SPDX-License-Identifier: MIT
#include "reference/chat.hpp"

#include <utility>

/// What leaves a chat: whether states may be sent, and in what stanzas.
namespace conformance::reference {

bool never_sends(const faults::FaultSet& faults, std::string_view state) {
  return (state == "active" && faults.has("never-active")) || (state == "composing" && faults.has("never-composing")) ||
         (state == "paused" && faults.has("never-paused")) || (state == "inactive" && faults.has("never-inactive")) ||
         (state == "gone" && faults.has("never-gone"));
}

// XEP-0085 5.1: notifications go to a contact who is known to support them, by discovery or by what it has sent.
bool Chat::may_notify() const {
  if (!context_.states_on && !context_.faults.has("standalone-despite-off")) return false;
  if (negotiated_off_) return false;
  // XEP-0085 9: a stranger is told nothing before the user has turned to him.
  const bool stranger = !context_.trusted(partner_) && !ever_wrote_;
  if (stranger && !context_.faults.has("states-to-strangers")) return false;
  return support_ == Support::yes || context_.advertised(partner_) == Advertised::yes || may_notify_by_fault();
}

bool Chat::may_notify_by_fault() const {
  const auto& faults = context_.faults;
  const auto told = context_.advertised(partner_);
  if (told == Advertised::no) return faults.has("notifies-despite-no");
  return (support_ == Support::unknown && faults.has("notifies-unasked")) ||
         (support_ == Support::probing && faults.has("early-standalone"));
}

// XEP-0085 5.1: while nothing is known of the contact a state in a message asks, in 1.2 in the first one only, in 2.1
// in every one until the reply.
bool Chat::asks() {
  const auto& faults = context_.faults;
  if (context_.advertised(partner_) == Advertised::no || faults.has("never-asks")) return false;
  if (support_ == Support::unknown) {
    if (faults.has("asks-late") && !wrote_) return false;
    support_ = Support::probing;
    return true;
  }
  const bool once = context_.version_1_2 ? !faults.has("asks-again") : faults.has("asks-once");
  return support_ == Support::probing && !once;
}

// XEP-0085 5.1 and 5.3: whether a message carries a state, and which.
std::string Chat::state_of_message() {
  const auto& faults = context_.faults;
  if (faults.has("never-active") || negotiated_off_) return "";
  if (!context_.states_on && !faults.has("active-despite-off")) return "";
  const bool discovered = context_.advertised(partner_) == Advertised::yes;
  if (support_ == Support::yes || discovered) {
    const bool shown = support_ == Support::yes;
    if (shown ? faults.has("no-active-when-shown") : faults.has("no-active-when-discovered")) return "";
    if (shown && !answering_ && faults.has("active-only-in-answers")) return "";
    return faults.has("composing-in-content") ? "composing" : "active";
  }
  if (context_.advertised(partner_) == Advertised::no && faults.has("notifies-despite-no")) return "active";
  if (!asks()) return "";
  return faults.has("asks-by-composing") ? "composing" : "active";
}

// RFC 6121 5.1: to the resource that has replied, until that changes.
xmpp::Jid Chat::address() const { return context_.faults.has("never-locks") ? partner_ : locked_.value_or(partner_); }

xml::Builder Chat::message() const {
  xml::Builder message("message", xmpp::ns::client);
  message.set("type", "chat").set("to", address().to_string()).set("id", context_.new_id());
  // XEP-0045 7.5: a private message is marked.
  if (!partner_.is_bare()) message.add(xml::Builder("x", xmpp::ns::muc_user));
  return message;
}

void Chat::notify(const std::string& state) {
  if (!may_notify() || own_state_ == state) return;
  const auto& faults = context_.faults;
  if (never_sends(faults, state)) return;
  if (state == "composing" && std::exchange(told_composing_, true) && faults.has("composing-once-in-a-chat")) return;
  own_state_ = state;
  auto standalone = message();
  if (faults.has("states-in-normal")) standalone.set("type", std::nullopt);
  if (faults.has("paused-as-groupchat") && state == "paused") standalone.set("type", "groupchat");
  if (faults.has("private-states-as-groupchat") && !partner_.is_bare()) standalone.set("type", "groupchat");
  auto element = xmpp::chat_state(state);
  if (faults.has("state-with-text")) element.text("…");
  if (faults.has("state-with-attribute")) element.set("since", "1591");
  standalone.add(std::move(element));
  if (const auto thread = thread_of_standalone(state)) {
    standalone.add(xml::Builder("thread", xmpp::ns::client).text(*thread));
  }
  // XEP-0085 5.6.3: nothing else in it. What the faults add, real software has added.
  if (context_.faults.has("stray-child-in-standalone")) standalone.add(xml::Builder("typing", xmpp::ns::client));
  if (context_.faults.has("empty-body-in-standalone")) standalone.add(xml::Builder("body", xmpp::ns::client));
  if (context_.faults.has("nick-in-standalone")) {
    standalone.add(xml::Builder("nick", "http://jabber.org/protocol/nick").text("Juliet"));
  }
  if (context_.faults.has("hint-in-standalone")) standalone.add(xml::Builder("no-store", "urn:xmpp:hints"));
  context_.outbox.send(standalone.build());
  const auto to = address().to_string();
  if (state == "composing" && context_.faults.has("state-in-presence")) {
    context_.outbox.send(
        xml::Builder("presence", xmpp::ns::client).set("to", to).add(xmpp::chat_state("composing")).build());
  }
  if (state == "composing" && context_.faults.has("state-in-iq")) {
    context_.outbox.send(xml::Builder("iq", xmpp::ns::client)
                             .set("type", "set")
                             .set("id", context_.new_id())
                             .set("to", to)
                             .add(xmpp::chat_state("composing"))
                             .build());
  }
}

// The thread of a user message (XEP-0085 5.7, XEP-0201): the one of the conversation, or a new one.
std::optional<std::string> Chat::thread_of_message() {
  const auto& faults = context_.faults;
  if (after_gone_) {  // XEP-0085 5.7.3: a new one, never the old
    if (faults.has("old-thread-after-gone")) return stale_thread_;
    if (faults.has("no-thread-after-gone")) return std::nullopt;
    if (faults.has("earlier-thread-after-gone") && partner_threads_.size() > 1) return partner_threads_.front();
  }
  if (answering_ && !partner_threads_.empty()) {  // XEP-0085 5.7.1: copied back
    if (faults.has("thread-not-copied")) return std::nullopt;
    if (faults.has("thread-invented") || faults.has("thread-child")) return context_.new_thread();
  }
  if (!thread_) thread_ = context_.new_thread();
  return thread_;
}

std::optional<std::string> Chat::thread_of_standalone(const std::string& /*state*/) const {
  const auto& faults = context_.faults;
  if (faults.has("standalone-without-thread")) return std::nullopt;
  if (faults.has("standalone-other-thread")) return context_.new_thread();
  if (after_gone_ && faults.has("standalone-keeps-thread")) return stale_thread_;
  return thread_;
}

void Chat::send(const std::string& text, bool fresh) {
  if (fresh) end_session();
  const auto body = text.empty() ? input_ : text;
  input_.clear();
  paused_.stop();
  auto stanza = message();
  if (const auto thread = thread_of_message()) {
    xml::Builder element("thread", xmpp::ns::client);
    element.text(*thread);
    const bool child = context_.faults.has("thread-child") && answering_ && !partner_threads_.empty();
    if (child) element.set("parent", partner_threads_.back());
    stanza.add(std::move(element));
  }
  stanza.add(xml::Builder("body", xmpp::ns::client).text(body));
  context_.discover(partner_);
  const auto state = context_.faults.has("content-as-normal") ? "" : state_of_message();
  if (context_.faults.has("content-as-normal")) stanza.set("type", std::nullopt);
  const bool apart = context_.faults.has("active-apart") && may_notify();
  if (!state.empty() && !apart) {
    stanza.add(xmpp::chat_state(state));
    if (context_.faults.has("two-states")) stanza.add(xmpp::chat_state(state));
    own_state_ = state;
  }
  wrote_ = true;
  ever_wrote_ = true;
  after_gone_ = false;
  answering_ = false;
  touch();
  const auto sent = stanza.build();
  remember_text(std::string(sent.attribute("id").value_or("")));
  context_.outbox.send(sent);
  if (apart) notify(state);
}

// What comes back as an error is told to the user, if he wrote it.
void Chat::remember_text(std::string id) {
  constexpr std::size_t remembered_max = 100;
  texts_sent_.push_back(std::move(id));
  if (texts_sent_.size() > remembered_max) texts_sent_.pop_front();
}

}  // namespace conformance::reference

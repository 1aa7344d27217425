// SPDX-License-Identifier: MIT
#include "reference/chat.hpp"

#include <algorithm>

namespace conformance::reference {

namespace {

// The suggested times of both versions (XEP-0085 2).
struct Times {
  Duration paused;
  Duration inactive;
  Duration gone;
};
Times times(bool version_1_2) {
  using std::chrono::minutes;
  using std::chrono::seconds;
  return version_1_2 ? Times{seconds(5), seconds(30), minutes(2)} : Times{seconds(30), minutes(2), minutes(10)};
}

}  // namespace

Chat::Chat(ChatContext& context, xmpp::Jid partner)
    : context_(context),
      partner_(std::move(partner)),
      paused_(context.clock),
      inactive_(context.clock),
      gone_(context.clock) {}

// XEP-0085 5.1: notifications go to a contact who is known to support them, by discovery or by what it has sent.
bool Chat::may_notify() const {
  return context_.states_on && (support_ == Support::yes || context_.advertised(partner_));
}

// XEP-0085 5.1 and 5.3: whether a message carries a state. While support is unknown a state asks for it: 1.2 has it in
// the first message only, 2.1 in every one until the reply.
bool Chat::carries_state() {
  if (!context_.states_on) return false;
  if (may_notify()) return true;
  if (support_ == Support::unknown) {
    support_ = Support::probing;
    return true;
  }
  return support_ == Support::probing && !context_.version_1_2;
}

void Chat::touch() {
  const auto time = times(context_.version_1_2);
  inactive_.start(time.inactive, [this] { notify("inactive"); });
  gone_.start(time.gone, [this] {
    notify("gone");
    end_session();
  });
}

void Chat::key(char c) {
  const bool first = input_.empty();
  input_.push_back(c);
  touch();
  // XEP-0085 5.3: one composing, however long the user types. A fault forgets that with every new burst of keys.
  if (context_.faults.has("composing-repeated") && (first || c == ' ')) own_state_.clear();
  notify("composing");
  if (context_.faults.has("never-pauses")) return;
  const auto time = times(context_.version_1_2).paused;
  paused_.start(time, [this, time] {
    notify("paused");
    if (!context_.faults.has("paused-repeated")) return;
    paused_.start(time / 4, [this] {
      own_state_.clear();
      notify("paused");
    });
  });
}

void Chat::clear() {
  input_.clear();
  paused_.stop();
  touch();
  if (own_state_ == "composing" || own_state_ == "paused") notify("active");
}

void Chat::focus() {
  touch();
  if (own_state_ == "inactive") notify("active");
}

void Chat::blur() {
  paused_.stop();
  if (!own_state_.empty()) notify("inactive");
}

xml::Builder Chat::message() const {
  xml::Builder message("message", xmpp::ns::client);
  message.set("type", "chat").set("to", locked_.value_or(partner_).to_string()).set("id", context_.new_id());
  return message;
}

void Chat::notify(const std::string& state) {
  if (!may_notify() || own_state_ == state) return;
  own_state_ = state;
  auto standalone = message();
  standalone.add(xmpp::chat_state(state));
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
  const auto to = locked_.value_or(partner_).to_string();
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
  if (carries_state()) {
    stanza.add(xmpp::chat_state("active"));
    if (context_.faults.has("two-states")) stanza.add(xmpp::chat_state("active"));
    own_state_ = "active";
  }
  after_gone_ = false;
  answering_ = false;
  touch();
  context_.outbox.send(stanza.build());
}

void Chat::close() {
  // XEP-0085 5.7.2: who closes a chat sends gone. If it went by timer before, once is enough (5.3).
  if (!own_state_.empty() && !context_.faults.has("no-gone-on-close")) notify("gone");
  input_.clear();
  end_session();
}

void Chat::end_session() {
  paused_.stop();
  inactive_.stop();
  gone_.stop();
  thread_.reset();
  own_state_.clear();
  support_ = Support::unknown;
  answering_ = false;
}

void Chat::receive(const xmpp::Stanza& stanza, const xmpp::Message& message) {
  if (message.error || message.forwarded) return;
  const auto state = message.states.empty() ? std::string() : message.states.front();
  if (message.delayed) {
    if (message.is_user_message()) shown_.push_back(message.body);
    return;
  }
  if (locked_ && stanza.from() != locked_) locked_.reset();  // RFC 6121 5.1: another resource unlocks
  if (!state.empty()) {
    support_ = Support::yes;
    partner_state_ = state;
  } else if (message.is_user_message()) {
    // XEP-0085 5.1: the first reply without a state, while we ask, says no. Known support is never withdrawn.
    if (support_ == Support::probing) support_ = Support::no;
    partner_state_.clear();
  }
  if (message.is_user_message()) {
    shown_.push_back(message.body);
    locked_ = stanza.from();
    answering_ = true;
    after_gone_ = false;
    if (message.thread) {
      thread_ = message.thread;
      if (std::find(partner_threads_.begin(), partner_threads_.end(), *message.thread) == partner_threads_.end()) {
        partner_threads_.push_back(*message.thread);
      }
    }
    touch();
  } else if (state == "gone") {
    partner_gone(message);
  }
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
  if (locked_ && (came || *locked_ == full)) locked_.reset();
  if (!any_left) {
    partner_state_.clear();
    end_session();
  }
}

}  // namespace conformance::reference

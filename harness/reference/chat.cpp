// SPDX-License-Identifier: MIT
#include "reference/chat.hpp"

#include <algorithm>

#include "xmpp/negotiation.hpp"

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
  if (!context_.states_on || negotiated_off_) return false;
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
  if (!context_.states_on || negotiated_off_) return "";
  const bool discovered = context_.advertised(partner_) == Advertised::yes;
  if (support_ == Support::yes || discovered) {
    const bool shown = support_ == Support::yes;
    if (shown ? faults.has("no-active-when-shown") : faults.has("no-active-when-discovered")) return "";
    return faults.has("composing-in-content") ? "composing" : "active";
  }
  if (context_.advertised(partner_) == Advertised::no && faults.has("notifies-despite-no")) return "active";
  if (!asks()) return "";
  return faults.has("asks-by-composing") ? "composing" : "active";
}

void Chat::open() {
  context_.discover(partner_);
  touch();
  if (!context_.faults.has("needless-active")) return;
  own_state_.clear();
  notify("active");
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
  if (first) context_.discover(partner_);
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
  if (own_state_.empty()) return;
  notify(context_.faults.has("unknown-state") ? "away" : "inactive");
}

xml::Builder Chat::message() const {
  xml::Builder message("message", xmpp::ns::client);
  message.set("type", "chat").set("to", locked_.value_or(partner_).to_string()).set("id", context_.new_id());
  return message;
}

void Chat::notify(const std::string& state) {
  if (!may_notify() || own_state_ == state) return;
  const auto& faults = context_.faults;
  if (faults.has("never-composing") && (state == "composing" || state == "paused")) return;
  own_state_ = state;
  auto standalone = message();
  if (faults.has("states-in-normal")) standalone.set("type", std::nullopt);
  if (faults.has("paused-as-groupchat") && state == "paused") standalone.set("type", "groupchat");
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
  context_.discover(partner_);
  const auto state = context_.faults.has("content-as-normal") ? "" : state_of_message();
  if (context_.faults.has("content-as-normal")) stanza.set("type", std::nullopt);
  if (!state.empty()) {
    stanza.add(xmpp::chat_state(state));
    if (context_.faults.has("two-states")) stanza.add(xmpp::chat_state(state));
    own_state_ = state;
  }
  wrote_ = true;
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
  wrote_ = false;
  negotiated_off_ = false;
  answering_ = false;
}

void Chat::receive(const xmpp::Stanza& stanza, const xmpp::Message& message) {
  if (message.error || message.forwarded) return;
  const auto state = message.states.empty() ? std::string() : message.states.front();
  if (message.delayed) {
    if (message.is_user_message()) shown_.push_back(message.body);
    return;
  }
  if (negotiate(stanza, message)) return;
  if (locked_ && stanza.from() != locked_) locked_.reset();  // RFC 6121 5.1: another resource unlocks
  state_arrived(state, message);
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
  if (message.thread) answer.add(xml::Builder("thread", xmpp::ns::client).text(*message.thread));
  answer.add(xmpp::Negotiation::acceptance(states));
  context_.outbox.send_now(answer.build());
  if (states == "may") support_ = Support::yes;
  negotiated_off_ = states == "mustnot" && !context_.faults.has("negotiation-ignored");
  return true;
}

// XEP-0085 5.1: a state shows support. The first reply without one, while we ask, says no; known support is never
// withdrawn.
void Chat::state_arrived(const std::string& state, const xmpp::Message& message) {
  const auto& faults = context_.faults;
  if (!state.empty()) {
    partner_state_ = state;
    if (!message.is_standalone() || !faults.has("standalone-ignored")) support_ = Support::yes;
  } else if (message.is_user_message()) {
    partner_state_.clear();
    if (support_ != Support::probing) return;
    support_ = faults.has("ignores-stateless-reply") ? Support::yes : Support::no;
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

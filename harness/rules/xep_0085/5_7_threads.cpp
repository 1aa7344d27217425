// SPDX-License-Identifier: MIT
#include <algorithm>

#include "rules/xep_0085/monitors.hpp"

namespace conformance::rules::xep_0085 {

namespace {

using trace::Change;
using trace::ConversationKey;
using trace::ConversationView;

std::string shown(const std::optional<std::string>& thread) {
  return thread ? "the thread \"" + *thread + "\"" : "no thread";
}

// The thread that both readings of the conversation take for agreed.
std::optional<std::string> agreed(const trace::Conversation* conversation) {
  if (conversation == nullptr) return std::nullopt;
  const auto thread = conversation->delivered.agreed_thread();
  return thread == conversation->digested.agreed_thread() ? thread : std::nullopt;
}

// XEP-0085 5.6.3: where threads are used, the standalone notification has the thread.
class StandaloneThread : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.6/standalone-thread"; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      if (change.kind != Change::Kind::sent || change.key.kind == trace::ConversationKind::room) continue;
      const auto& message = *change.stanza->message;
      if (!message.is_standalone()) continue;
      const auto* conversation = moment.world.conversation(change.key);
      const auto thread = agreed(conversation);
      if (!thread) {
        sink.not_applicable(moment.scenario(), moment.event.n,
                            "the two sides had not agreed on a thread when the notification was sent");
        continue;
      }
      const bool since = message.thread && conversation->delivered.threads_since_agreement().contains(*message.thread);
      if (message.thread == thread || since) {
        sink.opportunity(moment.scenario(), moment.event.n);
      } else {
        sink.fail(moment.scenario(), {moment.event.n}, "the thread \"" + *thread + "\" that both sides use",
                  shown(message.thread) + " in a standalone notification");
      }
    }
  }
};

// XEP-0085 5.7.1: thread ids are copied back in replies. What is a reply the driver says.
class CopyThread : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.7/copy-thread"; }

  void see(const Moment& moment, Sink& sink) override {
    if (const auto* act = moment.event.as<trace::ActEvent>(); act != nullptr && act->phase == "begin") {
      answers(*act, moment, sink);
    }
    for (const auto& change : moment.changes) {
      if (change.kind != Change::Kind::sent || !change.stanza->message->is_user_message()) continue;
      if (due_.erase(change.key) > 0) judge(change, moment, sink);
    }
  }

 private:
  void answers(const trace::ActEvent& act, const Moment& moment, Sink& sink) {
    const bool reply = act.verb == "reply" || (act.verb == "send" && !act.fresh);
    const auto jid = xmpp::Jid::parse(act.to);
    if (!reply || jid.has_error()) return;
    const auto key = moment.world.key_for(*jid, "chat");
    const auto* conversation = moment.world.conversation(key);
    // In the open conversation only: what is sent after the user has closed it opens another.
    if (conversation == nullptr || !conversation->digested.partner().wrote || moment.world.is_closing(key)) return;
    if (!conversation->delivered.partner().thread || !conversation->digested.partner().thread) {
      sink.not_applicable(moment.scenario(), moment.event.n, "the contact's last message had no thread");
    } else if (!conversation->digested.own_threads_used()) {
      sink.not_applicable(moment.scenario(), moment.event.n, "the client does not use threads here");
    } else {
      due_.insert(key);
    }
  }

  static void judge(const Change& change, const Moment& moment, Sink& sink) {
    const auto* conversation = moment.world.conversation(change.key);
    const auto& message = *change.stanza->message;
    const auto& delivered = conversation->delivered;
    const auto open = [&](const std::string& thread) {
      return delivered.partner_threads().contains(thread) || conversation->digested.partner_threads().contains(thread);
    };
    const std::string expected = "the thread of the message that is answered, \"" +
                                 delivered.partner().thread.value_or("") + "\"";
    if (!message.thread) {
      sink.fail(moment.scenario(), {moment.event.n}, expected, "no thread in the reply");
    } else if (open(*message.thread)) {
      sink.opportunity(moment.scenario(), moment.event.n);
    } else if (message.thread_parent && open(*message.thread_parent)) {
      sink.opportunity(moment.scenario(), moment.event.n);
      sink.flag(moment.scenario(), "child-thread");
    } else if (delivered.threads_ever().contains(*message.thread)) {
      sink.inconclusive(moment.scenario(), moment.event.n,
                        "the reply has an earlier thread id that the contact did not take up");
    } else {
      sink.fail(moment.scenario(), {moment.event.n}, expected, shown(message.thread) + " in the reply");
    }
  }

  std::set<ConversationKey> due_;
};

// XEP-0085 5.7.2: who closes a one-to-one chat with threads sends gone.
class GoneOnClose : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.7/gone-on-close"; }

  void see(const Moment& moment, Sink& sink) override {
    if (const auto* act = moment.event.as<trace::ActEvent>(); act != nullptr && act->verb == "close") {
      closes(*act, moment, sink);
    }
    for (const auto& change : moment.changes) {
      if (change.kind == Change::Kind::sent) {
        const auto closing = closing_.find(change.key);
        if (closing == closing_.end()) continue;
        const auto& message = *change.stanza->message;
        // A gone is enough: what follows may already belong to the next chat.
        for (const auto& state : message.states) {
          if (!message.is_user_message() && state == "gone") closing->second.gone = true;
        }
        if (message.is_user_message() && closing->second.done) decide(closing, moment, sink);
      } else if (change.kind == Change::Kind::user_fence) {
        for (auto at = closing_.begin(); at != closing_.end();) {
          auto next = std::next(at);
          if (at->second.done) decide(at, moment, sink);
          at = next;
        }
      }
    }
  }

 private:
  struct Closing {
    ScenarioId scenario;
    std::uint64_t act = 0;
    std::string thread;
    bool gone = false;
    bool done = false;
  };

  void closes(const trace::ActEvent& act, const Moment& moment, Sink& sink) {
    const auto jid = xmpp::Jid::parse(act.to);
    if (jid.has_error()) return;
    const auto key = moment.world.key_for(*jid, "chat");
    if (act.phase == "done") {
      if (const auto closing = closing_.find(key); closing != closing_.end()) closing->second.done = true;
      return;
    }
    const auto* conversation = moment.world.conversation(key);
    const auto not_applicable = [&](const char* reason) {
      sink.not_applicable(moment.scenario(), moment.event.n, reason);
    };
    if (act.phase != "begin" || conversation == nullptr) return;
    const auto thread = agreed(conversation);
    const bool left = conversation->delivered.left_with_gone() && conversation->digested.left_with_gone();
    if (!thread && !left) return not_applicable("the two sides had not agreed on a thread");
    if (moment.world.switched_off()) return not_applicable("the user has switched chat states off");
    if (moment.world.first_own_state() == 0) return not_applicable("the client has sent no chat state at all");
    if (!left && !moment.world.supports(key)) return not_applicable("the contact was not known to support chat states");
    const bool gone = left || conversation->delivered.last_own_state() == "gone";
    closing_[key] = {moment.scenario(), moment.event.n, thread.value_or(""), gone, false};
  }

  void decide(std::map<ConversationKey, Closing>::iterator closing, const Moment& moment, Sink& sink) {
    const auto& [key, state] = *closing;
    if (state.gone) {
      sink.opportunity(state.scenario, moment.event.n);
    } else {
      sink.fail(state.scenario, {moment.event.n, state.act},
                "<gone/> when the user closes a chat that uses the thread \"" + state.thread + "\"",
                "no <gone/> to " + key.partner + " before the next message");
    }
    closing_.erase(closing);
  }

  std::map<ConversationKey, Closing> closing_;
};

// After the contact's gone (XEP-0085 5.7.3): what the next message may carry. Both rules read the same facts.
class AfterGone : public Monitor {
 public:
  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      if (change.kind == Change::Kind::delivered) delivered(change, moment, sink);
      if (change.kind != Change::Kind::sent || change.key.kind != trace::ConversationKind::one_to_one) continue;
      const auto* conversation = moment.world.conversation(change.key);
      if (conversation == nullptr) continue;
      for (const auto& [thread, closed] : conversation->digested.closed_threads()) {
        const auto other = conversation->delivered.closed_threads().find(thread);
        // Both readings have to take the thread for closed.
        if (other == conversation->delivered.closed_threads().end()) continue;
        const bool due = closed.next_message_due && other->second.next_message_due;
        judge(moment, *change.stanza->message, closed, due, sink);
      }
    }
  }

 protected:
  virtual void judge(const Moment& moment, const xmpp::Message& message, const ConversationView::ClosedThread& closed,
                     bool next_message_due, Sink& sink) = 0;

  static void fail(const Moment& moment, const ConversationView::ClosedThread& closed, const std::string& expected,
                   const std::string& actual, Sink& sink) {
    if (closed.from_other_resource) {
      sink.flag(moment.scenario(), "gone-from-other-resource");
      sink.inconclusive(moment.scenario(), moment.event.n,
                        "the gone came from another resource than the one that spoke last, which is still there");
    } else {
      sink.fail(moment.scenario(), {moment.event.n, closed.gone_event}, expected, actual);
    }
  }

 private:
  static void delivered(const Change& change, const Moment& moment, Sink& sink) {
    const auto& message = *change.stanza->message;
    if (message.is_user_message() || message.states.size() != 1 || message.states.front() != "gone") return;
    const auto thread = agreed(moment.world.conversation(change.key));
    if (!thread || message.thread != thread) {
      sink.not_applicable(moment.scenario(), moment.event.n,
                          "the contact's gone did not end a thread that both sides used");
    }
  }
};

class NoThreadReuse final : public AfterGone {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.7/no-thread-reuse"; }

 private:
  void judge(const Moment& moment, const xmpp::Message& message, const ConversationView::ClosedThread& closed,
             bool /*next_message_due*/, Sink& sink) override {
    const bool judged = message.is_user_message() || message.is_standalone();
    if (!judged) return;
    if (message.thread != closed.thread) {
      if (message.is_user_message()) sink.opportunity(moment.scenario(), moment.event.n);
      return;
    }
    // The target's own gone may name the thread that it ends, too.
    if (message.is_standalone() && message.states.front() == "gone") {
      sink.flag(moment.scenario(), "closing-old-thread");
      return;
    }
    fail(moment, closed, "any thread but \"" + closed.thread + "\", which the contact ended with <gone/>",
         "the old thread in a " + std::string(to_string(message.message_class)), sink);
  }
};

class NewThread final : public AfterGone {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.7/new-thread"; }

 private:
  void judge(const Moment& moment, const xmpp::Message& message, const ConversationView::ClosedThread& closed,
             bool next_message_due, Sink& sink) override {
    if (!message.is_user_message() || !next_message_due) return;
    const bool fresh = message.thread && !closed.known.contains(*message.thread);
    if (fresh) {
      sink.opportunity(moment.scenario(), moment.event.n);
      return;
    }
    fail(moment, closed, "a thread id never used in this conversation, after the contact's <gone/>",
         shown(message.thread) + " in the next message", sink);
  }
};

}  // namespace

std::unique_ptr<Monitor> standalone_thread() { return std::make_unique<StandaloneThread>(); }
std::unique_ptr<Monitor> copy_thread() { return std::make_unique<CopyThread>(); }
std::unique_ptr<Monitor> gone_on_close() { return std::make_unique<GoneOnClose>(); }
std::unique_ptr<Monitor> no_thread_reuse() { return std::make_unique<NoThreadReuse>(); }
std::unique_ptr<Monitor> new_thread() { return std::make_unique<NewThread>(); }

}  // namespace conformance::rules::xep_0085

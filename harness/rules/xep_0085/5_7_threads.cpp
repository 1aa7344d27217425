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

constexpr const char* thread_concealed = "the message is encrypted as a whole, and may hold a thread";

// Whether a message is the one with this text; where the text is encrypted, every one may be.
bool has_text(const xmpp::Message& message, const std::string& text) {
  return message.encrypted || message.body.find(text) != std::string::npos;
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
      const auto stood = [&](const ConversationView& view) {
        return message.thread && view.threads_since_agreement().contains(*message.thread);
      };
      const bool since = stood(conversation->delivered) || stood(conversation->digested);
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
    if (const auto* act = moment.event.as<trace::ActEvent>()) answers(*act, moment, sink);
    for (const auto& change : moment.changes) {
      if (change.kind != Change::Kind::sent || !change.stanza->message->is_user_message()) continue;
      const auto due = std::find_if(due_.begin(), due_.end(), [&](const Due& one) {
        return one.key == change.key && has_text(*change.stanza->message, one.text);
      });
      if (due == due_.end()) continue;
      judge(change, due->known, moment, sink);
      due_.erase(due);
    }
  }

 private:
  // An answer that was asked for, and the thread ids of the conversation then.
  struct Due {
    ConversationKey key;
    std::string text;
    std::set<std::string> known;
  };

  void answers(const trace::ActEvent& act, const Moment& moment, Sink& sink) {
    const bool reply = act.verb == "reply" || (act.verb == "send" && !act.fresh);
    const auto jid = xmpp::Jid::parse(act.to);
    if (!reply || jid.has_error()) return;
    const auto key = moment.world.key_for(*jid, "chat");
    if (key.kind == trace::ConversationKind::room) return;  // not all of the occupants may use threads
    if (act.phase == "unsupported") {
      std::erase_if(due_, [&](const Due& due) { return due.key == key && due.text == act.text; });
    }
    if (act.phase != "begin") return;
    const auto* conversation = moment.world.conversation(key);
    // In the open conversation only: what is sent after the user has closed it opens another.
    if (conversation == nullptr || !conversation->digested.partner().wrote || moment.world.is_closing(key)) return;
    if (!conversation->delivered.partner().thread || !conversation->digested.partner().thread) {
      sink.not_applicable(moment.scenario(), moment.event.n, "the contact's last message had no thread");
    } else if (!conversation->digested.own_threads_used()) {
      sink.not_applicable(moment.scenario(), moment.event.n, "the client does not use threads here");
    } else {
      due_.push_back({key, act.text, conversation->delivered.threads_ever()});
    }
  }

  static void judge(const Change& change, const std::set<std::string>& known, const Moment& moment, Sink& sink) {
    const auto* conversation = moment.world.conversation(change.key);
    const auto& message = *change.stanza->message;
    const auto& delivered = conversation->delivered;
    const auto open = [&](const std::string& thread) {
      return delivered.partner_threads().contains(thread) || conversation->digested.partner_threads().contains(thread);
    };
    const std::string expected =
        "the thread of the message that is answered, \"" + delivered.partner().thread.value_or("") + "\"";
    if (!message.thread && message.state_may_be_concealed) {
      sink.inconclusive(moment.scenario(), moment.event.n, thread_concealed);
    } else if (!message.thread) {
      sink.fail(moment.scenario(), {moment.event.n}, expected, "no thread in the reply");
    } else if (open(*message.thread)) {
      sink.opportunity(moment.scenario(), moment.event.n);
    } else if (message.thread_parent && open(*message.thread_parent)) {
      sink.opportunity(moment.scenario(), moment.event.n);
      sink.flag(moment.scenario(), "child-thread");
    } else if (known.contains(*message.thread)) {
      sink.inconclusive(moment.scenario(), moment.event.n,
                        "the reply has an earlier thread id that the contact did not take up");
    } else {
      sink.fail(moment.scenario(), {moment.event.n}, expected, shown(message.thread) + " in the reply");
    }
  }

  std::vector<Due> due_;
};

// XEP-0085 5.7.2: who closes a one-to-one chat with threads sends gone.
class GoneOnClose : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.7/gone-on-close"; }

  void see(const Moment& moment, Sink& sink) override {
    if (const auto* act = moment.event.as<trace::ActEvent>()) {
      if (act->verb == "close") closes(*act, moment, sink);
      if ((act->verb == "send" || act->verb == "reply") && act->phase == "begin") writes(*act, moment);
    }
    for (const auto& change : moment.changes) {
      if (change.kind == Change::Kind::user_fence) {
        for (auto at = closing_.begin(); at != closing_.end();) {
          auto next = std::next(at);
          if (at->second.done != 0 && at->second.done < change.until) decide(at, moment, sink);
          at = next;
        }
        continue;
      }
      const auto closing = closing_.find(change.key);
      if (closing == closing_.end()) continue;
      if (change.kind == Change::Kind::sent) sent(closing, *change.stanza->message, moment, sink);
      if (change.kind == Change::Kind::copied && change.own && change.message->has_state("gone")) {
        closing->second.gone = true;
      }
      if (change.kind == Change::Kind::session_ended) ended(closing, change.why, moment, sink);
    }
  }

 private:
  struct Closing {
    ScenarioId scenario;
    std::uint64_t act = 0;
    std::string thread;
    bool gone = false;
    bool concealed = false;  // an encrypted message may have been the gone
    std::uint64_t done = 0;
    std::vector<std::string> texts;  // written after the closing: each proves that what it caused has been sent
  };
  using Closings = std::map<ConversationKey, Closing>;

  void sent(Closings::iterator closing, const xmpp::Message& message, const Moment& moment, Sink& sink) {
    auto& state = closing->second;
    // A gone is enough: what follows may already belong to the next chat.
    if (message.has_state("gone")) state.gone = true;
    if (!message.is_user_message()) return;
    const bool control = std::any_of(state.texts.begin(), state.texts.end(), [&](const std::string& text) {
      return !message.encrypted && message.body.find(text) != std::string::npos;
    });
    if (control) {
      decide(closing, moment, sink);
    } else if (message.state_may_be_concealed) {
      state.concealed = true;
    }
  }

  // Nothing is owed to a contact who goes at the same time.
  void ended(Closings::iterator closing, trace::SessionEnd why, const Moment& moment, Sink& sink) {
    if (why == trace::SessionEnd::own_gone || why == trace::SessionEnd::user_closed) return;
    const auto& state = closing->second;
    if (!state.gone) {
      sink.inconclusive(state.scenario, moment.event.n,
                        "the session ended otherwise before it was seen what the closing did");
      closing_.erase(closing);
    } else {
      decide(closing, moment, sink);
    }
  }

  void writes(const trace::ActEvent& act, const Moment& moment) {
    const auto jid = xmpp::Jid::parse(act.to);
    if (jid.has_error() || act.text.empty()) return;
    const auto closing = closing_.find(moment.world.key_for(*jid, "chat"));
    if (closing != closing_.end() && closing->second.done != 0) closing->second.texts.push_back(act.text);
  }

  void closes(const trace::ActEvent& act, const Moment& moment, Sink& sink) {
    const auto jid = xmpp::Jid::parse(act.to);
    if (jid.has_error()) return;
    const auto key = moment.world.key_for(*jid, "chat");
    if (act.phase == "done") {
      if (const auto closing = closing_.find(key); closing != closing_.end()) closing->second.done = moment.event.n;
      return;
    }
    if (act.phase == "unsupported") closing_.erase(key);
    const auto* conversation = moment.world.conversation(key);
    const auto not_applicable = [&](const char* reason) {
      sink.not_applicable(moment.scenario(), moment.event.n, reason);
    };
    if (act.phase != "begin" || conversation == nullptr) return;
    if (key.kind != trace::ConversationKind::one_to_one) return not_applicable("it is no chat with a contact");
    const auto thread = agreed(conversation);
    const bool left = conversation->delivered.left_with_gone() && conversation->digested.left_with_gone();
    if (!thread && !left) return not_applicable("the two sides had not agreed on a thread");
    if (moment.world.switched_off()) return not_applicable("the user has switched chat states off");
    const auto* negotiated = moment.world.negotiated(key);
    if (negotiated != nullptr && !negotiated->allowed)
      return not_applicable("the session was negotiated without states");
    if (moment.world.first_own_state() == 0) return not_applicable("the client has sent no chat state at all");
    if (!left && !moment.world.supports(key)) return not_applicable("the contact was not known to support chat states");
    const bool gone = left || conversation->delivered.last_own_state() == "gone";
    closing_[key] = {moment.scenario(), moment.event.n, thread.value_or(""), gone, false, 0, {}};
  }

  void decide(Closings::iterator closing, const Moment& moment, Sink& sink) {
    const auto& [key, state] = *closing;
    if (state.gone) {
      sink.opportunity(state.scenario, moment.event.n);
    } else if (state.concealed) {
      sink.flag(state.scenario, "state-may-be-encrypted");
      sink.inconclusive(state.scenario, moment.event.n, "an encrypted message may have held the <gone/>");
    } else {
      sink.fail(state.scenario, {moment.event.n, state.act},
                "<gone/> when the user closes a chat that uses the thread \"" + state.thread + "\"",
                "no <gone/> to " + key.partner + " before the next message");
    }
    closing_.erase(closing);
  }

  Closings closing_;
};

// After the contact's gone (XEP-0085 5.7.3): what the next message may carry. Both rules read the same facts.
class AfterGone : public Monitor {
 public:
  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      if (change.kind == Change::Kind::delivered) told(change, *change.stanza->message, moment, sink);
      if (change.kind == Change::Kind::copied && !change.own) told(change, *change.message, moment, sink);
      if (change.kind != Change::Kind::sent || change.key.kind != trace::ConversationKind::one_to_one) continue;
      const auto* conversation = moment.world.conversation(change.key);
      if (conversation == nullptr) continue;
      for (const auto& [thread, closed] : conversation->digested.closed_threads()) {
        const auto other = conversation->delivered.closed_threads().find(thread);
        // Both readings have to take the thread for closed.
        if (other == conversation->delivered.closed_threads().end()) continue;
        // The ids known when the gone was delivered: what the client has used since may be its new one.
        auto both = other->second;
        both.next_message_due = both.next_message_due && closed.next_message_due;
        both.from_other_resource = both.from_other_resource || closed.from_other_resource;
        settled_ = both.gone_event > conversation->confirmed_until;
        judge(moment, *change.stanza->message, both, sink);
      }
    }
  }

 protected:
  virtual void judge(const Moment& moment, const xmpp::Message& message, const ConversationView::ClosedThread& closed,
                     Sink& sink) = 0;

  // That the client has digested the gone may rest on an iq alone.
  void kept(const Moment& moment, Sink& sink) const {
    sink.opportunity(moment.scenario(), moment.event.n);
    if (settled_) sink.flag(moment.scenario(), "settled");
  }

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
  // A gone that does not end the thread: without it, delayed, as a copy, or with something else.
  static void told(const Change& change, const xmpp::Message& message, const Moment& moment, Sink& sink) {
    if (!message.has_state("gone")) return;
    const auto thread = agreed(moment.world.conversation(change.key));
    const bool plain = change.kind == Change::Kind::delivered && !message.delayed && message.is_standalone() &&
                       message.states.size() == 1;
    if (!plain || !thread || message.thread != thread) {
      sink.not_applicable(moment.scenario(), moment.event.n,
                          "the contact's gone did not end a thread that both sides used");
    }
  }

  bool settled_ = false;
};

class NoThreadReuse final : public AfterGone {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.7/no-thread-reuse"; }

 private:
  void judge(const Moment& moment, const xmpp::Message& message, const ConversationView::ClosedThread& closed,
             Sink& sink) override {
    const bool judged = message.is_user_message() || message.is_standalone();
    if (!judged) return;
    if (message.thread != closed.thread) {
      if (message.is_user_message()) kept(moment, sink);
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
             Sink& sink) override {
    if (!message.is_user_message() || !closed.next_message_due) return;
    if (!message.thread && message.state_may_be_concealed) {
      sink.inconclusive(moment.scenario(), moment.event.n, thread_concealed);
      return;
    }
    const bool fresh = message.thread && !closed.known.contains(*message.thread);
    if (fresh) {
      kept(moment, sink);
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

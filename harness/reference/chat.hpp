// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "faults/faults.hpp"
#include "reference/conversation.hpp"
#include "reference/outbox.hpp"
#include "reference/support.hpp"
#include "xmpp/message.hpp"
#include "xmpp/suggested_times.hpp"

namespace conformance::reference {

/// What all chats of the reference client share.
struct ChatContext {
  Clock& clock;
  Outbox& outbox;
  const faults::FaultSet& faults;
  /// The version of XEP-0085 that the client follows: 1.2 or 2.1. They differ in what may be sent before a reply, and
  /// in the suggested times.
  bool version_1_2 = false;
  /// The user's setting: send chat states at all (XEP-0085 5.2).
  bool states_on = true;
  /// By the caps and disco#info results of the resources of this bare JID, or of this occupant of a room.
  std::function<Advertised(const xmpp::Jid&)> advertised;
  /// The user turns to this contact: who has sent no caps that resolve is asked.
  std::function<void(const xmpp::Jid&)> discover;
  std::function<std::string()> new_id;
  std::function<std::string()> new_thread;
  /// The user knows this contact, or is in this occupant's room.
  std::function<bool(const xmpp::Jid&)> trusted = [](const xmpp::Jid&) { return true; };
};

/// The times of the client: those that its version suggests, but for a fault.
xmpp::SuggestedTimes times(const ChatContext& context);

/// The client has a fault by which it does not know this state.
bool never_sends(const faults::FaultSet& faults, std::string_view state);

/// A one-to-one chat of the reference client: the state machine of XEP-0085 as the client's user sees it. The partner
/// is a contact, or for private messages (XEP-0045 7.5) an occupant of a room, by his full JID.
class Chat final : public Conversation {
 public:
  Chat(ChatContext& context, xmpp::Jid partner);

  // What the user does.
  void open() override;
  void key(char c) override;
  void clear() override;
  void focus() override;
  void blur() override;
  void send(const std::string& text, bool fresh) override;
  void close() override;

  // What arrives.
  void receive(const xmpp::Stanza& stanza, const xmpp::Message& message);
  /// What the contact has sent to another device of the user.
  void seen_elsewhere(const xmpp::Stanza& stanza, const xmpp::Message& message);
  /// A message of this chat came back as an error.
  void bounced(const xmpp::Stanza& stanza, const xmpp::Message& message);
  void partner_came_or_went(const xmpp::Jid& full, bool came, bool any_left);
  /// A text that is shown in this chat, without being a message of it.
  void show(const std::string& text) { shown_.push_back(text); }
  void stream_ended();

  // What the user sees.
  [[nodiscard]] const std::vector<std::string>& shown() const override { return shown_; }
  [[nodiscard]] const std::string& partner_state() const { return partner_state_; }
  /// What the user wrote and was not delivered, and why.
  [[nodiscard]] const std::vector<std::string>& errors() const { return errors_; }
  [[nodiscard]] const std::string& input() const { return input_; }

 private:
  enum class Support { unknown, probing, yes, no };

  [[nodiscard]] bool may_notify() const;
  [[nodiscard]] bool may_notify_by_fault() const;
  /// The state that a message carries, "" for none.
  [[nodiscard]] std::string state_of_message();
  [[nodiscard]] bool asks();
  bool negotiate(const xmpp::Stanza& stanza, const xmpp::Message& message);
  void state_arrived(const xmpp::Stanza& stanza, const xmpp::Message& message);
  void show_state(const std::string& state, const std::optional<xmpp::Jid>& of);
  void notify(const std::string& state);
  void touch();
  void end_session();
  void partner_gone(const xmpp::Message& message);
  void remember_text(std::string id);
  [[nodiscard]] xmpp::Jid address() const;
  [[nodiscard]] xml::Builder message() const;
  [[nodiscard]] std::optional<std::string> thread_of_message();
  [[nodiscard]] std::optional<std::string> thread_of_standalone(const std::string& state) const;

  ChatContext& context_;
  xmpp::Jid partner_;
  std::optional<xmpp::Jid> locked_;  // the full JID that replied (RFC 6121 5.1)
  std::string input_;
  std::vector<std::string> shown_;
  std::vector<std::string> errors_;
  std::deque<std::string> texts_sent_;  // the ids of what the user wrote last
  std::string partner_state_;
  std::optional<xmpp::Jid> state_of_;  // the resource that is in it
  Timer partner_forgotten_;            // who is composing for so long is not
  std::string own_state_;              // the last that was sent, "" if none in this session
  Support support_ = Support::unknown;
  bool negotiated_off_ = false;  // XEP-0155: this session is without states
  bool wrote_ = false;           // a message of this session has gone out
  bool ever_wrote_ = false;      // … of any session
  std::optional<std::string> thread_;
  std::vector<std::string> partner_threads_;  // in the order in which the partner used them
  std::string stale_thread_;                  // ended by the partner's gone: only faults look at it
  bool after_gone_ = false;
  bool told_composing_ = false;
  bool answering_ = false;  // the partner's message is the last one
  Timer paused_;
  Timer inactive_;
  Timer gone_;
};

}  // namespace conformance::reference

// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "trace/conversation.hpp"
#include "trace/event.hpp"

namespace conformance::trace {

/// What an event means. One event can mean several things.
struct Change {
  enum class Kind {
    sent,              ///< the target sent a message that is judged
    delivered,         ///< a direct message of the partner reached the target
    session_ended,     ///< `why` says how
    thread_changed,    ///< the partner went on to another thread
    resource_changed,  ///< `full` came or went
    bounced,           ///< a message of the target came back as an error
    target_stanza,     ///< the target sent a presence or iq
    stream_ended,      ///< the target's stream was closed or lost
    stream_began,
    digested,          ///< the target is proved to have digested what was delivered in the conversation
    user_fence         ///< what the acts so far caused has been written
  };
  Kind kind;
  ConversationKey key{};
  const StanzaEvent* stanza = nullptr;
  SessionEnd why = SessionEnd::stream;
  std::string full{};  ///< the partner's full JID, or the address a message was sent to
  bool came = false;
  /// For `digested`: deliveries up to this event.
  std::uint64_t until = 0;
};

/// Everything that is known at a moment of a trace: a pure fold over its events, the same for every monitor.
///
/// `interpret` says what an event means, by the world before it; `apply` moves on.
class World {
 public:
  explicit World(const Header& header);

  [[nodiscard]] std::vector<Change> interpret(const Event& event) const;
  void apply(const Event& event, const std::vector<Change>& changes);
  /// What the event shows to have happened before it: to be seen and applied before the event is interpreted. A chat that
  /// the user has closed is over when something other than what the closing causes is sent, or something arrives.
  [[nodiscard]] std::vector<Change> overdue(const Event& event) const;
  void apply_overdue(const Event& event, const std::vector<Change>& changes) { apply_changes(event, changes); }

  [[nodiscard]] const Header& header() const { return *header_; }
  /// Nothing, for a partner the target has had nothing to do with.
  [[nodiscard]] const Conversation* conversation(const ConversationKey& key) const;
  [[nodiscard]] const ContactEvent* contact(const xmpp::Jid& jid) const;
  /// Full JIDs of a bare one that are available, as the target was told.
  [[nodiscard]] std::set<std::string> available(const std::string& bare) const;
  /// The target is seen to send chat states at all: the first such event, 0 before.
  [[nodiscard]] std::uint64_t first_own_state() const { return first_own_state_; }
  /// The user has switched chat states off.
  [[nodiscard]] bool switched_off() const { return switched_off_; }
  /// A disco#info result with the chatstates feature (true) or without (false) was delivered to the target.
  [[nodiscard]] bool explicit_yes(const ConversationKey& key) const;
  /// Support is proved, in either way.
  [[nodiscard]] bool supports(const ConversationKey& key) const;
  /// The user has closed the chat, and what that causes may still come.
  [[nodiscard]] bool is_closing(const ConversationKey& key) const { return closing_.contains(key); }
  /// The conversation with the JID that a driver's act names.
  [[nodiscard]] ConversationKey key_for(const xmpp::Jid& partner, const std::string& type) const;

  /// The target wrote this stanza itself, and this is the observation point to judge it at.
  [[nodiscard]] bool is_send(const StanzaEvent& stanza) const;
  /// This stanza was delivered to the target, seen at the same point.
  [[nodiscard]] bool is_delivery(const StanzaEvent& stanza) const;

 private:
  void interpret_send(const StanzaEvent& stanza, std::vector<Change>& changes) const;
  void interpret_delivery(const Event& event, const StanzaEvent& stanza, std::vector<Change>& changes) const;
  void interpret_presence(const StanzaEvent& stanza, std::vector<Change>& changes) const;
  void interpret_observation(const ObservedEvent& observed, std::vector<Change>& changes) const;
  void digest_all(std::vector<Change>& changes) const;
  void apply_changes(const Event& event, const std::vector<Change>& changes);
  void apply_message(const Event& event, const Change& change);
  void apply_presence(const StanzaEvent& stanza);
  void apply_disco(const StanzaEvent& stanza);

  const Header* header_;
  std::optional<xmpp::Jid> iut_;
  std::map<ConversationKey, Conversation> conversations_;
  std::map<xmpp::Jid, ContactEvent> contacts_;
  std::map<std::string, std::set<std::string>> available_;  // bare to full
  std::map<std::string, bool> advertised_;                  // full JID to chatstates feature
  std::set<std::string> rooms_;
  std::set<ConversationKey> closing_;  // closed by the user, and what that causes may still come
  std::uint64_t first_own_state_ = 0;
  bool switched_off_ = false;
};

}  // namespace conformance::trace

// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "trace/event.hpp"

namespace conformance::trace {

enum class ConversationKind { one_to_one, private_message, room };

/// Whom the target talks with: the bare JID of a contact or room, the full JID of an occupant.
struct ConversationKey {
  ConversationKind kind = ConversationKind::one_to_one;
  std::string partner;
  friend auto operator<=>(const ConversationKey&, const ConversationKey&) = default;
};

/// What the target can know of a contact's support for chat states by the implicit way (XEP-0085 5.1).
enum class Support { unknown, probing, yes, no };

enum class SessionEnd { own_gone, partner_gone, user_closed, stream, partner_unavailable };

/// A conversation as one of the two sides could see it at a moment.
///
/// There are two of these for each conversation: everything that was delivered to the target, and what it is proved to
/// have digested. A rule convicts only where both agree: a stanza that crossed a delivery on the wire is no fault.
class ConversationView {
 public:
  struct Side {
    bool wrote = false;                 ///< sent a user message in this session
    std::optional<std::string> thread;  ///< of its last user message in this session
    bool active = false;                ///< that message had <active/>
  };
  /// The partner has ended a session with an agreed thread, and has not opened it again.
  struct ClosedThread {
    std::string thread;
    std::uint64_t gone_event = 0;
    /// The gone came from a resource other than the one that spoke last, and that one was not seen to go.
    bool from_other_resource = false;
    /// The next user message is still to come; nothing from the partner since.
    bool next_message_due = true;
    /// Thread ids of the conversation up to the gone: none of them is new.
    std::set<std::string> known{};
  };

  /// The target sent a message; errors are none.
  void own_message(const xmpp::Message& message);
  /// A direct message of the partner was delivered; errors are none. `departed` are the partner's full JIDs that were
  /// seen to go and not to come back.
  void partner_message(const xmpp::Message& message, const std::string& from, std::uint64_t event,
                       const std::set<std::string>& departed);
  /// What no rule counts as a message of the conversation told of one of either side (Change::Kind::copied). It may
  /// only excuse: threads that it has may be used, and an agreement that it contradicts is none.
  void copied_message(const xmpp::Message& message, bool own, const std::string& from);
  void end_session(SessionEnd why);
  /// A presence of one of the partner's resources, which came, stayed, or went.
  void partner_presence(const std::string& full, bool available);

  /// The thread that both sides' last user messages of this session agree on (XEP-0085 5.7).
  [[nodiscard]] std::optional<std::string> agreed_thread() const;
  /// Threads of user messages since the agreement.
  [[nodiscard]] const std::set<std::string>& threads_since_agreement() const { return since_agreement_; }
  /// Threads that the partner's user messages opened in this session.
  [[nodiscard]] const std::set<std::string>& partner_threads() const { return partner_threads_; }
  /// Thread ids of the conversation so far, of either side, in any session.
  [[nodiscard]] const std::set<std::string>& threads_ever() const { return threads_ever_; }
  [[nodiscard]] bool own_threads_used() const { return own_threads_used_; }
  [[nodiscard]] const Side& own() const { return own_; }
  [[nodiscard]] const Side& partner() const { return partner_; }
  [[nodiscard]] Support support() const { return support_; }
  /// The partner has sent something in this session, of whatever kind.
  [[nodiscard]] bool heard() const { return heard_; }
  /// A state of the partner was seen in this session, be it in a copy: it may be known to support them.
  [[nodiscard]] bool saw_state() const { return saw_state_; }
  /// The same, in whatever session.
  [[nodiscard]] bool ever_saw_state() const { return ever_saw_state_; }
  [[nodiscard]] const std::map<std::string, ClosedThread>& closed_threads() const { return closed_; }
  /// The last state that the target sent in this session, in whatever kind of message; "" if none.
  [[nodiscard]] const std::string& last_own_state() const { return last_own_state_; }
  /// The chat state that the partner's messages leave it in, "" for none yet; nothing where readings differ: after a
  /// message without a state, one with several, one that is delayed or of another type than chat, one to another
  /// device, when another resource speaks, and when the one that spoke is gone.
  [[nodiscard]] const std::optional<std::string>& partner_state() const { return partner_state_; }
  /// RFC 6121 5.1: what the target writes may go to this full JID of the partner, or, for "", to its bare JID.
  [[nodiscard]] bool may_go_to(const std::string& full) const {
    return addresses_.empty() || addresses_.contains(full);
  }
  /// The last session ended by the target's own gone, while a thread was agreed, and nothing came since.
  [[nodiscard]] bool left_with_gone() const { return left_with_gone_; }

 private:
  void note_agreement(const std::optional<std::string>& before);
  void note_state(const xmpp::Message& message, const std::string& from);
  void note_address(const xmpp::Message& message, const std::string& from);

  Side own_;
  Side partner_;
  Support support_ = Support::unknown;
  bool heard_ = false;
  bool saw_state_ = false;
  bool ever_saw_state_ = false;
  std::set<std::string> since_agreement_;
  std::optional<std::string> agreed_first_;
  std::set<std::string> partner_threads_;
  std::set<std::string> threads_ever_;
  std::map<std::string, ClosedThread> closed_;
  std::string last_speaker_;  // the partner's full JID that sent the last user message with the agreed thread
  std::string last_own_state_;
  std::optional<std::string> partner_state_ = "";
  std::string state_from_;               // the full JID whose state that is
  std::set<std::string> addresses_{""};  // that are right, "" for the bare JID; empty for any
  bool own_threads_used_ = false;
  bool left_with_gone_ = false;
};

/// A delivery that the target has not yet been shown to have digested.
struct Delivery {
  std::uint64_t event = 0;
  std::shared_ptr<const xmpp::Message> message;
  std::string from;
  std::set<std::string> departed;
};

/// A presence of the partner that the target has not yet been shown to have digested.
struct SeenPresence {
  std::uint64_t event = 0;
  std::string full;
  bool available = false;
};

struct Conversation {
  ConversationView delivered;
  ConversationView digested;
  std::vector<Delivery> undigested;
  std::vector<SeenPresence> undigested_presence;
  std::vector<std::string> digested_bodies;
  /// The partner's state as the target is known to have it: of what was digested last.
  std::string digested_state;
  /// The user was seen to see the deliveries up to this event. Of what came after it an iq at most proves that it was
  /// read: what rests on that is `settled`.
  std::uint64_t confirmed_until = 0;

  /// The first delivery that an observation of the user's proves digested: with a text, or a state, that could not be
  /// seen before. Nothing if there is none.
  [[nodiscard]] const Delivery* proved_by(const ObservedEvent& observed) const;
  /// The same message came directly and is not yet digested: a copy of it tells nothing.
  [[nodiscard]] bool awaits_digestion(const xmpp::Message& message, const std::string& from) const;
  /// Applies the deliveries up to event `until` to the digested view. `confirmed`: the user was seen to see the last.
  void digest(std::uint64_t until, bool confirmed);
  /// The same for presence alone: what was delivered before the event.
  void digest_presence(std::uint64_t until);
};

}  // namespace conformance::trace

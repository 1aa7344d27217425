// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "trace/conversation.hpp"
#include "trace/event.hpp"
#include "xmpp/attention.hpp"
#include "xmpp/caps.hpp"

namespace conformance::trace {

/// What an event means. One event can mean several things.
struct Change {
  enum class Kind {
    sent,              ///< the target sent a message that is judged
    delivered,         ///< a direct message of the partner reached the target
    copied,            ///< something else told of a `message` of the conversation: a carbon, a delayed stanza of the
                       ///< target, one seen at another resource of the partner, a room's history; it may excuse,
                       ///< never convict
    echoed,            ///< a room has sent a message of the target back to it: no message of anybody
    session_ended,     ///< `why` says how
    thread_changed,    ///< the partner went on to another thread
    resource_changed,  ///< `full` came or went
    bounced,           ///< a message of the target came back as an error
    target_stanza,     ///< the target sent a presence or iq
    stream_ended,      ///< the target's stream was closed or lost
    stream_began,
    digested,    ///< the target is proved to have digested what was delivered in the conversation
    user_fence,  ///< what the acts so far caused has been written
    attention,   ///< an attention of `full`, a bare JID, reached the target, however it came; `until` is its event
    alerted,     ///< the user was alerted by `full`, a bare JID; `until` is how often, with this
    alerts_told  ///< the driver was asked how often `full`, a bare JID, has alerted; `until` is its answer
  };
  Kind kind;
  ConversationKey key{};
  const StanzaEvent* stanza = nullptr;
  SessionEnd why = SessionEnd::stream;
  std::string full{};  ///< the partner's full JID, or the address a message was sent to
  bool came = false;
  /// For `digested`: deliveries up to this event. For `user_fence`: acts up to this event.
  std::uint64_t until = 0;
  /// For `digested`: the user was seen to see it, where an iq proves only that the client's socket loop ran.
  bool confirmed = false;
  /// For `copied`, with whether it is of the target's own side.
  std::shared_ptr<const xmpp::Message> message{};
  bool own = false;
  /// For `attention`.
  xmpp::ReceivedAttention attention{};
};

/// What somebody is to the target's user (XEP-0224 7).
enum class Standing {
  unknown,   ///< nothing is known of the roster
  stranger,  ///< neither of these
  directed,  ///< not in the roster, but has directed presence of the target that was not taken back
  roster     ///< the user himself, or in the roster, with whatever subscription
};

/// A setting of the client under test.
struct Setting {
  enum class Value { untouched, changing, on, off };
  Value value = Value::untouched;
  std::uint64_t since = 0;  ///< the event that made it so
  std::uint64_t begun = 0;  ///< … and that with which the change began
};

/// What is known of a contact's attentions and the alerts that they caused.
struct Attentions {
  std::vector<std::pair<std::uint64_t, xmpp::AttentionKind>> received{};  ///< by event
  std::size_t events = 0;                                                 ///< alerts that the driver told of
  std::size_t counted = 0;                                                ///< … and that it answered when it was asked
  [[nodiscard]] std::size_t alerts() const { return events > counted ? events : counted; }
};

/// What service discovery, caps, or their cache told of a contact's support for a feature.
enum class Discovery { unknown, no, yes };

/// The features whose support is followed.
enum class Feature { chat_states, attention };

/// What the two sides have negotiated about chat states for a session (XEP-0155).
struct Negotiated {
  bool allowed = true;                ///< may, against mustnot
  bool by_target = false;             ///< the target itself has agreed: it knows
  std::optional<std::string> thread;  ///< that the session has
};

/// Everything that is known at a moment of a trace: a pure fold over its events, the same for every monitor.
///
/// `interpret` says what an event means, by the world before it; `apply` moves on.
class World {
 public:
  explicit World(const Header& header);

  [[nodiscard]] std::vector<Change> interpret(const Event& event) const;
  void apply(const Event& event, const std::vector<Change>& changes);
  /// What the event shows to have happened before it: to be seen and applied before the event is interpreted. A chat
  /// that the user has closed is over when something other than what the closing causes is sent, or something arrives.
  [[nodiscard]] std::vector<Change> overdue(const Event& event) const;
  void apply_overdue(const Event& event, const std::vector<Change>& changes) { apply_changes(event, changes); }

  [[nodiscard]] const Header& header() const { return *header_; }
  /// Nothing, for a partner the target has had nothing to do with.
  [[nodiscard]] const Conversation* conversation(const ConversationKey& key) const;
  [[nodiscard]] const ContactEvent* contact(const xmpp::Jid& jid) const;
  /// Full JIDs of a bare one that are available, as the target was told.
  [[nodiscard]] std::set<std::string> available(const std::string& bare) const;
  /// Full JIDs that were available, or had written, and were seen to go.
  [[nodiscard]] const std::set<std::string>& departed() const { return departed_; }
  /// The target is seen to send chat states at all: the first such event, 0 before.
  [[nodiscard]] std::uint64_t first_own_state() const { return first_own_state_; }
  /// The rooms that the target joined, by bare JID, with the target's own occupant JIDs there, as long as it has them.
  [[nodiscard]] const std::map<std::string, std::set<std::string>>& rooms() const { return rooms_; }
  /// The full JID is one of an occupant, of a room that the target joined.
  [[nodiscard]] bool is_occupant(const xmpp::Jid& jid) const {
    return !jid.is_bare() && rooms_.contains(jid.bare().to_string());
  }
  /// What somebody is to the user, as far as the trace tells.
  [[nodiscard]] Standing standing(const xmpp::Jid& jid) const;
  /// The user's setting for attention.
  [[nodiscard]] const Setting& attention_setting() const { return attention_setting_; }
  /// Of a bare JID.
  [[nodiscard]] const Attentions& attentions(const std::string& bare) const;
  /// The user has switched chat states off; or on again, and what comes may still have been written before.
  [[nodiscard]] bool switched_off() const { return switched_off_; }
  /// What was discovered of the partner. yes: of one of its resources; no: of each that is available, by valid caps or
  /// an answer to a plain query (XEP-0115 5.4: what does not hash to its ver says nothing of its node). `digested`: by
  /// what the target is proved to have digested, else by all that was delivered to it.
  [[nodiscard]] Discovery discovered(const ConversationKey& key, bool digested,
                                     Feature feature = Feature::chat_states) const;
  /// Support is proved, in either way, and by what was digested.
  [[nodiscard]] bool supports(const ConversationKey& key) const;
  /// The session that was negotiated, as long as it goes on; nothing if none was.
  [[nodiscard]] const Negotiated* negotiated(const ConversationKey& key) const;
  /// The caps of the full JID's last presence; nothing if it has none, or was not seen.
  [[nodiscard]] const xmpp::Caps* caps_of(const std::string& full) const;
  /// All stanzas up to this event are proved to be digested.
  [[nodiscard]] std::uint64_t digested_until() const { return digested_until_; }
  /// The user has closed the chat, and what that causes may still come.
  [[nodiscard]] bool is_closing(const ConversationKey& key) const { return closing_.contains(key); }
  /// The conversation with the JID that a driver's act names.
  [[nodiscard]] ConversationKey key_for(const xmpp::Jid& partner, const std::string& type) const;

  /// The target wrote this stanza itself, and this is the observation point to judge it at.
  [[nodiscard]] bool is_send(const StanzaEvent& stanza) const;
  /// This stanza was delivered to the target, seen at the same point.
  [[nodiscard]] bool is_delivery(const StanzaEvent& stanza) const;

 private:
  /// How far an iq proves that the target has read: what came before it on the target's own stream, or, where that is
  /// not seen, what the same sender sent before it (RFC 6120 10.1).
  struct Proof {
    std::uint64_t event = 0;
    std::string sender{};  ///< "" for all
  };
  struct Advertised {
    std::set<Feature> features{};
    bool valid = false;  ///< may also be taken for a no
    std::uint64_t event = 0;
  };

  [[nodiscard]] bool is_sent_again(const StanzaEvent& stanza) const;
  [[nodiscard]] std::optional<Change> sent_elsewhere(const StanzaEvent& stanza) const;
  [[nodiscard]] std::optional<Change> carbon(const StanzaEvent& stanza) const;
  /// The contact whose resources are observed, where `full` is one of them.
  [[nodiscard]] const ContactEvent* observed_contact(const std::string& full) const;
  void interpret_stanza(const Event& event, const StanzaEvent& stanza, std::vector<Change>& changes) const;
  void interpret_send(const StanzaEvent& stanza, std::vector<Change>& changes) const;
  void interpret_delivery(const Event& event, const StanzaEvent& stanza, std::vector<Change>& changes) const;
  void interpret_groupchat(const Event& event, const StanzaEvent& stanza, std::vector<Change>& changes) const;
  void interpret_leaving(const std::string& room, std::vector<Change>& changes) const;
  [[nodiscard]] bool is_own_occupant(const xmpp::Jid& jid) const;
  void interpret_bounce(const StanzaEvent& stanza, std::vector<Change>& changes) const;
  void interpret_fence(const FenceEvent& fence, std::vector<Change>& changes) const;
  void interpret_stream(const StreamEvent& stream, std::vector<Change>& changes) const;
  void interpret_availability(const xmpp::Jid& from, bool came, std::vector<Change>& changes) const;
  void interpret_observation(const ObservedEvent& observed, std::vector<Change>& changes) const;
  void interpret_attention(const Event& event, const StanzaEvent& stanza, std::vector<Change>& changes) const;
  void interpret_alert(const ObservedEvent& observed, std::vector<Change>& changes) const;
  void apply_attention_setting(const Event& event, const SettingEvent& setting);
  void apply_roster(const StanzaEvent& stanza);
  void apply_own_presence(const xmpp::Stanza& presence);
  void digest_until(const Proof& proof, std::vector<Change>& changes) const;
  void apply_changes(const Event& event, const std::vector<Change>& changes);
  void apply_message(const Event& event, const Change& change);
  void apply_negotiation(const Change& change);
  void apply_rooms(const StanzaEvent& stanza);
  void apply_stanza(const Event& event, const StanzaEvent& stanza);
  void apply_stream(const StreamEvent& stream);
  void apply_states_setting(const Event& event, const SettingEvent& setting);
  void know_switched_on(const Change& change);
  void apply_availability(const Event& event, const xmpp::Jid& from, bool came, const std::optional<xmpp::Caps>& caps);
  void apply_disco(const Event& event, const std::string& from, const xmpp::DiscoInfo& info);
  void apply_iq(const Event& event, const StanzaEvent& stanza);

  const Header* header_;
  std::optional<xmpp::Jid> iut_;
  std::map<ConversationKey, Conversation> conversations_;
  std::map<xmpp::Jid, ContactEvent> contacts_;
  std::map<std::string, std::set<std::string>> available_;  // bare to full
  std::set<std::string> departed_;                          // full
  std::map<std::string, std::optional<xmpp::Caps>> caps_;   // full JID to the caps of its last presence
  // Hash and node of valid caps, to the features.
  std::map<std::pair<std::string, std::string>, std::set<Feature>> resolved_;
  std::map<std::string, Advertised> advertised_;                // full JID to what disco#info said
  std::map<std::string, Proof> fences_;                         // by id
  std::map<std::pair<std::string, std::string>, Proof> asked_;  // by sender and id of an iq to the target
  struct OwnStanza {
    ConversationKey key;
    std::size_t hash = 0;
  };
  std::map<std::string, OwnStanza> own_;  // by id
  bool resumed_ = false;
  std::uint64_t digested_until_ = 0;
  std::map<std::string, std::set<std::string>> rooms_;
  std::map<ConversationKey, Negotiated> negotiated_;
  std::set<ConversationKey> closing_;  // closed by the user, and what that causes may still come
  std::uint64_t first_own_state_ = 0;
  bool switched_off_ = false;
  std::uint64_t on_since_ = 0;              // switched on at this event, and what was written before may still come
  std::vector<std::string> texts_when_on_;  // that the user wrote since: each is proof that it does no more
  std::set<std::string> roster_;            // bare JIDs
  std::map<std::string, std::set<std::string>> directed_;  // bare JID to the addresses that have directed presence
  Setting attention_setting_;
  Setting attention_before_;                      // while it changes
  std::map<std::string, Attentions> attentions_;  // by bare JID
};

}  // namespace conformance::trace

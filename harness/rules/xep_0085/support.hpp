// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "rules/monitor.hpp"

/// What the monitors of XEP-0085 5.1 have in common. Only this folder includes it.
namespace conformance::rules::xep_0085 {

/// What the target can know of a contact's support at a moment. What some reading of the trace allows excuses; what all
/// readings agree on convicts.
struct Known {
  bool maybe_yes = false;   ///< it may know that the contact supports chat states
  bool surely_yes = false;  ///< it knows that …
  bool shown = false;       ///< … and knows it by a state of the contact, in this session
  bool surely_not = false;  ///< discovery has told that the contact does not
  bool maybe_not = false;   ///< discovery may have told so
  bool ever_shown = false;  ///< it may have seen a state of the contact, in whatever session
  bool unknown = true;      ///< it has not asked yet, and nobody has told it
  bool probing = false;     ///< it has asked by a state and got no reply
  bool refused = false;     ///< it has asked by a state, and the reply had none
  bool unheard = true;      ///< nothing of the contact has come in this session
};
Known known(const Moment& moment, const trace::ConversationKey& key);

/// The contact is on the user's roster: somebody whom the user trusts. Nothing is known of who is not listed.
bool is_trusted(const Moment& moment, const trace::ConversationKey& key);

/// Nothing keeps the target from sending states to whom it knows to support them: they are not switched off, no session
/// was negotiated without them, and the contact is trusted.
bool may_send(const Moment& moment, const trace::ConversationKey& key);

/// A chat message to a contact, or in a private message, that a state belongs into (XEP-0085 5.1, 5.3).
bool is_content_for_state(const trace::Change& change);

/// Failures that hold only of a client that supports chat states: one that never sends any is left alone.
class IfSupported {
 public:
  void fail(ScenarioId scenario, std::vector<std::uint64_t> evidence, std::string expected, std::string actual);
  void finish(const trace::World& world, Sink& sink);

 private:
  struct Failure {
    ScenarioId scenario;
    std::vector<std::uint64_t> evidence;
    std::string expected;
    std::string actual;
  };
  std::vector<Failure> failures_;
};

/// The user typed into a chat, and what that caused has been sent: the text that was written next has come, or the
/// driver's fence.
struct Typed {
  trace::ConversationKey key;
  ScenarioId scenario;
  std::uint64_t act = 0;
  Known before;                         ///< as it was known when the typing began
  std::string state_before;             ///< the last state of the target then
  std::vector<std::string> states{};    ///< that the target sent since, alone, in order
  const xmpp::Message* next = nullptr;  ///< the message that proves it; none for a fence
};

/// Follows the typing, the last of each chat: one class for all rules that ask what typing caused.
class Typing {
 public:
  std::vector<Typed> see(const Moment& moment);

 private:
  struct Open {
    Typed typed;
    std::uint64_t done = 0;
    std::vector<std::string> texts{};
  };
  void acts(const trace::ActEvent& act, const Moment& moment);
  std::map<trace::ConversationKey, Open> open_;
};

}  // namespace conformance::rules::xep_0085

// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "xmpp/message.hpp"
#include "xmpp/stanza.hpp"

/// The record of a run: all that can change is an event, and verdicts are read from events alone.
namespace conformance::trace {

/// The observation point of the implementation under test's own stream.
inline constexpr const char* at_iut = "iut";

/// A scenario begins, with the rules that it owes a verdict on, or ends, with its outcome.
struct ScenarioEvent {
  std::string phase;  ///< begin, end
  std::string token;  ///< the word that marks its texts
  std::vector<std::string> owes;
  std::string outcome;  ///< at the end: played, not applicable, error
  std::string reason;
};

/// Somebody whom the target can talk to.
struct ContactEvent {
  std::string name;
  std::string jid;  ///< bare
  std::vector<std::string> resources;
  std::string roster;    ///< both, to, from, none
  std::string caps;      ///< valid, absent, wrong, unresolvable
  std::string disco;     ///< answers, error, silent, caps only
  std::string observer;  ///< where the target's stanzas to this contact are read: `iut`, or a full JID
};

/// A stanza crosses an observation point: at `iut`, out is what the target wrote and in what was written to it; at an
/// actor's full JID, out is what the actor wrote and in what reached it.
struct StanzaEvent {
  std::string at;
  bool out = false;
  xmpp::Stanza stanza;
  /// Read once, for messages only.
  std::shared_ptr<const xmpp::Message> message;
};

/// A stream's life.
struct StreamEvent {
  std::string at;
  /// open, secured, bound, resumed, closed, lost; inactive and active, as an actor has told the server (XEP-0352)
  std::string what;
  std::string by;  ///< who closed it: us (a scenario did), target
};

struct RosterEvent {
  std::string of;
  std::string jid;
  std::string subscription;
};

/// The client under test is worked: begin, then done or unsupported.
struct ActEvent {
  std::string verb;
  std::string to;
  std::string text;
  bool fresh = false;  ///< a new conversation was asked for
  std::string phase;   ///< begin, done, unsupported
  std::string by{};    ///< who does not support it: client (it has no such function), driver
};

struct SettingEvent {
  std::string name;
  std::string value;
  std::string phase;  ///< begin, done, unsupported
  std::string by{};   ///< who does not support it: client, driver
};

/// What the user of the client under test sees or hears, as the driver reports it.
struct ObservedEvent {
  std::string what;  ///< shown_messages, shown_state, alerts, user_errors; alert, which the driver tells of by itself
  std::string from;
  std::string value;
  /// What a step of the scenario waited for in vain, until its time was over; the value is then what was seen last, ""
  /// of messages. Nothing where it came about, or where nothing was waited for.
  std::optional<std::string> wanted{};
  std::string by{};  ///< who does not support the question: client (it has no such function), driver
};

struct ClockEvent {
  Duration advance{0};
};

/// Order is proved: what was caused before `sent` has come when `returned`.
struct FenceEvent {
  std::string id;
  std::string route;  ///< iq, ui; or settle: time was waited for, which proves nothing
  std::string phase;  ///< sent, returned, lost
};

/// What became of a step that waits or judges.
struct MarkEvent {
  std::string step;      ///< JSON pointer: /steps/3
  std::string rule;      ///< "" where the step prepares only
  std::string expected;  ///< in words
  std::string outcome;   ///< met, unmet, unreached
  std::string grade;     ///< of a judging step: fail, should-fail, info; "" otherwise
  std::string flag;
};

struct NoteEvent {
  std::string text;
};

using Happening = std::variant<ScenarioEvent, ContactEvent, StanzaEvent, StreamEvent, RosterEvent, ActEvent,
                               SettingEvent, ObservedEvent, ClockEvent, FenceEvent, MarkEvent, NoteEvent>;

struct Event {
  std::uint64_t n = 0;  ///< order, from 1
  Duration t{0};        ///< run clock
  std::optional<Duration> t_iut;
  std::optional<std::string> scn;  ///< the scenario's id
  Happening happening;

  template <class T>
  [[nodiscard]] const T* as() const {
    return std::get_if<T>(&happening);
  }
};

/// What stands before the events.
struct Header {
  int format = 1;
  std::string role;  ///< client, server
  std::string target;
  std::string iut;       ///< a client's bare JID; of a server its domain
  std::string iut_full;  ///< a client's full JID, "" for a server
  /// Specification to version: 0085 → 2.1.
  std::vector<std::pair<std::string, std::string>> versions;
  std::string profile = "modern";
  bool run_clock_virtual = false;
  bool iut_clock_virtual = false;
  /// The client was driven, and fences tell what it had digested. Without, its iq results have to serve.
  bool driven = false;
  std::uint64_t seed = 0;
  std::string salt;
  std::string tool;

  [[nodiscard]] std::string version_of(const std::string& specification) const;
};

struct Trace {
  Header header;
  std::vector<Event> events;
};

/// A stanza as an event's content, its message read.
StanzaEvent observe(std::string at, bool out, xmpp::Stanza stanza);

}  // namespace conformance::trace

// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>
#include <vector>

#include "trace/event.hpp"
#include "xml/parser.hpp"

/// Plays for the tests of world and monitors: a trace written down as what was said and done.
///
/// The IUT is juliet@capulet.lit/balcony. A contact is named by a localpart at montague.lit, with or without resource:
/// "romeo", "romeo/orchard"; other addresses stand in full.
namespace conformance::trace::testing {

inline std::string state(const std::string& name) {
  return "<" + name + " xmlns='http://jabber.org/protocol/chatstates'/>";
}
inline const std::string active = state("active");
inline const std::string composing = state("composing");
inline const std::string paused = state("paused");
inline const std::string inactive = state("inactive");
inline const std::string gone = state("gone");
inline const std::string delay = "<delay xmlns='urn:xmpp:delay' stamp='1591-01-01T00:00:00Z'/>";
inline const std::string attention = "<attention xmlns='urn:xmpp:attention:0'/>";
/// A message as XEP-0224 has it.
inline std::string attention_message(const std::string& more = "") {
  return "<message type='headline'>" + attention + more + "</message>";
}
inline const std::string receipt = "<received xmlns='urn:xmpp:receipts' id='1'/>";
/// XEP-0373: may hold a chat state, a body and a thread.
inline const std::string sealed = "<openpgp xmlns='urn:xmpp:openpgp:0'>AA==</openpgp>";
inline const std::string chat_states = "http://jabber.org/protocol/chatstates";
inline std::string body(const std::string& text) { return "<body>" + text + "</body>"; }
inline std::string thread(const std::string& id) { return "<thread>" + id + "</thread>"; }
/// A message of another type than chat, or with an id of its own, as `content` of the verbs below.
inline std::string message(const std::string& attributes, const std::string& content) {
  return "<message " + attributes + ">" + content + "</message>";
}

inline std::string jid_of(const std::string& name) {
  if (name.find('@') != std::string::npos || name.find('.') != std::string::npos) return name;
  const auto slash = name.find('/');
  return name.substr(0, slash) + "@montague.lit" + (slash == std::string::npos ? "" : name.substr(slash));
}

class Play {
 public:
  static constexpr const char* iut = "juliet@capulet.lit";
  static constexpr const char* iut_full = "juliet@capulet.lit/balcony";

  explicit Play(const std::string& version = "2.1", const std::string& profile = "modern",
                const std::string& role = "client") {
    trace_.header.role = role;
    trace_.header.iut = role == "client" ? iut : "montague.lit";
    trace_.header.iut_full = role == "client" ? iut_full : "";
    trace_.header.versions = {{"0085", version}, {"0224", "1.0"}};
    trace_.header.profile = profile;
    trace_.header.driven = true;
  }
  static Play of_server() { return Play("2.1", "modern", "server"); }

  /// A session that somebody recorded: no driver, no fences.
  Play& undriven() {
    trace_.header.driven = false;
    return *this;
  }

  /// A recording that does not say whose it is.
  Play& unnamed() {
    trace_.header.iut.clear();
    return *this;
  }

  // Who is there. The observer is where the target's stanzas to the contact are read.
  Play& contact(const std::string& name, const std::string& roster = "both", const std::string& observer = "iut") {
    return record(ContactEvent{
        name, jid_of(name), {"orchard"}, roster, "valid", "answers", observer == "iut" ? observer : jid_of(observer)});
  }
  Play& comes(const std::string& who, const std::string& content = "") {
    return stanza(at_iut, false, "<presence>" + content + "</presence>", who, iut_full);
  }
  Play& goes(const std::string& who) { return stanza(at_iut, false, "<presence type='unavailable'/>", who, iut_full); }

  // What is said: of content alone a message of type chat is made.
  Play& iut_sends(const std::string& content, const std::string& to = "romeo/orchard") {
    return stanza(at_iut, true, content, iut_full, to);
  }
  /// A stanza without address: presence to all, an iq to the server.
  Play& iut_broadcasts(const std::string& text) { return stanza(at_iut, true, text, iut_full, ""); }
  Play& sends(const std::string& from, const std::string& content) {
    return stanza(at_iut, false, content, from, iut_full);
  }
  Play& romeo_sends(const std::string& content) { return sends("romeo/orchard", content); }
  /// An error that gives the content back.
  Play& bounce(const std::string& content, const std::string& from = "romeo/orchard") {
    return sends(from, message("type='error'", content + "<error type='cancel'/>"));
  }
  /// A copy of a chat message, by XEP-0280: `received` by another resource of the IUT, or `sent` from there.
  Play& carbon(const std::string& kind, const std::string& from, const std::string& to, const std::string& content) {
    const auto copied =
        message("xmlns='jabber:client' type='chat' from='" + address(from) + "' to='" + address(to) + "'", content);
    return sends(iut, message("type='chat'", "<" + kind + " xmlns='urn:xmpp:carbons:2'><forwarded xmlns='" +
                                                 std::string(xmpp::ns::forward) + "'>" + copied + "</forwarded></" +
                                                 kind + ">"));
  }
  /// What an actor writes or gets, seen at its own stream.
  Play& actor_sends(const std::string& who, const std::string& content, const std::string& to) {
    return stanza(jid_of(who), true, content, who, to);
  }
  Play& actor_gets(const std::string& who, const std::string& content, const std::string& from) {
    return stanza(jid_of(who), false, content, from, who);
  }
  Play& stream(const std::string& what, const std::string& at = "iut") {
    const bool target = what == "lost" || at == "iut";
    return record(StreamEvent{at == "iut" ? at : jid_of(at), what, target ? "target" : "us"});
  }
  /// A scenario ends the client's stream, and it logs in again.
  Play& logs_in_anew() { return record(StreamEvent{at_iut, "closed", "us"}).record(StreamEvent{at_iut, "bound", ""}); }

  // Proof of order: an iq there and back, what the driver reports, or its `sync`.
  Play& fence_sent(const std::string& id) {
    record(FenceEvent{id, "iq", "sent"});
    return sends("romeo/orchard", "<iq type='get' id='" + id + "'><ping xmlns='urn:xmpp:ping'/></iq>");
  }
  Play& fence_returned(const std::string& id) {
    iut_sends("<iq type='result' id='" + id + "'/>");
    return record(FenceEvent{id, "iq", "returned"});
  }
  Play& digested() {
    const auto id = "fence-" + std::to_string(trace_.events.size());
    return fence_sent(id).fence_returned(id);
  }
  Play& shown(const std::string& text, const std::string& from = "romeo") {
    return record(ObservedEvent{"shown_messages", jid_of(from), text});
  }
  Play& shown_state(const std::string& name) { return record(ObservedEvent{"shown_state", jid_of("romeo"), name}); }
  /// The driver tells of an alert, or is asked how many there were.
  Play& alert(const std::string& from = "romeo/orchard") { return record(ObservedEvent{"alert", jid_of(from), ""}); }
  Play& alerts(int count, const std::string& from = "romeo") {
    return record(ObservedEvent{"alerts", jid_of(from), std::to_string(count)});
  }
  Play& ui_fence() {
    const auto id = "sync-" + std::to_string(trace_.events.size());
    record(FenceEvent{id, "ui", "sent"});
    return record(FenceEvent{id, "ui", "returned"});
  }

  // The client is worked.
  Play& act_phase(const std::string& verb, const std::string& phase, const std::string& text = "",
                  const std::string& to = "romeo", bool fresh = false) {
    return record(ActEvent{verb, jid_of(to), text, fresh, phase});
  }
  Play& act(const std::string& verb, const std::string& text = "", const std::string& to = "romeo",
            bool fresh = false) {
    return act_phase(verb, "begin", text, to, fresh).act_phase(verb, "done", text, to, fresh);
  }
  Play& setting(const std::string& name, const std::string& value, const std::string& phase = "done") {
    return record(SettingEvent{name, value, "begin"}).record(SettingEvent{name, value, phase});
  }

  // Scenarios; what is recorded between belongs to them.
  Play& scenario(const std::vector<std::string>& owes, const std::string& id = "client/test") {
    scenario_ = id;
    return record(ScenarioEvent{"begin", "token", owes, "", ""});
  }
  Play& ends(const std::string& outcome = "played", const std::string& reason = "") {
    record(ScenarioEvent{"end", "", {}, outcome, reason});
    scenario_.reset();
    return *this;
  }
  /// What comes late still belongs to its scenario.
  Play& late(const std::string& id = "client/test") {
    scenario_ = id;
    return *this;
  }
  Play& mark(const std::string& rule, const std::string& outcome, const std::string& grade = "",
             const std::string& flag = "") {
    return record(MarkEvent{"/steps/1", rule, "what was expected", outcome, grade, flag});
  }

  Play& record(Happening happening) {
    const auto n = trace_.events.size() + 1;
    trace_.events.push_back(
        {n, Duration(static_cast<int>(n)) + passed_, std::nullopt, scenario_, std::move(happening)});
    return *this;
  }
  /// Between two events there is a millisecond, and what is said here.
  Play& passes(Duration time) {
    passed_ += time;
    return *this;
  }
  /// The client's clock is moved by whoever works it.
  Play& on_virtual_time() {
    trace_.header.iut_clock_virtual = true;
    return *this;
  }
  /// The driver was asked until the end, and this was not to be seen.
  Play& seen_in_vain(const std::string& what, const std::string& wanted, const std::string& value) {
    return record(ObservedEvent{what, jid_of("romeo"), value, wanted});
  }
  /// The driver says that the client (or itself, the driver) has no such thing.
  Play& unsupported(const std::string& verb, const std::string& by) {
    return record(ActEvent{verb, jid_of("romeo"), "", false, "unsupported", by});
  }

  /// Plays on after another play's beginning.
  template <class Continuation>
  Play& with(const Continuation& continuation) {
    continuation(*this);
    return *this;
  }

  [[nodiscard]] const Trace& trace() const { return trace_; }

 private:
  static std::string address(const std::string& who) {
    return who.starts_with("juliet@") || who.starts_with("room@") ? who : jid_of(who);
  }
  Play& stanza(const std::string& at, bool out, const std::string& content, const std::string& from,
               const std::string& to) {
    const bool whole =
        content.starts_with("<message ") || content.starts_with("<presence") || content.starts_with("<iq ");
    const auto text = whole ? content : message("type='chat'", content);
    xml::Builder element(xml::parse_element(text, xmpp::ns::client).value());
    if (!from.empty()) element.set("from", address(from));
    if (!to.empty()) element.set("to", address(to));
    return record(observe(at, out, xmpp::Stanza::parse(element.build()).value()));
  }

  Trace trace_;
  std::optional<std::string> scenario_;
  Duration passed_{0};
};

}  // namespace conformance::trace::testing

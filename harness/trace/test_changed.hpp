// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "trace/event.hpp"
#include "xml/parser.hpp"

/// Traces in which the same happened, and something beside it that proves nothing about it: a second conversation,
/// carbons, a second resource that sees what the first one sees. No verdict may depend on these.
namespace conformance::trace::testing {

/// Whom what is put in belongs to.
inline const std::string beside = "client/beside";

class Changed {
 public:
  explicit Changed(const Trace& trace) : from_(trace) {
    to_.header = trace.header;
    to_.events.reserve(trace.events.size() * 2);
  }

  /// With every event a line of a conversation with somebody else.
  Trace interleaved() {
    insert(from_.events.empty() ? Event{} : from_.events.front(),
           ContactEvent{"mercutio", "mercutio@verona.lit", {"square"}, "both", "none", "silent", at_iut});
    bool states = false;  // only where the target is known to send them, or that would be news
    for (const auto& event : from_.events) {
      keep(event);
      const auto* stanza = event.as<StanzaEvent>();
      const bool own = stanza != nullptr && stanza->message && stanza->at == at_iut && stanza->out;
      states = states || (own && !stanza->message->states.empty());
      line(event, states);
    }
    return std::move(to_);
  }

  /// With a carbon (XEP-0280) of every chat message that reaches somebody: the target itself, or another resource.
  Trace doubled() {
    for (const auto& event : from_.events) {
      keep(event);
      const auto* stanza = event.as<StanzaEvent>();
      if (stanza == nullptr || stanza->out || !copied(*stanza)) continue;
      const auto& to = stanza->stanza.to();
      if (!to) continue;
      const auto at = stanza->at == at_iut ? stanza->at : to->bare().to_string() + "/second";
      const auto bare = to->bare().to_string();
      insert(event, observe(at, false, wrapped(bare, at == at_iut ? to->to_string() : at, stanza->stanza.element())));
    }
    return std::move(to_);
  }

  /// With every message to a bare JID at a second resource of its actor, too.
  Trace at_two_resources() {
    for (const auto& event : from_.events) {
      keep(event);
      const auto* stanza = event.as<StanzaEvent>();
      if (stanza == nullptr || stanza->out || stanza->at == at_iut || !stanza->message) continue;
      const auto& to = stanza->stanza.to();
      if (!to || !to->is_bare()) continue;
      insert(event, observe(to->to_string() + "/second", false, stanza->stanza));
    }
    return std::move(to_);
  }

 private:
  static bool copied(const StanzaEvent& stanza) {
    return stanza.message && stanza.message->type == "chat" && !stanza.message->forwarded && !stanza.message->error &&
           !stanza.message->delayed;
  }
  static xmpp::Stanza wrapped(const std::string& from, const std::string& to, const xml::Element& copy) {
    xml::Builder forwarded("forwarded", xmpp::ns::forward);
    forwarded.add(xml::Builder(copy));
    xml::Builder received("received", "urn:xmpp:carbons:2");
    received.add(std::move(forwarded));
    xml::Builder carbon("message", xmpp::ns::client);
    carbon.set("type", "chat").set("from", from).set("to", to).add(std::move(received));
    return xmpp::Stanza::parse(carbon.build()).value();
  }

  void keep(const Event& event) {
    to_.events.push_back(event);
    to_.events.back().n = to_.events.size();
  }
  void insert(const Event& by, Happening happening) {
    to_.events.push_back({to_.events.size() + 1, by.t, by.t_iut, beside, std::move(happening)});
  }
  // A conversation that anybody may have: states only by who is known to send them, to who has shown that he takes
  // them.
  void line(const Event& by, bool states) {
    const bool client = to_.header.role == "client" && !to_.header.iut_full.empty();
    const std::string one = client ? to_.header.iut_full : "tybalt@verona.lit/square";
    const std::string other = "mercutio@verona.lit/square";
    const std::string active = "<active xmlns='http://jabber.org/protocol/chatstates'/>";
    const bool own = turn_++ % 2 == 1;
    const auto text = "<message type='chat' from='" + (own ? one : other) + "' to='" + (own ? other : one) +
                      "'><body>line " + std::to_string(turn_) + "</body>" + (states || !own ? active : "") +
                      "</message>";
    const auto stanza = xmpp::Stanza::parse(xml::parse_element(text, xmpp::ns::client).value()).value();
    if (client) {
      insert(by, observe(at_iut, own, stanza));
      return;
    }
    insert(by, observe(own ? one : other, true, stanza));
    insert(by, observe(own ? other : one, false, stanza));
  }

  const Trace& from_;
  Trace to_;
  int turn_ = 0;
};

/// The trace in every one of these ways, each with its name.
inline std::vector<std::pair<std::string, Trace>> changed(const Trace& trace) {
  return {{"interleaved with a second conversation", Changed(trace).interleaved()},
          {"doubled by carbons", Changed(trace).doubled()},
          {"seen by two resources", Changed(trace).at_two_resources()}};
}

}  // namespace conformance::trace::testing

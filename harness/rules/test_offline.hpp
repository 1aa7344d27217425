// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "rules/test_trace.hpp"

/// Plays of Romeo and Juliet at a server under test, while she is away.
namespace conformance::rules::testing {

inline const std::string romeo = "romeo/orchard";
inline const std::string juliet = "juliet/balcony";

inline std::string chat(const std::string& id, const std::string& content) {
  return message("type='chat' id='" + id + "'", content);
}

inline Play actors() {
  return Play::of_server()
      .stream("bound", romeo)
      .stream("bound", juliet)
      .actor_sends(romeo, "<presence/>", "")
      .actor_sends(juliet, "<presence/>", "");
}
inline Play& leaves(Play& play) {
  return play.actor_sends(juliet, "<presence type='unavailable'/>", "")
      .stream("closed", juliet)
      .actor_gets(romeo, "<presence type='unavailable'/>", juliet);
}
inline Play& writes(Play& play, const std::string& id, const std::string& content) {
  return play.actor_sends(romeo, chat(id, content), "juliet");
}
inline Play& fence(Play& play) {
  return play.actor_sends(romeo, "<iq type='get' id='f'><ping xmlns='urn:xmpp:ping'/></iq>", "juliet")
      .actor_gets(romeo, "<iq type='error' id='f'/>", "juliet");
}
inline Play& returns(Play& play) { return play.stream("bound", juliet).actor_sends(juliet, "<presence/>", ""); }
inline Play& live(Play& play) {
  return play.actor_sends(romeo, chat("live", body("live")), juliet)
      .actor_gets(juliet, chat("live", body("live")), romeo);
}
// While juliet is away: a body, a state, a body, and the fence.
inline Play& spools(Play& play) {
  writes(play, "1", body("before"));
  writes(play, "2", composing);
  writes(play, "3", body("after"));
  return fence(play);
}
inline Play& gets(Play& play, const std::string& id, const std::string& content) {
  return play.actor_gets(juliet, chat(id, content), romeo);
}
inline Play& bounced(Play& play, const std::string& id) {
  return play.actor_gets(romeo, message("type='error' id='" + id + "'", ""), "juliet");
}
inline Play& bodies(Play& play) { return gets(gets(play, "1", body("before")), "3", body("after")); }

inline Play away() { return actors().with(leaves); }

}  // namespace conformance::rules::testing

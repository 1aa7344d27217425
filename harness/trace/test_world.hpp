// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <stdexcept>

#include "trace/test_play.hpp"
#include "trace/world.hpp"

namespace conformance::trace::testing {

using Kind = Change::Kind;

// The world after a play, and what all its events meant.
struct Seen {
  explicit Seen(Play of) : play(std::move(of)), world(play.trace().header) {
    for (const auto& event : play.trace().events) {
      const auto overdue = world.overdue(event);
      world.apply_overdue(event, overdue);
      changes.insert(changes.end(), overdue.begin(), overdue.end());
      const auto now = world.interpret(event);
      world.apply(event, now);
      changes.insert(changes.end(), now.begin(), now.end());
    }
  }
  [[nodiscard]] std::size_t count(Kind kind) const {
    return static_cast<std::size_t>(
        std::count_if(changes.begin(), changes.end(), [&](const Change& change) { return change.kind == kind; }));
  }
  [[nodiscard]] const Change* last(Kind kind) const {
    const Change* found = nullptr;
    for (const auto& change : changes) found = change.kind == kind ? &change : found;
    return found;
  }
  [[nodiscard]] const Conversation& with(const std::string& bare = "romeo@montague.lit",
                                         ConversationKind kind = ConversationKind::one_to_one) const {
    const auto* found = world.conversation({kind, bare});
    if (found == nullptr) throw std::logic_error("no conversation with " + bare);
    return *found;
  }

  Play play;
  World world;
  std::vector<Change> changes;
};

inline Play begun() { return Play().contact("romeo").comes("romeo/orchard"); }
/// Both have written in thread a, and know it of each other.
inline Play agreed() {
  return begun().romeo_sends(body("Hello") + thread("a")).shown("Hello").iut_sends(body("Ay me!") + thread("a"));
}

}  // namespace conformance::trace::testing

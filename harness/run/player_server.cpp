// SPDX-License-Identifier: MIT
#include "run/player.hpp"
#include "xml/parser.hpp"

/// The steps of the server around a client under test.
namespace conformance::run {

namespace {
constexpr Duration look_again = std::chrono::milliseconds(50);
}

Player::Step Player::server_does(const scenario::Step& step) {
  auto& stage = *target_.stage();
  if (const auto* sending = std::get_if<scenario::Sends>(&step.what)) {
    stage.send(stanza_of(sending->stanza));
  } else if (const auto* archiving = std::get_if<scenario::Archives>(&step.what)) {
    stage.archive(stanza_of(archiving->message));
  } else {
    stage.kick();
  }
  return Step::done;
}

// The client has begun a new stream, and is there again for those who may see it.
Task<Player::Step> Player::comes_back(const scenario::Step& step) {
  const auto deadline = clock_.now() + longest(step);
  while (!target_.stage()->client_is_available()) {
    if (clock_.now() >= deadline) co_return unmet(step, "within " + std::to_string(longest(step).count()) + " ms");
    auto wait = pause(clock_, look_again);
    co_await std::move(wait);
  }
  bind_iut();
  co_return mark(step, true, "", "");
}

}  // namespace conformance::run

// SPDX-License-Identifier: MIT
#include "server/server.hpp"

/// Faults that break no rule of XEP-0085 or XEP-0224, and keep verdicts on them from being reached.
namespace conformance::server {

namespace {
constexpr Duration late = std::chrono::milliseconds(200);
constexpr Duration slow = std::chrono::seconds(3);
// A scenario takes some 20 to 40 stanzas of the actors: some are played to their end, and some are not.
constexpr int stanzas_between_closings_min = 10;
constexpr std::uint64_t stanzas_between_closings_span = 150;
}  // namespace

// "late": iqs at once, everything else 200 ms later. "slow": everything takes 3 s. In order, both.
Duration Server::delay_of(const xml::Element& element) const {
  if (faults_.has("slow")) return slow;
  return faults_.has("late") && element.name() != "iq" ? late : Duration::zero();
}

// "drops-every-third": of the messages towards actors.
bool Server::loses(const SessionPtr& session, const xml::Element& element) {
  if (!faults_.has("drops-every-third") || element.name() != "message") return false;
  if (spared_ && session->jid.bare() == *spared_) return false;
  return ++messages_to_actors_ % 3 == 0;
}

// "closes-at-random": the stream of whoever sends the next stanza, after a number of them that the seed draws.
void Server::close_at_random(const SessionPtr& session) {
  if (!faults_.has("closes-at-random")) return;
  if (until_closing_ == 0) {
    const auto drawn = seed_.number("closing " + std::to_string(++closings_)) % stanzas_between_closings_span;
    until_closing_ = stanzas_between_closings_min + static_cast<int>(drawn);
  }
  if (--until_closing_ == 0) session->connection->close_with_error("internal-server-error");
}

}  // namespace conformance::server

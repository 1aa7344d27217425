// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rules/monitor.hpp"
#include "xmpp/caps.hpp"
#include "xmpp/disco.hpp"

namespace conformance::rules {

/// A disco#info query that the target answered.
struct InfoExchange {
  ScenarioId scenario;
  std::uint64_t query = 0;
  std::uint64_t answer = 0;
  xmpp::Jid asker;
  std::optional<std::string> node;
  bool to_full_jid = false;
  /// Nothing where the answer is an error.
  std::optional<xmpp::DiscoInfo> info;
};

/// Follows the disco#info queries to the target, and the caps that it sends.
class DiscoWatch {
 public:
  /// The exchange that this moment completes, if any.
  std::optional<InfoExchange> see(const Moment& moment);

  /// The caps of the target's last broadcast presence that had any.
  [[nodiscard]] const std::optional<xmpp::Caps>& caps() const { return caps_; }
  [[nodiscard]] std::uint64_t caps_event() const { return caps_event_; }
  /// The exchange was about the node that the caps name.
  [[nodiscard]] bool asks_caps_node(const InfoExchange& exchange) const {
    return caps_ && exchange.node && *exchange.node == caps_->disco_node();
  }

 private:
  std::map<std::pair<std::string, std::string>, InfoExchange> open_;  // by asker and id
  std::optional<xmpp::Caps> caps_;
  std::uint64_t caps_event_ = 0;
};

}  // namespace conformance::rules

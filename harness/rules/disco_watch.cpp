// SPDX-License-Identifier: MIT
#include "rules/disco_watch.hpp"

namespace conformance::rules {

std::optional<InfoExchange> DiscoWatch::see(const Moment& moment) {
  const auto* seen = moment.event.as<trace::StanzaEvent>();
  if (seen == nullptr || seen->message) return std::nullopt;
  const auto& stanza = seen->stanza;
  const auto query = stanza.child("query", xmpp::ns::disco_info);
  const auto& world = moment.world;
  if (stanza.is_presence()) {
    const auto caps = world.is_send(*seen) && stanza.type().empty() ? xmpp::Caps::of(stanza.element()) : std::nullopt;
    if (caps) {
      caps_ = caps;
      caps_event_ = moment.event.n;
    }
  } else if (stanza.type() == "get" && query && stanza.from() && world.is_delivery(*seen)) {
    InfoExchange exchange{moment.scenario(), moment.event.n, 0, *stanza.from(), std::nullopt, false, std::nullopt};
    if (const auto node = query->attribute("node")) exchange.node = std::string(*node);
    exchange.to_full_jid = stanza.to() && !stanza.to()->is_bare();
    open_.insert_or_assign({stanza.from()->to_string(), stanza.id()}, std::move(exchange));
  } else if ((stanza.type() == "result" || stanza.is_error()) && stanza.to() && world.is_send(*seen)) {
    const auto open = open_.find({stanza.to()->to_string(), stanza.id()});
    if (open == open_.end()) return std::nullopt;
    auto exchange = open->second;
    open_.erase(open);
    exchange.answer = moment.event.n;
    if (query && stanza.type() == "result") {
      if (auto info = xmpp::DiscoInfo::parse(*query); info.has_value()) exchange.info = *info;
    }
    return exchange;
  }
  return std::nullopt;
}

}  // namespace conformance::rules

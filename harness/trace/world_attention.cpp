// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>

#include "trace/world.hpp"

/// What a trace says of attentions, the alerts that they cause, and of whom the user knows.
namespace conformance::trace {

Standing World::standing(const xmpp::Jid& jid) const {
  const auto bare = jid.bare().to_string();
  if ((iut_ && jid.bare() == *iut_) || roster_.contains(bare)) return Standing::roster;
  if (const auto found = directed_.find(bare); found != directed_.end() && !found->second.empty()) {
    return Standing::directed;
  }
  const auto* known = contact(jid);
  if (known == nullptr) return Standing::unknown;
  // Where the client's stream is not seen, its roster is not, either: only the contact's own tells.
  if (known->observer != at_iut) return known->roster == "none" ? Standing::unknown : Standing::roster;
  return Standing::stranger;
}

const Attentions& World::attentions(const std::string& bare) const {
  static const Attentions none;
  const auto found = attentions_.find(bare);
  return found == attentions_.end() ? none : found->second;
}

void World::interpret_attention(const Event& event, const StanzaEvent& stanza, std::vector<Change>& changes) const {
  auto attention = xmpp::read_attention(stanza.stanza);
  if (!attention || !attention->from) return;
  Change change{Change::Kind::attention};
  change.stanza = &stanza;
  change.full = attention->from->bare().to_string();
  change.until = event.n;
  change.attention = std::move(*attention);
  changes.push_back(std::move(change));
}

// An alert is told of when it happens, and counted when the driver is asked: whatever is known first is the alert.
void World::interpret_alert(const ObservedEvent& observed, std::vector<Change>& changes) const {
  const bool event = observed.what == "alert";
  const auto from = xmpp::Jid::parse(observed.from);
  if ((!event && observed.what != "alerts") || from.has_error()) return;
  Change change{Change::Kind::alerted};
  change.full = from->bare().to_string();
  const auto& known = attentions(change.full);
  if (event) {
    change.until = known.events + 1;
    if (change.until > known.counted) changes.push_back(std::move(change));
    return;
  }
  const auto* end = observed.value.data() + observed.value.size();
  const auto read = std::from_chars(observed.value.data(), end, change.until);
  if (!observed.by.empty() || read.ec != std::errc() || read.ptr != end) return;
  if (change.until > known.alerts()) changes.push_back(change);
  change.kind = Change::Kind::alerts_told;
  changes.push_back(std::move(change));
}

void World::apply_attention_setting(const Event& event, const SettingEvent& setting) {
  if (setting.phase == "begin") {
    attention_before_ = attention_setting_;
    attention_setting_ = {Setting::Value::changing, event.n, event.n};
  } else if (setting.phase == "done") {
    const auto value = setting.value == "off" ? Setting::Value::off : Setting::Value::on;
    attention_setting_ = {value, event.n, attention_setting_.begun};
  } else {
    attention_setting_ = attention_before_;
  }
}

// A roster result or push of the own server (RFC 6121 2.1).
void World::apply_roster(const StanzaEvent& seen) {
  const auto& stanza = seen.stanza;
  const auto query = stanza.child("query", xmpp::ns::roster);
  const bool own_server = !stanza.from() || (iut_ && stanza.from()->bare() == *iut_);
  if (seen.at != at_iut || !query || !own_server || (stanza.type() != "set" && stanza.type() != "result")) return;
  const auto items = query->children();
  for (const auto& item : items) {
    const auto jid = xmpp::Jid::parse(item.attribute("jid").value_or(""));
    if (!item.is("item", xmpp::ns::roster) || jid.has_error()) continue;
    const auto bare = jid->bare().to_string();
    if (item.attribute("subscription") == "remove") {
      roster_.erase(bare);
    } else {
      roster_.insert(bare);
    }
  }
}

// RFC 6121 4.6: presence to somebody, until it is taken back or the user goes.
void World::apply_own_presence(const xmpp::Stanza& presence) {
  const auto& to = presence.to();
  if (!to) {
    if (presence.type() == "unavailable") directed_.clear();
    return;
  }
  const auto bare = to->bare().to_string();
  if (presence.type().empty()) {
    directed_[bare].insert(to->to_string());
  } else if (presence.type() == "unavailable" && to->is_bare()) {
    directed_.erase(bare);
  } else if (presence.type() == "unavailable") {
    directed_[bare].erase(to->to_string());
  }
}

}  // namespace conformance::trace

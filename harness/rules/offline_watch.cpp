// SPDX-License-Identifier: MIT
#include "rules/offline_watch.hpp"

#include <algorithm>

namespace conformance::rules {

OfflineWatch::News OfflineWatch::see(const Moment& moment) {
  if (const auto* stream = moment.event.as<trace::StreamEvent>()) {
    const auto jid = xmpp::Jid::parse(stream->at);
    const bool ended = stream->what == "closed" || stream->what == "lost";
    if (ended && jid.has_value()) online_[jid->bare().to_string()].erase(jid->to_string());
  }
  const auto seen = ActorsView::of(moment);
  if (!seen) return {};
  const auto& stanza = seen->event->stanza;
  if (stanza.is_availability()) availability(*seen, moment);
  if (stanza.is_iq()) fence(*seen);
  if (!seen->event->message) return {};
  if (!seen->event->out && !stanza.is_error()) return received(*seen, moment);
  if (seen->event->out) {
    sent(*seen, moment);
  } else {
    refused(*seen);
  }
  return {};
}

std::vector<const Absence*> OfflineWatch::all() const {
  std::vector<const Absence*> all;
  for (const auto& absence : earlier_) all.push_back(&absence);
  for (const auto& [observer, absence] : absences_) all.push_back(&absence);
  return all;
}

// Away is who has left with every resource, and was seen to be gone by somebody who shares presence: then the server
// has processed it. (An unavailable presence alone proves nothing: servers send it while a subscription is made, too.)
void OfflineWatch::availability(const ActorsView& seen, const Moment& moment) {
  const auto& stanza = seen.event->stanza;
  auto& own = online_[seen.bare];
  if (!seen.event->out) {
    if (stanza.type() != "unavailable" || !stanza.from()) return;
    const auto gone = stanza.from()->bare().to_string();
    const auto left = online_.find(gone);
    const auto known = absences_.find(gone);
    const bool away_already = known != absences_.end() && known->second.away;
    const bool away = gone != seen.bare && left != online_.end() && left->second.empty();
    if (!away || away_already) return;
    if (known != absences_.end()) earlier_.push_back(std::move(known->second));
    absences_[gone] = Absence{};
    absences_[gone].scenario = moment.scenario();
  } else if (stanza.to()) {
    return;
  } else if (stanza.type().empty()) {
    own.insert(seen.at);
    if (const auto back = absences_.find(seen.bare); back != absences_.end()) back->second.away = false;
  } else {
    own.erase(seen.at);
  }
}

// An iq goes the way of the messages before it, where it is addressed as they are: its answer says that they are
// through.
void OfflineWatch::fence(const ActorsView& seen) {
  const auto& stanza = seen.event->stanza;
  const bool request = stanza.type() == "get" || stanza.type() == "set";
  if (seen.event->out && request && stanza.to()) {
    const auto found = absences_.find(stanza.to()->to_string());
    if (found != absences_.end()) found->second.fences_[{seen.at, stanza.id()}] = found->second.items.size();
  } else if (!seen.event->out && !request) {
    for (auto& [observer, absence] : absences_) {
      const auto sent = absence.fences_.find({seen.at, stanza.id()});
      if (sent == absence.fences_.end() || !absence.away) continue;
      for (std::size_t i = 0; i < sent->second; ++i) {
        if (absence.items[i].from == seen.at) absence.items[i].processed = true;
      }
    }
  }
}

void OfflineWatch::sent(const ActorsView& seen, const Moment& moment) {
  const auto& stanza = seen.event->stanza;
  // What has no id could be taken for anything that has none.
  if (!stanza.to() || stanza.id().empty() || stanza.is_error()) return;
  const auto found = absences_.find(stanza.to()->bare().to_string());
  if (found == absences_.end()) return;
  const auto& message = *seen.event->message;
  if (!found->second.away) {
    if (!message.body.empty()) found->second.live_.insert({seen.at, stanza.id()});
    return;
  }
  const bool attention = !xmpp::attentions_of(stanza.element()).empty();
  if (message.body.empty() && !message.is_standalone() && !attention) return;
  OfflineItem item;
  item.id = stanza.id();
  item.from = seen.at;
  item.type = stanza.type();
  item.body = message.body;
  if (message.is_standalone()) item.state = message.states.front();
  item.attention = attention;
  item.event = moment.event.n;
  found->second.items.push_back(std::move(item));
}

void OfflineWatch::refused(const ActorsView& seen) {
  for (auto& [observer, absence] : absences_) {
    for (auto& item : absence.items) {
      if (item.id == seen.event->stanza.id() && item.from == seen.at) item.bounced = true;
    }
  }
}

OfflineWatch::News OfflineWatch::received(const ActorsView& seen, const Moment& moment) {
  News news;
  const auto& stanza = seen.event->stanza;
  const auto found = absences_.find(seen.bare);
  if (found == absences_.end() || !stanza.from() || found->second.away) return news;
  auto& absence = found->second;
  const auto from = stanza.from()->to_string();
  for (auto& item : absence.items) {
    if (item.id != stanza.id() || item.from != from) continue;
    item.came = true;
    item.stamped = seen.event->message->delayed;
    news.came.push_back(&item);
  }
  if (absence.live_.contains({from, stanza.id()}) && absence.over == 0) {
    absence.over = moment.event.n;
    news.over = &absence;
  }
  return news;
}

void judge_not_stored(const Absence& absence, bool (*is_subject)(const OfflineItem&), const Moment& moment,
                      Sink& sink) {
  const auto& items = absence.items;
  const auto is_control = [](const OfflineItem& item) { return item.is_control(); };
  const auto first = std::find_if(items.begin(), items.end(), is_control);
  const auto last = std::find_if(items.rbegin(), items.rend(), is_control).base();
  const bool enclosed = first != items.end() && std::any_of(first, last, is_subject);
  if (!enclosed) return;
  const auto count = [&](auto holds) {
    return std::count_if(items.begin(), items.end(), [&](const OfflineItem& i) { return i.is_control() && holds(i); });
  };
  const auto controls = count([](const OfflineItem&) { return true; });
  const auto came = count([](const OfflineItem& item) { return item.came; });
  const auto bounced = count([](const OfflineItem& item) { return item.bounced; });
  const bool no_store = bounced == controls && came == 0;
  if (std::all_of(first, last, [&](const OfflineItem& i) { return !is_subject(i) || i.bounced; })) {
    // Whatever became of the bodies (an archive may have taken them): what was refused was not stored.
    sink.opportunity(moment.scenario(), moment.event.n);
    if (came < controls) sink.flag(moment.scenario(), no_store ? "no-offline-store" : "states-refused");
  } else if (std::any_of(first, last, [](const OfflineItem& item) { return !item.processed; })) {
    sink.inconclusive(moment.scenario(), moment.event.n,
                      "no fence shows that the server had the states before their recipient came back");
  } else if (came == controls || no_store) {
    sink.opportunity(moment.scenario(), moment.event.n);
    if (no_store) sink.flag(moment.scenario(), "no-offline-store");
  } else {
    sink.inconclusive(moment.scenario(), moment.event.n,
                      std::to_string(came) + " of " + std::to_string(controls) + " messages with a body were stored, " +
                          std::to_string(bounced) + " refused: no telling what became of the states");
  }
}

}  // namespace conformance::rules

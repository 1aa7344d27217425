// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rules/actors_view.hpp"

namespace conformance::rules {

/// A message to somebody who is away.
struct OfflineItem {
  std::string id;
  std::string from;  ///< the sender's full JID
  std::string type;
  std::string body;
  std::string state;       ///< of a standalone notification
  bool attention = false;  ///< holds one (XEP-0224), with or without a body
  std::uint64_t event = 0;
  bool processed = false;  ///< the server had it before the observer came back
  bool came = false;
  bool stamped = false;  ///< … with a delay
  bool bounced = false;

  /// What tells what the server does with messages at all.
  [[nodiscard]] bool is_control() const { return type == "chat" && !body.empty() && !attention; }
  /// Whether it came out of the store, and not live.
  [[nodiscard]] bool was_stored() const { return came && (processed || stamped); }
};

/// One absence of an observer, with all its resources: what was sent to it while it was away, what of that came on its
/// return, and a live body after that as the last fence.
struct Absence {
  ScenarioId scenario;
  bool away = true;  ///< until the observer sends presence again
  std::vector<OfflineItem> items;
  /// The live body has come: the event, 0 before.
  std::uint64_t over = 0;

 private:
  friend class OfflineWatch;
  std::map<std::pair<std::string, std::string>, std::size_t> fences_;  // sender and id of an iq, to items before it
  std::set<std::pair<std::string, std::string>> live_;  // sender and id of what was sent after the return
};

/// Follows who is away, and what becomes of what is sent to them: one class for all rules about the offline store.
class OfflineWatch {
 public:
  struct News {
    std::vector<const OfflineItem*> came{};  ///< with this event
    const Absence* over = nullptr;           ///< with this event the live body has come
  };
  News see(const Moment& moment);
  /// The absences that are over and those that are not, of all observers.
  [[nodiscard]] std::vector<const Absence*> all() const;

 private:
  void availability(const ActorsView& seen, const Moment& moment);
  void fence(const ActorsView& seen);
  void sent(const ActorsView& seen, const Moment& moment);
  void refused(const ActorsView& seen);
  News received(const ActorsView& seen, const Moment& moment);

  std::map<std::string, Absence> absences_;              // the last one of each, by the observer's bare JID
  std::vector<Absence> earlier_;                         // those before
  std::map<std::string, std::set<std::string>> online_;  // bare JID to the resources that sent available presence
};

/// Judges an absence that is over: of the items that `is_subject` names none may have been stored. The bodies around
/// them tell what the server does with messages at all.
void judge_not_stored(const Absence& absence, bool (*is_subject)(const OfflineItem&), const Moment& moment, Sink& sink);

}  // namespace conformance::rules

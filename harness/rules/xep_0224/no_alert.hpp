// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "rules/monitor.hpp"

/// What the rules of XEP-0224 on alerts that must not come have in common. Only this folder includes it.
namespace conformance::rules::xep_0224 {

/// An attention that must not alert does not.
///
/// It is judged of contacts of whom there is no other attention that might have alerted: an alert names its sender, not
/// its cause. Passes, where contacts of the roster alerted before and after it, it was digested, and the driver was
/// asked since. A driver that tells of alerts by somebody who sent no attention tells of something else: it convicts
/// nobody.
class NoAlert : public Monitor {
 public:
  void see(const Moment& moment, Sink& sink) override;
  void finish(const trace::World& world, Sink& sink) override;

 protected:
  /// An attention that just arrived must not alert, by this rule.
  [[nodiscard]] virtual bool forbids(const trace::Change& attention, const Moment& moment) const = 0;
  /// What was expected, in words.
  [[nodiscard]] virtual std::string expected() const = 0;
  /// What else has to be seen before the rule passes by a contact; "" if nothing is missing.
  [[nodiscard]] virtual std::string missing(const ScenarioId& /*scenario*/, const std::string& /*bare*/) const {
    return "";
  }
  /// Attentions of an earlier stream cannot have caused an alert on this one.
  [[nodiscard]] virtual bool starts_anew_with_each_stream() const { return false; }

 private:
  struct Suspect {
    ScenarioId scenario;
    std::uint64_t event = 0;  ///< of the attention
    bool controlled = false;  ///< somebody else had alerted before
    std::uint64_t quiet = 0;  ///< it was digested, and the driver was asked: at this event
  };
  struct Failure {
    ScenarioId scenario;
    std::vector<std::uint64_t> evidence;
    std::string who;
  };
  void arrived(const trace::Change& change, const Moment& moment);
  void alerted(const trace::Change& change, const Moment& moment);
  void told(const trace::Change& change, const Moment& moment);
  [[nodiscard]] ScenarioId scenario_of(const std::string& bare, const Moment& moment) const;

  struct Opportunity {
    ScenarioId scenario;
    std::uint64_t event = 0;
    std::string bare;
  };
  std::map<std::string, ScenarioId> owners_;   // bare JID to the scenario that it belongs to
  std::map<std::string, Suspect> suspects_;    // by bare JID
  std::set<std::string> may_alert_;            // bare JIDs with another attention that might have alerted
  std::map<std::string, std::uint64_t> live_;  // of contacts in the roster, the last one that may alert
  std::set<ScenarioId> controlled_;            // a contact has alerted as it should
  std::vector<Opportunity> opportunities_;
  std::vector<Failure> failures_;
  bool tells_of_others_ = false;
};

}  // namespace conformance::rules::xep_0224

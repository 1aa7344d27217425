// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "rules/finding.hpp"
#include "trace/world.hpp"

namespace conformance::rules {

using ScenarioId = std::optional<std::string>;

/// What a monitor saw of its rule in one scenario.
struct Ruling {
  std::optional<Finding> failure;
  std::optional<std::uint64_t> opportunity;
  std::optional<Finding> inconclusive;
  std::optional<Finding> not_applicable;
  std::set<std::string> flags;
  std::map<std::string, std::string> grades;  ///< of flags that a step graded
};

/// Takes what one monitor sees; the judge adds it up. The first failure of a scenario is kept, with its evidence.
class Sink {
 public:
  /// A stanza or an absence that breaks the rule. `event` is the offending one.
  void fail(const ScenarioId& scenario, std::vector<std::uint64_t> evidence, std::string expected, std::string actual);
  /// The rule could have been broken here and was not: it may pass.
  void opportunity(const ScenarioId& scenario, std::uint64_t event);
  void inconclusive(const ScenarioId& scenario, std::uint64_t event, std::string reason);
  void not_applicable(const ScenarioId& scenario, std::uint64_t event, std::string reason);
  void flag(const ScenarioId& scenario, std::string name);
  /// A step saw one of several outcomes, and graded it: info, should-fail; "" for one that is as good as any.
  void graded_flag(const ScenarioId& scenario, const std::string& name, const std::string& grade);

  [[nodiscard]] const std::map<ScenarioId, Ruling>& rulings() const { return rulings_; }

 private:
  std::map<ScenarioId, Ruling> rulings_;
};

/// An event with what it means and the world as it was before it.
struct Moment {
  const trace::Event& event;
  const std::vector<trace::Change>& changes;
  const trace::World& world;

  [[nodiscard]] const ScenarioId& scenario() const { return event.scn; }
};

/// Judges one rule over a trace: a pure function of recorded events, without I/O or clock.
class Monitor {
 public:
  Monitor() = default;
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;
  virtual ~Monitor() = default;

  [[nodiscard]] virtual std::string rule() const = 0;
  virtual void see(const Moment& moment, Sink& sink) = 0;
  /// The trace is over.
  virtual void finish(const trace::World& /*world*/, Sink& /*sink*/) {}
};

/// All monitors for a role (client, server).
std::vector<std::unique_ptr<Monitor>> make_monitors(const trace::Header& header);

}  // namespace conformance::rules

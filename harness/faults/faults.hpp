// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace conformance::faults {

/// A named way in which a reference implementation can behave (scenarios/faults.json): a fault that exactly the listed
/// rules catch, or a legal behaviour that none may. What it does is decided in the part that has it.
struct Fault {
  std::string name;
  std::string side;  ///< client, server, or both
  std::string does;  ///< in a sentence
  bool legal = false;
  /// Rules that fail, by the play's version of XEP-0085.
  std::map<std::string, std::set<std::string>> trips;
  int exit = 0;         ///< of a run of everything
  int exit_strict = 0;  ///< … with --strict
};

class FaultList {
 public:
  /// Reads faults.json. Errors name the JSON pointer; `rules` are the ids that exist.
  static Result<FaultList> load(std::string_view json, const std::set<std::string>& rules);
  [[nodiscard]] const std::vector<Fault>& all() const { return faults_; }
  [[nodiscard]] const Fault* find(std::string_view name) const;

 private:
  std::vector<Fault> faults_;
};

/// The faults that a run switches on: "X" or "X+late".
class FaultSet {
 public:
  FaultSet() = default;
  /// Errors: a name that is not in the list, with what was probably meant.
  static Result<FaultSet> parse(std::string_view text, const FaultList& known);
  [[nodiscard]] bool has(std::string_view name) const {
    if (asked_) asked_(name);
    return names_.contains(name);
  }
  [[nodiscard]] bool empty() const { return names_.empty(); }
  [[nodiscard]] const std::set<std::string, std::less<>>& names() const { return names_; }
  /// The one fault, if it is there: for a part that has no other.
  [[nodiscard]] FaultSet only(const std::string& name) const {
    FaultSet one;
    if (has(name)) one.names_.insert(name);
    return one;
  }
  /// Tells of each question, of this set and of its copies: without any, a fault cannot have changed anything.
  void listen(std::function<void(std::string_view)> asked) { asked_ = std::move(asked); }

 private:
  std::set<std::string, std::less<>> names_;
  std::function<void(std::string_view)> asked_;
};

}  // namespace conformance::faults

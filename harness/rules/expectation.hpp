// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "rules/catalogue.hpp"
#include "rules/finding.hpp"

namespace conformance::rules {

struct RuleResult;

/// What is known not to pass, and why (--expect, scenarios/schema/expect.schema.json).
struct Expectation {
  std::string id;                   ///< a rule
  std::string role;                 ///< "" for any
  std::string version;              ///< of XEP-0085: "0085@2.1", "" for any
  Verdict verdict = Verdict::fail;  ///< fail or inconclusive
  std::string reason;
  std::string link;
  std::string until;          ///< the last day on which it holds: "2027-01-31"; "" for ever
  std::string evidence = {};  ///< what was seen that shows it

  friend bool operator==(const Expectation&, const Expectation&) = default;
};

class Expectations {
 public:
  Expectations() = default;
  explicit Expectations(std::vector<Expectation> list) : list_(std::move(list)) {}
  /// Reads the text of a file. Errors: the JSON pointer, what was found and what was expected.
  static Result<Expectations> load(std::string_view json, const Catalogue& catalogue);

  [[nodiscard]] const std::vector<Expectation>& all() const { return list_; }
  /// Says on each result what became of what was announced. `today` is a day as in `until`.
  void apply(std::vector<RuleResult>& results, const std::string& today) const;
  /// What these results would have to be announced by: what still fails or has no result stays, what passes goes, and
  /// deciding failures that nobody had announced come. In the order of the file, the new ones behind.
  [[nodiscard]] Expectations updated(const std::vector<RuleResult>& results) const;
  /// The text of a file, with a line feed at its end.
  [[nodiscard]] std::string to_json() const;

 private:
  std::vector<Expectation> list_;
};

}  // namespace conformance::rules

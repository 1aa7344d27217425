// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "rules/catalogue.hpp"
#include "rules/finding.hpp"
#include "trace/event.hpp"

namespace conformance::rules {

/// One rule in one play: the row of a report, keyed (role, version, rule).
struct RuleResult {
  std::string rule;
  std::string role;
  /// The play's version of XEP-0085: "0085@2.1".
  std::string version;
  /// The version of the rule's own specification.
  std::string rule_version;
  Level level = Level::info;
  Verdict verdict = Verdict::none;
  std::string reason{};
  /// Its failure decides the run: MUST and MUST NOT, with --strict also SHOULD and SCHEMA.
  bool deciding = false;
  /// Not seen within the longest wait: inconclusive without deciding.
  bool bounded = false;
  std::set<std::string> flags{};
  std::map<std::string, std::string> grades{};  ///< of flags that a step graded
  /// All findings on the rule, those that made the verdict first.
  std::vector<Finding> findings{};
};

struct SummaryOptions {
  bool strict = false;
  /// Whether a rule was selected; everything by default.
  std::function<bool(const std::string& rule)> selected = [](const std::string&) { return true; };
};

/// The result of every rule of the catalogue that the play's role and versions have, in the catalogue's order.
///
/// fail if any scenario failed it, else error, else inconclusive, if an owing scenario is, else pass if one passed,
/// else not applicable. What nobody owed and nobody broke is not judged, with the reason.
std::vector<RuleResult> summarize(const trace::Header& header, const std::vector<Finding>& findings,
                                  const Catalogue& catalogue, const SummaryOptions& options);

/// Exit codes, the first that applies.
enum class ExitCode { ok = 0, failed = 1, usage = 2, inconclusive = 3, error = 4 };

/// 1 a deciding rule failed, 4 a scenario ended in error, 3 a deciding rule is inconclusive, 0.
ExitCode exit_code(const std::vector<RuleResult>& results);

/// "0085@2.1" for a header's version of XEP-0085.
std::string play_version(const trace::Header& header);

}  // namespace conformance::rules

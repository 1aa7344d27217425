// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "rules/catalogue.hpp"
#include "rules/expectation.hpp"
#include "rules/finding.hpp"
#include "trace/event.hpp"

namespace conformance::rules {

/// What became of an announcement (--expect) on a rule in a play.
enum class Announced {
  none,    ///< there was none, or the rule got no verdict that it speaks of
  met,     ///< the verdict is the one announced: it does not decide
  passed,  ///< a failure was announced, and the rule passed
  ran_out  ///< its last day is over
};

std::string_view to_string(Announced announced);

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
  /// It is newer than --rules-as-of: told, and it does not decide.
  bool newer = false;
  Announced announced = Announced::none;
  std::optional<Expectation> expectation{};     ///< the announcement, where there was one that speaks of the verdict
  std::map<std::string, std::string> grades{};  ///< of flags that a step graded
  /// All findings on the rule, those that made the verdict first.
  std::vector<Finding> findings{};
};

struct SummaryOptions {
  bool strict = false;
  /// Rules that are newer than this version of the program do not decide; "" for none.
  std::string rules_as_of{};
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

/// 1 a deciding rule failed, or what was announced did not come about or ran out, 4 a scenario ended in error, 3 a
/// deciding rule is inconclusive, 0. What was announced and came about decides nothing.
ExitCode exit_code(const std::vector<RuleResult>& results);
/// How many deciding rules passed or failed, counted once for each play.
std::size_t judged_and_deciding(const std::vector<RuleResult>& results);

/// "0085@2.1" for a header's version of XEP-0085.
std::string play_version(const trace::Header& header);

}  // namespace conformance::rules

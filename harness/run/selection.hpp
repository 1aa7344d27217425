// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "rules/catalogue.hpp"
#include "scenario/scenario.hpp"

namespace conformance::run {

/// The scenarios to play and the rules that they owe.
struct Selection {
  std::vector<scenario::Scenario> scenarios;
  std::set<std::string> rules;
  /// Nothing was named: everything is selected.
  bool everything = true;
};

/// Picks by words, each a rule id or prefix of whole parts (0085/5.3), a scenario id or glob (client/*/long-typing), or
/// a path to a scenario file (begins with . or /). Errors: a word that fits nothing, with what was probably meant; a
/// file that is refused.
Result<Selection> select(const std::vector<std::string>& words, const std::vector<scenario::Scenario>& all,
                         const rules::Catalogue& catalogue);

/// All scenarios of the data files, in the order of their ids. Errors name file and JSON pointer.
Result<std::vector<scenario::Scenario>> load_scenarios(const std::vector<std::pair<std::string, std::string>>& files,
                                                       const rules::Catalogue& catalogue);
/// The catalogue of the data files.
Result<rules::Catalogue> load_catalogue(const std::vector<std::pair<std::string, std::string>>& files);

}  // namespace conformance::run

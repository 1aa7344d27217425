// SPDX-License-Identifier: MIT
#include "reports/flags.hpp"

#include <algorithm>
#include <map>

namespace conformance::reports {

std::vector<Flag> flags_of(const Report& report) {
  std::map<std::pair<std::string, std::string>, Flag> flags;
  for (const auto& play : report.plays) {
    for (const auto& result : play.results) {
      for (const auto& name : result.flags) {
        const auto graded = result.grades.find(name);
        const std::string grade = graded == result.grades.end() ? "" : graded->second;
        auto& flag = flags.try_emplace({name, grade}, Flag{name, grade, {}}).first->second;
        const bool known = std::find(flag.rules.begin(), flag.rules.end(), result.rule) != flag.rules.end();
        if (!known) flag.rules.push_back(result.rule);
      }
    }
  }
  std::vector<Flag> list;
  for (auto& [key, flag] : flags) list.push_back(std::move(flag));
  return list;
}

}  // namespace conformance::reports

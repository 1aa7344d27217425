// SPDX-License-Identifier: MIT
#include "cli/lookup.hpp"

#include <algorithm>
#include <filesystem>

#include "base/suggest.hpp"

namespace conformance::cli {

std::vector<std::string> scenarios_of(const rules::Rule& rule, const Data& data) {
  std::vector<std::string> ids;
  for (const auto& scenario : data.scenarios) {
    if (std::find(scenario.rules.begin(), scenario.rules.end(), rule.id) != scenario.rules.end()) {
      ids.push_back(scenario.id);
    }
  }
  return ids;
}

std::vector<std::string> faults_of(const rules::Rule& rule, const Data& data) {
  std::vector<std::string> names;
  for (const auto& fault : data.faults.all()) {
    const bool trips = std::any_of(fault.trips.begin(), fault.trips.end(),
                                   [&](const auto& entry) { return entry.second.contains(rule.id); });
    if (trips) names.push_back(fault.name);
  }
  return names;
}

// Why a rule is not judged, or nothing if it is.
std::string why_not(const rules::Rule& rule, const Data& data) {
  if (!scenarios_of(rule, data).empty()) return "";
  if (!rule.testable) return "cannot be tested";
  return rule.found_by.empty() ? "decided by another rule" : "no scenario yet";
}

InputError with_file_hint(InputError error, const std::string& path) {
  namespace fs = std::filesystem;
  constexpr int entries_max = 1'000;
  std::error_code failed;
  if (fs::exists(path, failed)) return error;
  const auto folder = fs::path(path).parent_path();
  std::vector<std::string> names;
  fs::directory_iterator walk(folder.empty() ? fs::path(".") : folder, failed);
  for (int i = 0; !failed && walk != fs::directory_iterator() && i < entries_max; walk.increment(failed), ++i) {
    names.push_back(walk->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  const auto meant = nearest(fs::path(path).filename().string(), names);
  if (!meant.empty()) error.reason += ", did you mean \"" + (folder / meant).string() + "\"?";
  return error;
}

}  // namespace conformance::cli

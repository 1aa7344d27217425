// SPDX-License-Identifier: MIT
#include "cli/versions.hpp"

#include <algorithm>

namespace conformance::cli {

Result<std::vector<std::string>> versions_of(const std::string& id, const Options& options,
                                             const rules::Catalogue& catalogue, bool all) {
  const auto* specification = catalogue.specification(id);
  for (const auto& spec : options.specs) {
    const auto asked_id = spec.substr(0, spec.find('@'));
    if (asked_id == "0085" || asked_id == "0224") continue;
    return InputError{"\"" + spec + "\" is not known, expected 0085@1.2, 0085@2.1 or 0224@1.0", "--spec"};
  }
  if (specification == nullptr) return InputError{"the catalogue has no specification " + id, "--scenarios"};
  std::vector<std::string> known;
  for (const auto& [version, url] : specification->versions) known.push_back(version);
  std::vector<std::string> asked;
  for (const auto& spec : options.specs) {
    const auto at = spec.find('@');
    if (spec.substr(0, at) != id) continue;
    const auto version = at == std::string::npos ? known.back() : spec.substr(at + 1);
    if (std::find(known.begin(), known.end(), version) == known.end()) {
      std::string list;
      for (const auto& one : known) list += (list.empty() ? "" : ", ") + id + "@" + one;
      return InputError{"\"" + spec + "\" is not known, expected one of " + list, "--spec"};
    }
    asked.push_back(version);
  }
  // In the order of the catalogue, each once: the last is the newest.
  if (!asked.empty()) {
    std::erase_if(known, [&](const auto& one) { return std::find(asked.begin(), asked.end(), one) == asked.end(); });
    return known;
  }
  if (!all) known = {known.back()};
  return known;
}

}  // namespace conformance::cli

// SPDX-License-Identifier: MIT
#include "scenario/needs.hpp"

namespace conformance::scenario {

namespace {

std::optional<std::string> first_missing(const std::vector<std::string>& needed, const std::set<std::string>& has,
                                         const std::string& what) {
  for (const auto& one : needed) {
    if (!has.contains(one)) return what + " \"" + one + "\"";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> lacking(const Needs& needs, const Abilities& abilities) {
  const auto lacks = abilities.worker + " does not have the ";
  if (auto reason = first_missing(needs.actions, abilities.actions, lacks + "action")) return reason;
  if (auto reason = first_missing(needs.queries, abilities.queries, lacks + "query")) return reason;
  return first_missing(needs.settings, abilities.settings, lacks + "setting");
}

}  // namespace conformance::scenario

// SPDX-License-Identifier: MIT
#include "scenario/needs.hpp"

namespace conformance::scenario {

namespace {

std::optional<std::string> first_missing(const std::vector<std::string>& needed, const std::set<std::string>& has,
                                         const char* what) {
  for (const auto& one : needed) {
    if (!has.contains(one)) return "the driver does not have the " + std::string(what) + " \"" + one + "\"";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> lacking(const Needs& needs, const Abilities& abilities) {
  if (auto reason = first_missing(needs.actions, abilities.actions, "action")) return reason;
  if (auto reason = first_missing(needs.queries, abilities.queries, "query")) return reason;
  return first_missing(needs.settings, abilities.settings, "setting");
}

}  // namespace conformance::scenario

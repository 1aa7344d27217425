// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>

#include "faults/faults.hpp"
#include "rules/catalogue.hpp"
#include "scenario/library.hpp"

/// For tests of the parts that have faults.
namespace conformance::faults {

/// The faults that are compiled in, read once.
inline const FaultList& known_faults() {
  static const FaultList list = [] {
    std::vector<std::pair<std::string, std::string>> catalogue;
    std::string faults;
    for (const auto& [path, text] : scenario::data_files("").value()) {
      if (path.starts_with("rules/")) catalogue.emplace_back(path, text);
      if (path == "faults.json") faults = text;
    }
    const auto rules = rules::Catalogue::load(catalogue).value();
    std::set<std::string> ids;
    for (const auto& rule : rules.rules()) ids.insert(rule.id);
    return FaultList::load(faults, ids).value();
  }();
  return list;
}

/// "X", "X+late", or "" for none. Throws if a fault is not in faults.json.
inline FaultSet switched_on(const std::string& names) {
  return names.empty() ? FaultSet() : FaultSet::parse(names, known_faults()).value();
}

}  // namespace conformance::faults

// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "faults/faults.hpp"
#include "rules/catalogue.hpp"
#include "scenario/scenario.hpp"

namespace conformance::run {

/// What is played and judged by: scenarios, rules and faults.
struct Data {
  rules::Catalogue catalogue;
  std::vector<scenario::Scenario> scenarios;
  faults::FaultList faults;
};

/// Reads the data that are compiled in, or those of a folder. Errors name file and JSON pointer.
Result<Data> load_data(const std::string& folder);

}  // namespace conformance::run

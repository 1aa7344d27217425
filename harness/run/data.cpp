// SPDX-License-Identifier: MIT
#include "run/data.hpp"

#include "run/selection.hpp"
#include "scenario/library.hpp"

namespace conformance::run {

Result<Data> load_data(const std::string& folder) {
  const auto files = scenario::data_files(folder);
  if (files.has_error()) return files.error();
  auto catalogue = load_catalogue(*files);
  if (catalogue.has_error()) return catalogue.error();
  auto scenarios = load_scenarios(*files, *catalogue);
  if (scenarios.has_error()) return scenarios.error();
  std::set<std::string> ids;
  for (const auto& rule : catalogue->rules()) ids.insert(rule.id);
  std::string faults_text = R"({"faults": []})";
  for (const auto& [path, text] : *files) {
    if (path == "faults.json") faults_text = text;
  }
  auto faults = faults::FaultList::load(faults_text, ids);
  if (faults.has_error()) return faults.error();
  return Data{std::move(*catalogue), std::move(*scenarios), std::move(*faults)};
}

}  // namespace conformance::run

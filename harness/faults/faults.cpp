// SPDX-License-Identifier: MIT
#include "faults/faults.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/suggest.hpp"

namespace conformance::faults {

namespace {

using Json = nlohmann::ordered_json;

Fault read_fault(const Json& json) {
  Fault fault;
  fault.name = json.at("name").get<std::string>();
  fault.side = json.at("side").get<std::string>();
  fault.does = json.at("does").get<std::string>();
  fault.legal = json.value("legal", false);
  for (const auto& [version, rules] : json.at("trips").items()) {
    fault.trips[version] = rules.get<std::set<std::string>>();
  }
  fault.exit = json.at("exit").get<int>();
  fault.exit_strict = json.value("exit_strict", fault.exit);
  return fault;
}

}  // namespace

Result<FaultList> FaultList::load(std::string_view text, const std::set<std::string>& rules) {
  FaultList list;
  std::size_t index = 0;
  std::string place = "faults.json";
  try {
    const auto json = Json::parse(text);
    for (const auto& entry : json.at("faults")) {
      place = "faults.json: /faults/" + std::to_string(index);
      auto fault = read_fault(entry);
      // "+" combines faults on the command line.
      const bool named = !fault.name.empty() && fault.name.find('+') == std::string::npos;
      if (!named) throw std::runtime_error("\"" + fault.name + "\" is not a name");
      if (list.find(fault.name) != nullptr) throw std::runtime_error("\"" + fault.name + "\" is there twice");
      list.faults_.push_back(std::move(fault));
      for (const auto& [version, tripped] : list.faults_.back().trips) {
        for (const auto& rule : tripped) {
          if (!rules.contains(rule)) throw std::runtime_error("\"" + rule + "\" is not a rule of the catalogue");
        }
      }
      ++index;
    }
  } catch (const std::exception& error) {
    return InputError{error.what(), place};
  }
  return list;
}

const Fault* FaultList::find(std::string_view name) const {
  const auto found =
      std::find_if(faults_.begin(), faults_.end(), [&](const Fault& fault) { return fault.name == name; });
  return found == faults_.end() ? nullptr : &*found;
}

Result<FaultSet> FaultSet::parse(std::string_view text, const FaultList& known) {
  FaultSet set;
  while (true) {
    const auto plus = text.find('+');
    const auto name = text.substr(0, plus);
    if (known.find(name) == nullptr) {
      std::vector<std::string> names;
      for (const auto& fault : known.all()) names.push_back(fault.name);
      return InputError{
          "\"" + std::string(name) + "\" is not a fault" + did_you_mean(name, names) + " (conformance list faults)",
          ""};
    }
    set.names_.emplace(name);
    if (plus == std::string_view::npos) return set;
    text.remove_prefix(plus + 1);
  }
}

}  // namespace conformance::faults

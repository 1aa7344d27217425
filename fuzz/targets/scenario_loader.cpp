// Property: a file is a scenario, a catalogue, a list of faults, or refused with its name and a reason.
// SPDX-License-Identifier: MIT
#include "scenario/loader.hpp"

#include "base/check.hpp"
#include "faults/faults.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"

namespace conformance::fuzz {

namespace {

template <class T>
void check_refusal(const Result<T>& read) {
  if (read.has_error()) check(!read.error().reason.empty(), "refused without a reason");
}

}  // namespace

void scenario_loader(std::string_view input) {
  static const std::set<std::string> rules = [] {
    std::set<std::string> ids;
    for (const auto& rule : catalogue().rules()) ids.insert(rule.id);
    return ids;
  }();
  const auto scenario = scenario::load("romeo.json", input, rules);
  check_refusal(scenario);
  if (scenario.has_error()) check(scenario.error().place.starts_with("romeo.json"), "refused without the file's name");
  check_refusal(rules::Catalogue::load({{"romeo.json", std::string(input)}}));
  check_refusal(faults::FaultList::load(input, rules));
  check_refusal(scenario::parse_duration(input));
}

}  // namespace conformance::fuzz

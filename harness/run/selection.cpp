// SPDX-License-Identifier: MIT
#include "run/selection.hpp"

#include <fnmatch.h>

#include <algorithm>

#include "base/file.hpp"
#include "base/limits.hpp"
#include "base/suggest.hpp"
#include "scenario/loader.hpp"

namespace conformance::run {

namespace {

std::set<std::string> rule_ids(const rules::Catalogue& catalogue) {
  std::set<std::string> ids;
  for (const auto& rule : catalogue.rules()) ids.insert(rule.id);
  return ids;
}

bool is_prefix(const std::string& prefix, const std::string& id) {
  const auto trimmed = prefix.ends_with('/') ? prefix.substr(0, prefix.size() - 1) : prefix;
  return id == trimmed || id.starts_with(trimmed + "/");
}

class Selector {
 public:
  Selector(const std::vector<scenario::Scenario>& all, const rules::Catalogue& catalogue)
      : all_(all), catalogue_(catalogue) {}

  Result<void> take(const std::string& word) {
    if (word.starts_with('.') || word.starts_with('/')) return take_file(word);
    bool found = false;
    for (const auto& rule : catalogue_.rules()) {
      if (!is_prefix(word, rule.id)) continue;
      rules_.insert(rule.id);
      found = true;
    }
    for (const auto& scenario : all_) {
      const bool matches = fnmatch(word.c_str(), scenario.id.c_str(), 0) == 0 || is_prefix(word, scenario.id);
      if (!matches) continue;
      named_.insert(scenario.id);
      found = true;
    }
    if (found) return {};
    std::vector<std::string> candidates;
    for (const auto& rule : catalogue_.rules()) candidates.push_back(rule.id);
    for (const auto& scenario : all_) candidates.push_back(scenario.id);
    return InputError{"\"" + word + "\" is neither a rule nor a scenario" + did_you_mean(word, candidates) +
                          " (conformance list rules, conformance list scenarios)",
                      ""};
  }

  Selection result() {
    Selection selection;
    selection.everything = false;
    for (const auto& scenario : all_) {
      const bool by_rule = std::any_of(scenario.rules.begin(), scenario.rules.end(),
                                       [this](const std::string& rule) { return rules_.contains(rule); });
      if (by_rule || named_.contains(scenario.id)) selection.scenarios.push_back(scenario);
    }
    selection.scenarios.insert(selection.scenarios.end(), files_.begin(), files_.end());
    selection.rules = rules_;
    // A scenario that was named owes all of its rules.
    for (const auto& scenario : selection.scenarios) {
      const bool named = named_.contains(scenario.id) ||
                         std::any_of(files_.begin(), files_.end(),
                                     [&](const scenario::Scenario& file) { return file.id == scenario.id; });
      if (named) selection.rules.insert(scenario.rules.begin(), scenario.rules.end());
    }
    return selection;
  }

 private:
  Result<void> take_file(const std::string& path) {
    const auto text = read_file(path, limits::file_bytes_max);
    if (text.has_error()) return text.error();
    auto scenario = scenario::load(path, *text, rule_ids(catalogue_));
    if (scenario.has_error()) return scenario.error();
    files_.push_back(std::move(*scenario));
    return {};
  }

  const std::vector<scenario::Scenario>& all_;
  const rules::Catalogue& catalogue_;
  std::set<std::string> rules_;
  std::set<std::string> named_;
  std::vector<scenario::Scenario> files_;
};

}  // namespace

Result<Selection> select(const std::vector<std::string>& words, const std::vector<scenario::Scenario>& all,
                         const rules::Catalogue& catalogue) {
  if (words.empty()) return Selection{all, rule_ids(catalogue), true};
  Selector selector(all, catalogue);
  for (const auto& word : words) {
    if (auto taken = selector.take(word); taken.has_error()) return taken.error();
  }
  return selector.result();
}

Result<rules::Catalogue> load_catalogue(const std::vector<std::pair<std::string, std::string>>& files) {
  std::vector<std::pair<std::string, std::string>> catalogue;
  for (const auto& file : files) {
    if (file.first.starts_with("rules/")) catalogue.push_back(file);
  }
  // In the order in which they are read by people: the two specifications, then their companions.
  std::stable_sort(catalogue.begin(), catalogue.end(), [](const auto& a, const auto& b) {
    return a.first.starts_with("rules/xep-") && !b.first.starts_with("rules/xep-");
  });
  return rules::Catalogue::load(catalogue);
}

Result<std::vector<scenario::Scenario>> load_scenarios(const std::vector<std::pair<std::string, std::string>>& files,
                                                       const rules::Catalogue& catalogue) {
  const auto ids = rule_ids(catalogue);
  std::vector<scenario::Scenario> scenarios;
  for (const auto& [path, text] : files) {
    const bool is_scenario = path.starts_with("client/") || path.starts_with("server/");
    if (!is_scenario) continue;
    auto scenario = scenario::load(path, text, ids);
    if (scenario.has_error()) return scenario.error();
    if (scenario->id + ".json" != path) {
      return InputError{
          "found \"" + scenario->id + "\", expected the file's place, \"" + path.substr(0, path.size() - 5) + "\"",
          path + ": /id"};
    }
    scenarios.push_back(std::move(*scenario));
  }
  return scenarios;
}

}  // namespace conformance::run

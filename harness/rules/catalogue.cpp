// SPDX-License-Identifier: MIT
#include "rules/catalogue.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace conformance::rules {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::pair<Level, std::string_view>, 8> levels = {{{Level::must, "MUST"},
                                                                       {Level::must_not, "MUST NOT"},
                                                                       {Level::should, "SHOULD"},
                                                                       {Level::should_not, "SHOULD NOT"},
                                                                       {Level::may, "MAY"},
                                                                       {Level::info, "INFO"},
                                                                       {Level::schema, "SCHEMA"},
                                                                       {Level::advice, "ADVICE"}}};

Level read_level(const std::string& text) {
  for (const auto& [level, name] : levels) {
    if (text == name) return level;
  }
  throw std::runtime_error("the level \"" + text + "\" is not known");
}

// The numbers of a version, or nothing if it is none.
std::optional<std::vector<int>> numbers_of(std::string_view text) {
  constexpr std::size_t digits_max = 6;
  std::vector<int> numbers;
  while (true) {
    const auto dot = std::min(text.find('.'), text.size());
    const auto part = text.substr(0, dot);
    if (part.empty() || part.size() > digits_max) return std::nullopt;
    if (part.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    numbers.push_back(std::stoi(std::string(part)));
    if (dot == text.size()) break;
    text.remove_prefix(dot + 1);
  }
  while (!numbers.empty() && numbers.back() == 0) numbers.pop_back();  // 0.1 is 0.1.0
  return numbers;
}

std::vector<std::string> texts(const Json& json, const char* key) {
  return json.value(key, std::vector<std::string>{});
}

Rule read_rule(const Json& json) {
  Rule rule;
  rule.id = json.at("id").get<std::string>();
  rule.title = json.at("title").get<std::string>();
  rule.sides = json.at("sides").get<std::vector<std::string>>();
  for (const auto& [version, entry] : json.at("in").items()) {
    rule.in.push_back({version, read_level(entry.at("level").get<std::string>()), entry.value("section", ""),
                       entry.value("anchor", ""), entry.value("own_level", "")});
  }
  rule.sentence = json.at("sentence").get<std::string>();
  rule.condition = json.value("condition", "");
  rule.found_by = texts(json, "found");
  rule.implies = texts(json, "implies");
  rule.needs = texts(json, "needs");
  rule.opportunity = json.value("opportunity", "");
  rule.unseen = json.value("unseen", "");
  rule.fix = json.value("fix", "");
  rule.since = json.value("since", rule.since);
  if (!is_version(rule.since)) throw std::runtime_error("since: \"" + rule.since + "\" is not a version");
  rule.derived = json.value("derived", false);
  rule.foundation = json.value("foundation", false);
  rule.remembered = json.value("remembered", false);
  rule.testable = json.value("testable", true);
  return rule;
}

Specification read_specification(const Json& json) {
  Specification specification{json.at("id").get<std::string>(), json.at("title").get<std::string>(), {}};
  for (const auto& [version, entry] : json.at("versions").items()) {
    specification.versions.emplace_back(version, entry.at("url").get<std::string>());
  }
  return specification;
}

}  // namespace

std::string_view to_string(Level level) {
  for (const auto& [known, name] : levels) {
    if (known == level) return name;
  }
  return "INFO";
}

bool Rule::on_side(std::string_view role) const {
  return std::any_of(sides.begin(), sides.end(),
                     [&](const std::string& side) { return side == role || (side == "room" && role == "server"); });
}

const RuleVersion* Rule::in_version(std::string_view version) const {
  const auto found = std::find_if(in.begin(), in.end(), [&](const RuleVersion& v) { return v.version == version; });
  return found == in.end() ? nullptr : &*found;
}

Result<Catalogue> Catalogue::load(const std::vector<std::pair<std::string, std::string>>& files) {
  Catalogue catalogue;
  for (const auto& [name, text] : files) {
    std::string place = name;
    try {
      const auto json = Json::parse(text);
      for (const auto& entry : json.at("specifications")) {
        catalogue.specifications_.push_back(read_specification(entry));
      }
      std::size_t index = 0;
      for (const auto& entry : json.at("rules")) {
        place = name + ": /rules/" + std::to_string(index++);
        auto rule = read_rule(entry);
        if (catalogue.find(rule.id) != nullptr) throw std::runtime_error("the rule " + rule.id + " is there twice");
        catalogue.rules_.push_back(std::move(rule));
      }
    } catch (const std::exception& error) {
      return InputError{error.what(), place};
    }
  }
  for (const auto& rule : catalogue.rules_) {
    for (const auto* list : {&rule.implies, &rule.needs}) {
      for (const auto& id : *list) {
        if (catalogue.find(id) == nullptr) return InputError{"names a rule that does not exist: " + id, rule.id};
      }
    }
    if (catalogue.specification(rule.specification()) == nullptr) {
      return InputError{"belongs to a specification that is not listed", rule.id};
    }
  }
  return catalogue;
}

const Rule* Catalogue::find(std::string_view id) const {
  const auto found = std::find_if(rules_.begin(), rules_.end(), [&](const Rule& rule) { return rule.id == id; });
  return found == rules_.end() ? nullptr : &*found;
}

const Specification* Catalogue::specification(std::string_view id) const {
  const auto found =
      std::find_if(specifications_.begin(), specifications_.end(), [&](const Specification& s) { return s.id == id; });
  return found == specifications_.end() ? nullptr : &*found;
}

std::string Catalogue::version_for(const Rule& rule,
                                   const std::vector<std::pair<std::string, std::string>>& play) const {
  for (const auto& [specification, version] : play) {
    if (specification == rule.specification()) return version;
  }
  const auto* known = specification(rule.specification());
  return known->versions.empty() ? "" : known->versions.back().first;
}

std::string Catalogue::link(const Rule& rule, std::string_view version) const {
  const auto* known = specification(rule.specification());
  for (const auto& [name, url] : known->versions) {
    if (name != version) continue;
    const auto* at = rule.in_version(version);
    return at == nullptr || at->anchor.empty() ? url : url + "#" + at->anchor;
  }
  return "";
}

bool is_version(std::string_view text) { return numbers_of(text).has_value(); }

bool is_newer(std::string_view version, std::string_view than) { return numbers_of(version) > numbers_of(than); }

bool decides(Level level, bool strict) {
  switch (level) {
    case Level::must:
    case Level::must_not:
      return true;
    case Level::should:
    case Level::should_not:
    case Level::schema:
      return strict;
    default:
      return false;
  }
}

}  // namespace conformance::rules

// SPDX-License-Identifier: MIT
#include "scenario/loader.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "scenario/reader.hpp"
#include "scenario/step_reader.hpp"
#include "xmpp/jid.hpp"

namespace conformance::scenario {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t steps_max = 500;
constexpr std::size_t cast_max = 16;

CastMember read_cast_member(const std::string& name, const Json& json, const std::string& pointer) {
  Reader reader(json, pointer);
  CastMember member;
  member.name = name;
  if (member.is_second_resource() && json.contains("roster")) {
    reader.refuse("roster", "\"iut2\" is a resource of the client's own account, and no contact");
  }
  member.roster = reader.choice_or("roster", member.roster, {"both", "to", "from", "none"});
  member.features = reader.texts_or_none("features");
  member.caps = reader.choice_or("caps", member.caps, {"valid", "none", "wrong", "unresolvable"});
  member.disco = reader.choice_or("disco", member.disco, {"answers", "error", "silent", "caps only"});
  if (reader.has("resources")) member.resources = reader.texts_or_none("resources");
  if (member.resources.empty()) reader.refuse("resources", "a cast member needs a resource");
  for (const auto& resource : member.resources) {
    if (xmpp::Jid::parse("a@b/" + resource).has_error()) {
      reader.refuse("resources", "\"" + resource + "\" is not a resourcepart");
    }
  }
  member.priority = reader.number_or("priority", 0, -128, 127);
  member.offline = reader.truth_or_false("offline");
  reader.finish("roster, features, caps, disco, resources, priority or offline");
  return member;
}

Room read_room(const std::string& name, const Json& json, const std::string& pointer) {
  Reader reader(json, pointer);
  if (!reader.truth_or_false("room")) reader.refuse("room", "found false, expected true, or a cast member without it");
  reader.finish("room");
  return {name};
}

Needs read_needs(const Json& json, const std::string& pointer) {
  Reader reader(json, pointer);
  Needs needs{reader.texts_or_none("actions"), reader.texts_or_none("queries"), reader.texts_or_none("settings")};
  reader.finish("actions, queries or settings");
  return needs;
}

std::map<std::string, std::vector<std::string>> read_spec(const Json& json, const std::string& pointer) {
  std::map<std::string, std::vector<std::string>> spec;
  Reader reader(json, pointer);
  for (const auto& [specification, versions] : json.items()) {
    spec[specification] = reader.texts_or_none(specification);
  }
  return spec;
}

void check_rules(Reader& reader, const std::vector<std::string>& ids, const std::set<std::string>& rules) {
  if (ids.empty()) reader.refuse("rules", "expected at least one rule");
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!rules.contains(ids[i])) {
      reader.refuse("rules/" + std::to_string(i), "\"" + ids[i] + "\" is not a rule of the catalogue");
    }
  }
}

// A name for a word or a cast member: what a placeholder can hold, without a dot.
void check_name(const Reader& reader, const std::string& key, const std::string& name) {
  const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  const bool reserved = name == "iut" || name == "server" || name == "token" || name == "domain";
  if (!plain) reader.refuse(key, "\"" + name + "\" is not a name, expected small letters, digits, - or _");
  if (reserved) reader.refuse(key, "\"" + name + "\" is a reserved name");
}

Scenario read_scenario(const Json& json, const std::set<std::string>& rules) {
  Reader reader(json, "");
  Scenario scenario;
  reader.ignore("$schema");
  scenario.id = reader.text("id");
  scenario.title = reader.text("title");
  scenario.role = reader.choice_or("role", reader.has("role") ? "" : reader.text("role"), {"client", "server"});
  if (!scenario.id.starts_with(scenario.role + "/")) {
    reader.refuse("id",
                  "found \"" + scenario.id + "\", expected it to begin with the role, \"" + scenario.role + "/\"");
  }
  scenario.rules = reader.texts_or_none("rules");
  check_rules(reader, scenario.rules, rules);
  if (reader.has("spec")) scenario.spec = read_spec(reader.object("spec"), "/spec");
  if (reader.has("needs")) scenario.needs = read_needs(reader.object("needs"), "/needs");
  scenario.manners = reader.choice_or("manners", "polite", {"polite", "load", "hostile"});
  scenario.words = reader.texts_or_none("words");
  scenario.origin = reader.texts_or_none("origin");
  const auto& cast = reader.object("cast");
  if (cast.empty() || cast.size() > cast_max) {
    reader.refuse("cast", "expected 1 to " + std::to_string(cast_max) + " members");
  }
  for (const auto& [name, member] : cast.items()) {
    check_name(reader, "cast/" + name, name);
    if (member.is_object() && member.contains("room")) {
      scenario.rooms.push_back(read_room(name, member, "/cast/" + name));
    } else {
      scenario.cast.push_back(read_cast_member(name, member, "/cast/" + name));
      if (scenario.cast.back().is_second_resource() && scenario.role == "server") {
        reader.refuse("cast/" + name, "\"iut2\" is a resource of a client under test, the role is server");
      }
    }
  }
  for (std::size_t i = 0; i < scenario.words.size(); ++i) {
    const auto key = "words/" + std::to_string(i);
    const auto& word = scenario.words[i];
    check_name(reader, key, word);
    const bool twice = std::find(scenario.words.begin(), scenario.words.begin() + static_cast<std::ptrdiff_t>(i),
                                 word) != scenario.words.begin() + static_cast<std::ptrdiff_t>(i);
    if (twice || cast.contains(word)) reader.refuse(key, "\"" + word + "\" is the name of something else already");
  }
  const auto& steps = reader.array("steps");
  if (steps.empty() || steps.size() > steps_max) {
    reader.refuse("steps", "expected 1 to " + std::to_string(steps_max) + " steps");
  }
  StepReader step_reader(scenario, rules);
  std::size_t index = 0;
  for (const auto& step : steps) {
    scenario.steps.push_back(step_reader.read(step, "/steps/" + std::to_string(index++)));
  }
  reader.finish("id, title, role, rules, spec, needs, manners, words, origin, cast or steps");
  return scenario;
}

}  // namespace

bool Scenario::suits(const std::vector<std::pair<std::string, std::string>>& versions) const {
  return std::all_of(versions.begin(), versions.end(), [&](const auto& version) {
    const auto wanted = spec.find(version.first);
    return wanted == spec.end() ||
           std::find(wanted->second.begin(), wanted->second.end(), version.second) != wanted->second.end();
  });
}

namespace {

// "[json.exception.parse_error.101] parse error …": the number is of no use to a reader.
InputError not_json(const Json::exception& error, std::string place) {
  const std::string what = error.what();
  return {"not JSON: " + what.substr(what.find("] ") + 2), std::move(place)};
}

}  // namespace

Result<Scenario> load(const std::string& file, std::string_view text, const std::set<std::string>& rules) {
  Json json;
  try {
    json = Json::parse(text);
  } catch (const Json::parse_error& error) {
    const auto before = text.substr(0, std::min<std::size_t>(error.byte, text.size()));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    return not_json(error, file + ": line " + std::to_string(line));
  } catch (const Json::exception& error) {
    return not_json(error, file);  // a number that no double holds
  }
  try {
    return read_scenario(json, rules);
  } catch (const Refused& refused) {
    return InputError{refused.error.reason, file + ": " + (refused.error.place.empty() ? "/" : refused.error.place)};
  }
}

}  // namespace conformance::scenario

// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/suggest.hpp"
#include "cli/commands.hpp"
#include "cli/lookup.hpp"
#include "rules/judge.hpp"

namespace conformance::cli {

namespace {

using Json = nlohmann::ordered_json;

Json rule_json(const rules::Rule& rule, const Data& data) {
  Json in = Json::object();
  for (const auto& version : rule.in) {
    in[version.version] = {{"level", to_string(version.level)},
                           {"section", version.section},
                           {"link", data.catalogue.link(rule, version.version)}};
  }
  Json json;
  json["id"] = rule.id;
  json["title"] = rule.title;
  json["specification"] = data.catalogue.specification(rule.specification())->title;
  json["since"] = rule.since;
  json["sides"] = rule.sides;
  json["in"] = std::move(in);
  json["sentence"] = rule.sentence;
  if (!rule.condition.empty()) json["condition"] = rule.condition;
  json["found"] = rule.found_by;
  json["implies"] = rule.implies;
  json["needs"] = rule.needs;
  json["opportunity"] = rule.opportunity;
  json["unseen"] = rule.unseen;
  if (!rule.fix.empty()) json["fix"] = rule.fix;
  if (const auto why = why_not(rule, data); !why.empty()) json["not_judged"] = why;
  json["scenarios"] = scenarios_of(rule, data);
  json["faults"] = faults_of(rule, data);
  return json;
}

std::string rule_line(const rules::Rule& rule, const Data& data) {
  std::string versions;
  for (const auto& version : rule.in) versions += (versions.empty() ? "" : " ") + version.version;
  std::string sides;
  for (const auto& side : rule.sides) sides += static_cast<char>(std::toupper(side.front()));
  std::replace(sides.begin(), sides.end(), 'R', 'M');
  const auto why = why_not(rule, data);
  return fmt::format("{:<34} {:<10} {:<3} {:<7} {}\n", rule.id, to_string(rule.in.back().level), sides, versions,
                     rule.title + (why.empty() ? "" : " (" + why + ")"));
}

int list_rules(bool json, const Data& data) {
  if (json) {
    Json all = Json::array();
    for (const auto& rule : data.catalogue.rules()) all.push_back(rule_json(rule, data));
    std::puts(all.dump(2).c_str());
    return 0;
  }
  for (const auto& rule : data.catalogue.rules()) std::fputs(rule_line(rule, data).c_str(), stdout);
  std::fputs(fmt::format("{} rules. Level of the newest version; C client, S server, M multi-user chat.\n",
                         data.catalogue.rules().size())
                 .c_str(),
             stdout);
  return 0;
}

int list_scenarios(bool json, const Data& data) {
  Json all = Json::array();
  for (const auto& scenario : data.scenarios) {
    if (json) {
      all.push_back({{"id", scenario.id},
                     {"title", scenario.title},
                     {"role", scenario.role},
                     {"rules", scenario.rules},
                     {"manners", scenario.manners},
                     {"origin", scenario.origin}});
    } else {
      std::fputs(fmt::format("{:<44} {}\n", scenario.id, scenario.title).c_str(), stdout);
    }
  }
  if (json) std::puts(all.dump(2).c_str());
  return 0;
}

int list_faults(bool json, const Data& data) {
  Json all = Json::array();
  for (const auto& fault : data.faults.all()) {
    if (json) {
      all.push_back({{"name", fault.name},
                     {"side", fault.side},
                     {"legal", fault.legal},
                     {"does", fault.does},
                     {"trips", fault.trips},
                     {"exit", fault.exit},
                     {"exit_strict", fault.exit_strict}});
    } else {
      std::fputs(
          fmt::format("{:<28} {:<7} {:<6} {}\n", fault.name, fault.side, fault.legal ? "legal" : "fault", fault.does)
              .c_str(),
          stdout);
    }
  }
  if (json) std::puts(all.dump(2).c_str());
  return 0;
}

}  // namespace

int list_command(const Options& options, const Data& data) {
  const auto what = options.selection.size() == 1 ? options.selection.front() : std::string();
  if (what == "rules") return list_rules(options.as_json, data);
  if (what == "scenarios") return list_scenarios(options.as_json, data);
  if (what == "faults") return list_faults(options.as_json, data);
  const std::string found = options.selection.empty() ? "nothing" : "\"" + what + "\"";
  return usage_error({"found " + found + ", expected one of rules, scenarios and faults" +
                          did_you_mean(what, {"rules", "scenarios", "faults"}),
                      "list"});
}

}  // namespace conformance::cli

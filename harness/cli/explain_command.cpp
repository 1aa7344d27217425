// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <algorithm>
#include <cstdio>

#include "base/file.hpp"
#include "base/limits.hpp"
#include "base/suggest.hpp"
#include "cli/commands.hpp"
#include "cli/lookup.hpp"
#include "cli/prose.hpp"
#include "reports/page.hpp"
#include "scenario/loader.hpp"

namespace conformance::cli {

namespace {

using reports::Page;
using reports::Tone;

std::string joined(const std::vector<std::string>& items) {
  std::string text;
  for (const auto& item : items) text += (text.empty() ? "" : ", ") + item;
  return text;
}

std::string levels_of(const rules::Rule& rule) {
  std::string text;
  for (const auto& in : rule.in) {
    text += (text.empty() ? "" : "; ") + std::string(to_string(in.level)) + " in " + in.version;
    if (!in.own_level.empty()) text += " (" + in.own_level + " where it is stated)";
    text += ", section " + in.section;
  }
  return text;
}

// What it takes to judge the rule, in words.
std::string found_by(const rules::Rule& rule, const Data& data) {
  if (const auto why = why_not(rule, data); !why.empty()) return "no: " + why;
  const auto has = [&](const char* what) {
    return std::find(rule.found_by.begin(), rule.found_by.end(), what) != rule.found_by.end();
  };
  std::string text = has("monitor") ? "in everything that is seen" : "where a scenario makes it happen";
  if (has("driven")) text += ", with a client that is driven";
  if (has("observed")) text += ", with a driver that tells what the user sees";
  return text;
}

void explain_rule(const rules::Rule& rule, const Data& data, Page& page) {
  page.paragraph("", Tone::plain, rule.id, Tone::bold);
  page.paragraph("", Tone::plain, rule.title);
  page.field("required", rule.sentence);
  page.field("level", levels_of(rule));
  page.field("of", "a " + joined(rule.sides) + (rule.condition.empty() ? "" : ", " + rule.condition));
  page.field("judged", found_by(rule, data));
  page.field("to pass", rule.opportunity);
  page.field("unseen", rule.unseen);
  if (!rule.implies.empty()) page.field("implies", "what breaks it breaks " + joined(rule.implies) + ", too");
  if (!rule.needs.empty()) page.field("needs", joined(rule.needs) + ": without these it is inconclusive");
  if (const auto scenarios = scenarios_of(rule, data); !scenarios.empty()) page.field("scenarios", joined(scenarios));
  if (const auto faults = faults_of(rule, data); !faults.empty()) page.field("faults", joined(faults));
  if (!rule.fix.empty()) page.field("fix", rule.fix);
  page.unbroken_field("link", data.catalogue.link(rule, rule.in.back().version));
  if (!scenarios_of(rule, data).empty()) page.unbroken_field("play it", "conformance " + rule.id);
}

void explain_scenario(const scenario::Scenario& scenario, const std::string& word, Page& page) {
  page.paragraph("", Tone::plain, scenario.id, Tone::bold);
  page.paragraph("", Tone::plain, scenario.title);
  page.field("tests", "a " + scenario.role);
  page.field("judges", joined(scenario.rules));
  const auto& needs = scenario.needs;
  auto all = needs.actions;
  all.insert(all.end(), needs.queries.begin(), needs.queries.end());
  all.insert(all.end(), needs.settings.begin(), needs.settings.end());
  if (!all.empty()) page.field("needs", "a driver that can: " + joined(all));
  for (const auto& [specification, versions] : scenario.spec) {
    page.field("only in", specification + " " + joined(versions));
  }
  for (const auto& member : scenario.cast) page.field("cast", in_prose(member));
  for (const auto& room : scenario.rooms) page.field("cast", in_prose(room));
  page.blank();
  int number = 0;
  for (const auto& step : scenario.steps) {
    page.paragraph(fmt::format("  {:>2}. ", ++number), Tone::dim, in_prose(step, scenario));
  }
  page.blank();
  if (!scenario.words.empty()) page.paragraph("", Tone::plain, "<...> stands for a word that each run makes up.");
  for (const auto& link : scenario.origin) page.unbroken_field("origin", link);
  page.unbroken_field("play it", "conformance " + word);
}

void explain_fault(const faults::Fault& fault, Page& page) {
  page.paragraph("", Tone::plain, fault.name, Tone::bold);
  page.paragraph("", Tone::plain, fault.does);
  page.field("of", "the reference " + (fault.side == "both" ? std::string("client and server") : fault.side));
  if (fault.legal) page.field("legal", "no rule may catch it");
  for (const auto& [version, rules] : fault.trips) {
    if (!rules.empty()) page.field("in " + version, "caught by " + joined({rules.begin(), rules.end()}));
  }
  page.field("exit", fmt::format("{}, with --strict {}", fault.exit, fault.exit_strict));
  page.unbroken_field("play it", "conformance --fault " + fault.name);
}

Result<void> explain_file(const std::string& path, const Data& data, Page& page) {
  const auto text = read_file(path, limits::file_bytes_max);
  if (text.has_error()) return with_file_hint(text.error(), path);
  std::set<std::string> ids;
  for (const auto& rule : data.catalogue.rules()) ids.insert(rule.id);
  const auto scenario = scenario::load(path, *text, ids);
  if (scenario.has_error()) return scenario.error();
  explain_scenario(*scenario, path, page);
  return {};
}

// A rule, the rules of a section, a scenario, a fault or a scenario file.
Result<void> explain(const std::string& word, const Data& data, Page& page) {
  if (word.starts_with('.') || (word.starts_with('/') && word.size() > 1)) return explain_file(word, data, page);
  bool any = false;
  std::vector<std::string> known;
  for (const auto& rule : data.catalogue.rules()) {
    known.push_back(rule.id);
    if (rule.id != word && !rule.id.starts_with(word.ends_with('/') ? word : word + "/")) continue;
    if (any) page.blank();
    explain_rule(rule, data, page);
    any = true;
  }
  for (const auto& scenario : data.scenarios) {
    known.push_back(scenario.id);
    if (scenario.id != word) continue;
    explain_scenario(scenario, word, page);
    any = true;
  }
  for (const auto& fault : data.faults.all()) {
    known.push_back(fault.name);
    if (fault.name != word) continue;
    explain_fault(fault, page);
    any = true;
  }
  if (any) return {};
  return InputError{"\"" + word + "\" is neither a rule, a scenario nor a fault" + did_you_mean(word, known) +
                        " (conformance list rules|scenarios|faults)",
                    "explain"};
}

}  // namespace

int explain_command(const Options& options, const Data& data) {
  if (options.selection.empty()) {
    return usage_error(
        {"expected a rule, a scenario or a fault: conformance explain 0085/5.3/composing-once", "explain"});
  }
  const auto console = console_options(stdout, false);
  Page page(console.colour, console.columns);
  for (std::size_t i = 0; i < options.selection.size(); ++i) {
    if (i > 0) page.blank();
    if (const auto done = explain(options.selection[i], data, page); done.has_error()) return usage_error(done.error());
  }
  std::fputs(page.take().c_str(), stdout);
  return 0;
}

}  // namespace conformance::cli

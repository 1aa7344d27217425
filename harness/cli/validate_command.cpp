// SPDX-License-Identifier: MIT
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/limits.hpp"
#include "cli/commands.hpp"
#include "cli/lookup.hpp"
#include "cli/report_check.hpp"
#include "reports/escape.hpp"
#include "rules/expectation.hpp"
#include "scenario/library.hpp"
#include "scenario/loader.hpp"
#include "trace/json.hpp"

namespace conformance::cli {

namespace {

using Json = nlohmann::ordered_json;

std::set<std::string> rule_ids(const Data& data) {
  std::set<std::string> ids;
  for (const auto& rule : data.catalogue.rules()) ids.insert(rule.id);
  return ids;
}

// "a scenario", or what is wrong with it.
Result<std::string> check_scenario(const std::string& path, const std::string& text, const Data& data) {
  if (const auto scenario = scenario::load(path, text, rule_ids(data)); scenario.has_error()) return scenario.error();
  return std::string("a scenario");
}

Result<std::string> check_trace(const std::string& path, const std::string& text) {
  bool truncated = false;
  if (const auto trace = trace::parse_json_lines(text, &truncated); trace.has_error()) {
    return trace.error().within(path);
  }
  if (truncated) return InputError{"the last line is cut off", path};
  return std::string("a trace");
}

// Rules refer to those of the other files: it is read in their midst, in the place of the one that has its name.
Result<std::string> check_catalogue(const std::string& path, const std::string& text, const std::string& folder) {
  const auto name = std::filesystem::path(path).filename();
  std::vector<std::pair<std::string, std::string>> files = {{path, text}};
  const auto others = scenario::data_files(folder);
  if (others.has_error()) return others.error();
  for (const auto& [other, content] : *others) {
    if (other.starts_with("rules/") && std::filesystem::path(other).filename() != name)
      files.emplace_back(other, content);
  }
  if (const auto catalogue = rules::Catalogue::load(files); catalogue.has_error()) return catalogue.error();
  return std::string("a catalogue of rules");
}

Result<std::string> check_file(const std::string& path, const Data& data, const std::string& folder) {
  const auto text = read_file(path, limits::trace_bytes_max);
  if (text.has_error()) return with_file_hint(text.error(), path);
  // What it is stands in the file and not in its name. A trace has one object a line, so it is no JSON as a whole.
  const auto json = Json::parse(*text, nullptr, false);
  const bool object = json.is_object();
  if (object && json.contains("plays")) {
    if (auto wrong = check_report(json); wrong) return wrong->within(path);
    return std::string("a report");
  }
  if (object && json.contains("specifications") && json.contains("rules")) {
    return check_catalogue(path, *text, folder);
  }
  if (object && json.contains("expect")) {
    if (const auto expected = rules::Expectations::load(*text, data.catalogue); expected.has_error()) {
      return expected.error().within(path);
    }
    return std::string("a list of expectations");
  }
  if (object && json.contains("faults")) {
    if (const auto faults = faults::FaultList::load(*text, rule_ids(data)); faults.has_error()) {
      return faults.error().within(path);
    }
    return std::string("a list of faults");
  }
  const bool trace = path.ends_with(".jsonl") || (json.is_discarded() && text->starts_with("{\"")) ||
                     (object && json.value("kind", Json("")) == "header");
  return trace ? check_trace(path, *text) : check_scenario(path, *text, data);
}

}  // namespace

int validate_command(const Options& options, const Data& data) {
  if (options.selection.empty()) {
    return usage_error({"expected one or more files: scenarios, traces or reports", "validate"});
  }
  int code = 0;
  for (const auto& path : options.selection) {
    const auto kind = check_file(path, data, options.scenarios);
    if (kind.has_error()) {
      code = usage_error(kind.error());
    } else {
      std::fputs((reports::for_terminal(path) + ": " + *kind + ", nothing is wrong with it\n").c_str(), stdout);
    }
  }
  return code;
}

}  // namespace conformance::cli

// SPDX-License-Identifier: MIT
#include "cli/faults_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "reports/json_layout.hpp"
#include "reports/page.hpp"

namespace conformance::cli {

namespace {

using Json = nlohmann::ordered_json;
using reports::Page;
using reports::Tone;

std::string joined(const std::set<std::string>& ids) { return fmt::format("{}", fmt::join(ids, ", ")); }

// The rules of a row; by play, where they differ.
std::string trips_of(const run::FaultRow& row) {
  std::vector<std::pair<std::set<std::string>, std::vector<std::string>>> groups;
  for (const auto& trip : row.trips) {
    if (trip.late) continue;
    auto found = std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return g.first == trip.failed; });
    if (found == groups.end()) found = groups.insert(groups.end(), {trip.failed, {}});
    found->second.push_back(trip.play);
  }
  std::string text;
  for (const auto& [rules, plays] : groups) {
    if (rules.empty()) continue;
    text += (text.empty() ? "" : "; ") + joined(rules);
    if (groups.size() > 1) text += fmt::format(" in {}", fmt::join(plays, ", "));
  }
  return text.empty() ? "nothing" : text;
}

std::vector<std::string> differences_of(const run::FaultRow& row) {
  std::vector<std::string> all;
  for (const auto& trip : row.trips) {
    if (trip.as_listed()) continue;
    std::set<std::string> missing;
    std::set<std::string> more;
    std::set_difference(trip.listed.begin(), trip.listed.end(), trip.failed.begin(), trip.failed.end(),
                        std::inserter(missing, missing.end()));
    std::set_difference(trip.failed.begin(), trip.failed.end(), trip.listed.begin(), trip.listed.end(),
                        std::inserter(more, more.end()));
    auto text = trip.play + (trip.late ? ", late:" : ":");
    if (!missing.empty()) text += " does not trip " + joined(missing);
    if (!more.empty()) text += (missing.empty() ? " trips " : ", but ") + joined(more) + ", which is not listed";
    all.push_back(std::move(text));
  }
  const auto compare_exit = [&](int listed, int came, const char* with) {
    if (listed != came) all.push_back(fmt::format("a run{} ends with exit code {}, {} is listed", with, came, listed));
  };
  compare_exit(row.fault->exit, row.exit, "");
  compare_exit(row.fault->exit_strict, row.exit_strict, " with --strict");
  if (row.empty()) all.emplace_back("it is no legal behaviour, and nothing catches it");
  return all;
}

void print_fault(const run::FaultRow& row, bool quiet, Page& page) {
  if (row.holds() && quiet) return;
  const char* word = !row.holds() ? "DIFFERS" : row.fault->legal ? "legal" : "ok";
  page.paragraph(fmt::format("{:<8}{:<30}", word, row.fault->name), row.holds() ? Tone::green : Tone::red,
                 trips_of(row));
  for (const auto& text : differences_of(row)) page.paragraph("        ", Tone::plain, text);
}

void print_rules(const run::FaultMatrix& matrix, Page& page) {
  if (!matrix.whole) return;
  std::vector<std::string> order;
  std::map<std::string, std::vector<std::string>> plays;
  for (const auto& row : matrix.rules) {
    if (row.proved()) continue;
    if (!plays.contains(row.rule)) order.push_back(row.rule);
    plays[row.rule].push_back(row.play);
  }
  for (const auto& rule : order) {
    page.paragraph(
        "UNPROVED ", Tone::red,
        fmt::format("{} in {}: no fault trips it and what it implies alone", rule, fmt::join(plays[rule], ", ")));
  }
}

std::string outcome(const run::FaultMatrix& matrix) {
  const auto count = [&](bool legal) {
    return std::count_if(matrix.faults.begin(), matrix.faults.end(),
                         [&](const auto& row) { return row.fault->legal == legal && row.holds(); });
  };
  const auto differ =
      std::count_if(matrix.faults.begin(), matrix.faults.end(), [](const auto& row) { return !row.holds(); });
  const auto number = [](auto how_many, const char* what) {
    return fmt::format("{} {}{}", how_many, what, how_many == 1 ? "" : "s");
  };
  auto text =
      number(count(false), "fault") +
      (count(false) == 1 ? " trips exactly what is listed for it, " : " trip exactly what is listed for them, ") +
      number(count(true), "legal behaviour") + " nothing";
  if (differ > 0) text += fmt::format(", {} differ", differ);
  if (!matrix.reference.empty()) text += ", the reference fails " + number(matrix.reference.size(), "time");
  if (matrix.whole) {
    const auto proved =
        std::count_if(matrix.rules.begin(), matrix.rules.end(), [](const auto& row) { return row.proved(); });
    text += fmt::format("; {} of {} rules in {} plays are proved to fail", proved, matrix.rules.size(),
                        matrix.plays.size());
  }
  return text + fmt::format(" (exit {})", exit_code(matrix));
}

Json fault_json(const run::FaultRow& row) {
  Json json;
  json["name"] = row.fault->name;
  json["side"] = row.fault->side;
  json["legal"] = row.fault->legal;
  json["does"] = row.fault->does;
  json["holds"] = row.holds();
  json["exit"] = {{"listed", row.fault->exit}, {"came", row.exit}};
  json["exit_strict"] = {{"listed", row.fault->exit_strict}, {"came", row.exit_strict}};
  json["trips"] = Json::array();
  for (const auto& trip : row.trips) {
    json["trips"].push_back(
        {{"play", trip.play}, {"late", trip.late}, {"listed", trip.listed}, {"failed", trip.failed}});
  }
  return json;
}

}  // namespace

int exit_code(const run::FaultMatrix& matrix) {
  return static_cast<int>(matrix.holds() ? rules::ExitCode::ok : rules::ExitCode::failed);
}

std::string to_console(const run::FaultMatrix& matrix, const MatrixHead& head, const reports::ConsoleOptions& options) {
  Page page(options.colour, options.columns);
  if (!options.quiet) {
    page.paragraph("conformance ", Tone::bold,
                   fmt::format("{}: faults of embedded, modern profile, seed {}", head.tool_version, head.seed));
    page.paragraph("played      ", Tone::bold, fmt::format("{}", fmt::join(matrix.plays, ", ")));
    page.blank();
    page.paragraph(fmt::format("{:<8}{:<30}", matrix.reference.empty() ? "ok" : "FAILS", "without a fault"),
                   matrix.reference.empty() ? Tone::green : Tone::red,
                   fmt::format("{} passes in {} plays", matrix.passed, matrix.plays.size()));
  }
  for (const auto& problem : matrix.reference) {
    page.paragraph(
        "        ", Tone::plain,
        fmt::format("{}{}{}: {}", problem.play, problem.rule.empty() ? "" : ": ", problem.rule, problem.reason));
  }
  for (const auto& row : matrix.faults) print_fault(row, options.quiet, page);
  if (!options.quiet) page.blank();
  print_rules(matrix, page);
  page.paragraph(matrix.holds() ? "PASS: " : "FAIL: ", matrix.holds() ? Tone::green : Tone::red, outcome(matrix));
  return page.take();
}

std::string to_json(const run::FaultMatrix& matrix, const MatrixHead& head) {
  Json json;
  json["format"] = 1;
  json["tool"] = {{"name", "conformance"}, {"version", head.tool_version}};
  json["seed"] = head.seed;
  json["whole"] = matrix.whole;
  json["exit_code"] = exit_code(matrix);
  json["played"] = matrix.plays;
  json["reference"] = {{"passed", matrix.passed}, {"problems", Json::array()}};
  for (const auto& problem : matrix.reference) {
    Json row = {{"play", problem.play}, {"reason", problem.reason}};
    if (!problem.rule.empty()) row["rule"] = problem.rule;
    json["reference"]["problems"].push_back(std::move(row));
  }
  json["faults"] = Json::array();
  for (const auto& row : matrix.faults) json["faults"].push_back(fault_json(row));
  json["rules"] = Json::array();
  for (const auto& row : matrix.rules) {
    json["rules"].push_back(
        {{"rule", row.rule}, {"play", row.play}, {"level", rules::to_string(row.level)}, {"faults", row.faults}});
  }
  json["environment"] = Json::object();
  for (const auto& [name, value] : head.environment) json["environment"][name] = value;
  return reports::laid_out(json);
}

}  // namespace conformance::cli

// Property: whatever a trace holds, a report on it is JSON, and on a console nothing of it is more than text.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/check.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "reports/escape.hpp"
#include "reports/writers.hpp"
#include "rules/judge.hpp"
#include "rules/summary.hpp"
#include "trace/json.hpp"

namespace conformance::fuzz {

namespace {

constexpr std::size_t events_max = 64;

// A trace with nothing but the input's text in it, where the input is no trace.
trace::Trace saying(const std::string& text) {
  trace::Trace trace;
  trace.header.role = "client";
  trace.header.target = trace.header.iut = text;
  trace.header.versions = {{"0085", "2.1"}};
  trace.events.push_back({1, Duration(0), std::nullopt, text, trace::NoteEvent{text}});
  return trace;
}

reports::Report report_on(trace::Trace trace, const std::string& text) {
  reports::Report report;
  report.target = report.fault = text;
  report.error = coin(text) ? text : "";
  report.warnings = {text};
  report.environment = {{"banner", text}};
  report.command = "conformance judge";
  auto findings = rules::judge(trace, catalogue());
  rules::Finding said;
  said.rule = catalogue().rules().front().id;
  said.verdict = coin(text) ? rules::Verdict::fail : rules::Verdict::inconclusive;
  said.scenario = said.reason = said.expected = said.actual = text;
  said.flags = {text};
  if (!trace.events.empty()) said.evidence = {trace.events.front().n};
  findings.push_back(said);
  auto results = rules::summarize(trace.header, findings, catalogue(), {});
  report.plays.push_back({text, std::move(trace), std::move(results)});
  return report;
}

void check_console(const reports::Report& report, std::size_t columns) {
  const auto shown = to_console(report, catalogue(), {false, columns, false});
  // Escaping it once more changes nothing: it holds nothing that has to be.
  check(reports::for_terminal(shown, reports::Newlines::kept) == shown, "raw text on the console");
  std::size_t begin = 0;
  while (begin < shown.size()) {
    const auto end = std::min(shown.find('\n', begin), shown.size());
    const auto line = std::string_view(shown).substr(begin, end - begin);
    check(!line.substr(std::min(line.find_first_not_of(' '), line.size())).starts_with("::"), "a command of a CI");
    check(line.find("##[") == std::string_view::npos, "a command of a CI");
    begin = end + 1;
  }
}

}  // namespace

void report_writers(std::string_view input) {
  const std::string text(input);
  auto trace = trace::parse_json_lines(input, nullptr, events_max);
  const auto report = report_on(trace.has_value() ? std::move(*trace) : saying(text), text);
  // One of each two ways, by the input: a report is large, and a fuzzer wants many.
  check_console(report, coin(text) ? 60 : 140);
  const auto written = to_json(report, catalogue(), coin(text) ? reports::Traces::of_findings : reports::Traces::all);
  const bool ascii =
      std::all_of(written.begin(), written.end(), [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); });
  check(ascii, "raw text in the JSON report");
  check(nlohmann::json::accept(written), "the JSON report is none");
}

}  // namespace conformance::fuzz

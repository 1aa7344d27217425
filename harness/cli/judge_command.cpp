// SPDX-License-Identifier: MIT
#include <cstdio>
#include <filesystem>

#include "base/file.hpp"
#include "base/limits.hpp"
#include "capture/xml_console.hpp"
#include "cli/commands.hpp"
#include "cli/expect.hpp"
#include "cli/lookup.hpp"
#include "cli/versions.hpp"
#include "reports/escape.hpp"
#include "rules/judge.hpp"
#include "trace/json.hpp"

namespace conformance::cli {

namespace {

// An XML console does not say which versions it is to be judged by.
Result<trace::Trace> read_console(const std::string& text, const Options& options, const Data& data) {
  std::vector<std::pair<std::string, std::string>> versions;
  for (const auto* id : {"0085", "0224"}) {
    const auto asked = versions_of(id, options, data.catalogue, false);
    if (asked.has_error()) return asked.error();
    versions.emplace_back(id, asked->back());
  }
  return capture::read_xml_console(text, std::move(versions));
}

}  // namespace

Result<reports::Play> read_play(const std::string& path, const Options& options, const Data& data,
                                const rules::SummaryOptions& summary, std::vector<std::string>& warnings) {
  const auto text = read_file(path, limits::trace_bytes_max);
  if (text.has_error()) return with_file_hint(text.error(), path);
  bool truncated = false;
  auto trace =
      capture::is_xml_console(*text) ? read_console(*text, options, data) : trace::parse_json_lines(*text, &truncated);
  if (trace.has_error()) return trace.error().within(path);
  if (truncated) warnings.push_back(path + " is cut off in its last line, which was left out");
  auto results = rules::summarize(trace->header, rules::judge(*trace, data.catalogue), data.catalogue, summary);
  return reports::Play{std::filesystem::path(path).stem().string(), std::move(*trace), std::move(results)};
}

int judge_command(const Options& options, const Data& data) {
  if (options.selection.empty()) return usage_error({"expected one or more trace files", "judge"});
  const auto demands = read_demands(options, data);
  if (demands.has_error()) return usage_error(demands.error());
  rules::SummaryOptions summary;
  summary.strict = options.strict;
  summary.rules_as_of = options.rules_as_of;
  reports::Report report;
  report.tool_version = CONFORMANCE_VERSION;
  report.strict = options.strict;
  report.command = "conformance judge";
  report.command_selects = false;
  for (const auto& path : options.selection) {
    report.command += " " + reports::shell_word(path);
    auto play = read_play(path, options, data, summary, report.warnings);
    if (play.has_error()) return usage_error(play.error());
    report.target = play->trace.header.target;
    report.seed = play->trace.header.seed;
    report.profile = play->trace.header.profile;
    report.plays.push_back(std::move(*play));
  }
  settle(report, options, *demands);
  return write_report(report, options, data.catalogue);
}

}  // namespace conformance::cli

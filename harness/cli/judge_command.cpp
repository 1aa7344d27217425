// SPDX-License-Identifier: MIT
#include <cstdio>
#include <filesystem>

#include "base/file.hpp"
#include "base/limits.hpp"
#include "cli/commands.hpp"
#include "reports/escape.hpp"
#include "rules/judge.hpp"
#include "trace/json.hpp"

namespace conformance::cli {

int judge_command(const Options& options, const Data& data) {
  if (options.selection.empty()) return usage_error({"expected one or more trace files", "judge"});
  reports::Report report;
  report.tool_version = CONFORMANCE_VERSION;
  report.strict = options.strict;
  report.command = "conformance judge";
  report.command_selects = false;
  for (const auto& path : options.selection) {
    report.command += " " + reports::shell_word(path);
    const auto text = read_file(path, limits::trace_bytes_max);
    if (text.has_error()) return usage_error(text.error());
    bool truncated = false;
    auto trace = trace::parse_json_lines(*text, &truncated);
    if (trace.has_error()) return usage_error(trace.error().within(path));
    if (truncated) report.warnings.push_back(path + " is cut off in its last line, which was left out");
    const auto findings = rules::judge(*trace, data.catalogue);
    rules::SummaryOptions summary;
    summary.strict = options.strict;
    report.target = trace->header.target;
    report.seed = trace->header.seed;
    report.profile = trace->header.profile;
    auto results = rules::summarize(trace->header, findings, data.catalogue, summary);
    report.plays.push_back({std::filesystem::path(path).stem().string(), std::move(*trace), std::move(results)});
  }
  report.exit_code = exit_code(report);
  return write_report(report, options, data.catalogue);
}

}  // namespace conformance::cli

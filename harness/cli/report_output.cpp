// SPDX-License-Identifier: MIT
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/file.hpp"
#include "cli/commands.hpp"
#include "reports/writers.hpp"

namespace conformance::cli {

namespace {

std::string text_of(const Output& output, const reports::Report& report, const rules::Catalogue& catalogue,
                    bool quiet) {
  if (output.format == "json") return to_json(report, catalogue, reports::Traces::of_findings);
  if (output.format == "json+traces") return to_json(report, catalogue, reports::Traces::all);
  if (output.format == "junit") return to_junit(report, catalogue);
  if (output.format == "markdown") return to_markdown(report, catalogue);
  auto options = console_options(stdout, quiet);
  if (!output.file.empty()) options = {false, 80, quiet};
  return to_console(report, catalogue, options);
}

}  // namespace

reports::ConsoleOptions console_options(std::FILE* to, bool quiet) {
  reports::ConsoleOptions options;
  options.quiet = quiet;
  const int descriptor = fileno(to);
  // https://no-color.org: colour on a terminal only, and only where nobody has asked to have none.
  options.colour = isatty(descriptor) != 0 && std::getenv("NO_COLOR") == nullptr;
  winsize size{};
  constexpr unsigned least = 60;
  constexpr unsigned most = 140;
  if (isatty(descriptor) != 0 && ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    options.columns = std::clamp<unsigned>(size.ws_col, least, most);
  }
  return options;
}

int exit_code(const reports::Report& report) {
  std::vector<rules::RuleResult> all;
  for (const auto& play : report.plays) all.insert(all.end(), play.results.begin(), play.results.end());
  const auto code = rules::exit_code(all);
  if (code == rules::ExitCode::failed || report.error.empty()) return static_cast<int>(code);
  return static_cast<int>(rules::ExitCode::error);
}

int write_report(const reports::Report& report, const Options& options, const rules::Catalogue& catalogue) {
  auto outputs = options.outputs;
  const bool console =
      std::any_of(outputs.begin(), outputs.end(), [](const Output& o) { return o.format == "console"; });
  const bool stdout_taken = std::any_of(outputs.begin(), outputs.end(), [](const Output& o) { return o.file.empty(); });
  int code = report.exit_code;
  for (const auto& output : outputs) {
    const auto text = text_of(output, report, catalogue, options.quiet);
    if (output.file.empty()) {
      std::fwrite(text.data(), 1, text.size(), stdout);
      continue;
    }
    if (const auto written = write_file(output.file, text); written.has_error()) {
      std::fprintf(stderr, "conformance: %s\n", written.error().message().c_str());
      code = static_cast<int>(rules::ExitCode::error);
    }
  }
  // A person always gets the console report: beside another one on standard output, on standard error.
  if (!console) {
    auto* to = stdout_taken ? stderr : stdout;
    const auto text = to_console(report, catalogue, console_options(to, options.quiet));
    std::fwrite(text.data(), 1, text.size(), to);
  }
  std::fflush(stdout);
  return code;
}

}  // namespace conformance::cli

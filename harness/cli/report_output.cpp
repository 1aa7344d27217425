// SPDX-License-Identifier: MIT
#include "cli/report_output.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/file.hpp"
#include "cli/commands.hpp"

namespace conformance::cli {

namespace {

std::string text_of(const Output& output, const reports::Report& report, const rules::Catalogue& catalogue,
                    const reports::ConsoleOptions& console) {
  if (output.format == "json") return to_json(report, catalogue, reports::Traces::of_findings);
  if (output.format == "json+traces") return to_json(report, catalogue, reports::Traces::all);
  if (output.format == "junit") return to_junit(report, catalogue);
  if (output.format == "markdown") return to_markdown(report, catalogue);
  return to_console(report, catalogue, console);
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

int write_outputs(
    const Options& options, int code,
    const std::function<std::string(const Output& output, const reports::ConsoleOptions& console)>& text) {
  bool console = false;
  bool stdout_taken = false;
  for (const auto& output : options.outputs) {
    console = console || output.format == "console";
    if (output.file.empty()) {
      stdout_taken = true;
      const auto shown = text(output, console_options(stdout, options.quiet));
      std::fwrite(shown.data(), 1, shown.size(), stdout);
    } else if (const auto written = write_file(output.file, text(output, {false, 80, options.quiet}));
               written.has_error()) {
      std::fprintf(stderr, "conformance: %s\n", written.error().message().c_str());
      code = static_cast<int>(rules::ExitCode::error);
    }
  }
  if (!console) {
    auto* to = stdout_taken ? stderr : stdout;
    const auto shown = text({"console", ""}, console_options(to, options.quiet));
    std::fwrite(shown.data(), 1, shown.size(), to);
  }
  std::fflush(stdout);
  return code;
}

std::vector<std::pair<std::string, std::string>> environment_since(std::chrono::system_clock::time_point began) {
  using std::chrono::duration_cast;
  const auto now = std::chrono::system_clock::now();
  return {{"started", std::to_string(duration_cast<std::chrono::seconds>(began.time_since_epoch()).count())},
          {"milliseconds", std::to_string(duration_cast<std::chrono::milliseconds>(now - began).count())},
          {"pid", std::to_string(getpid())}};
}

int write_report(const reports::Report& report, const Options& options, const rules::Catalogue& catalogue) {
  return write_outputs(options, report.exit_code, [&](const Output& output, const reports::ConsoleOptions& console) {
    return text_of(output, report, catalogue, console);
  });
}

}  // namespace conformance::cli

// SPDX-License-Identifier: MIT
#include "cli/expect.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>

#include "base/file.hpp"
#include "base/limits.hpp"
#include "cli/lookup.hpp"

namespace conformance::cli {

namespace {

// By UTC, so that all machines agree.
std::string today() {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

std::vector<rules::RuleResult> all_results(const reports::Report& report) {
  std::vector<rules::RuleResult> all;
  for (const auto& play : report.plays) all.insert(all.end(), play.results.begin(), play.results.end());
  return all;
}

// The first that applies.
int exit_code(const reports::Report& report) {
  const auto all = all_results(report);
  const auto code = rules::exit_code(all);
  if (code == rules::ExitCode::failed) return static_cast<int>(code);
  if (!report.error.empty()) return static_cast<int>(rules::ExitCode::error);
  if (code == rules::ExitCode::ok && rules::judged_and_deciding(all) < report.owed) {
    return static_cast<int>(rules::ExitCode::inconclusive);
  }
  return static_cast<int>(code);
}

}  // namespace

Result<Demands> read_demands(const Options& options, const Data& data) {
  if (!options.rules_as_of.empty()) {
    if (!rules::is_version(options.rules_as_of)) {
      return InputError{"found \"" + options.rules_as_of + "\", expected a version such as " CONFORMANCE_VERSION,
                        "--rules-as-of"};
    }
    if (rules::is_newer(options.rules_as_of, CONFORMANCE_VERSION)) {
      return InputError{"\"" + options.rules_as_of + "\" is newer than this program, which is " CONFORMANCE_VERSION,
                        "--rules-as-of"};
    }
  }
  if (options.expect.empty()) {
    if (options.update_expect)
      return InputError{"expected --expect FILE, the file to bring up to date", "--update-expect"};
    return Demands{};
  }
  std::error_code failed;
  if (options.update_expect && !std::filesystem::exists(options.expect, failed)) return Demands{rules::Expectations()};
  const auto text = read_file(options.expect, limits::file_bytes_max);
  if (text.has_error()) return with_file_hint(text.error(), options.expect).within("--expect");
  auto read = rules::Expectations::load(*text, data.catalogue);
  if (read.has_error()) return read.error().within(options.expect).within("--expect");
  return Demands{std::move(*read)};
}

void settle(reports::Report& report, const Options& options, const Demands& demands) {
  report.owed = options.owed;
  report.rules_as_of = options.rules_as_of;
  if (demands.expected) {
    auto expected = *demands.expected;
    if (options.update_expect) {
      expected = expected.updated(all_results(report));
      if (const auto written = write_file(options.expect, expected.to_json()); written.has_error()) {
        report.error = written.error().within("--update-expect").message();
      }
    }
    for (auto& play : report.plays) expected.apply(play.results, today());
  }
  report.exit_code = exit_code(report);
}

}  // namespace conformance::cli

// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cli/commands.hpp"
#include "cli/driver_options.hpp"
#include "reports/page.hpp"
#include "run/smoke.hpp"

namespace conformance::cli {

namespace {

using reports::Page;
using reports::Tone;
using scenario::Answer;

std::string lead(const std::string& word) { return fmt::format("{:<{}}", word, Page::field_indent); }

std::string outcome(const run::SmokeTrial& trial) {
  switch (trial.answer.kind) {
    case Answer::Kind::ok:
      if (!trial.declared) return "ok, although it is not in hello: it will not be asked for";
      if (trial.kind == "query") return trial.seen.empty() ? "ok, and shows nothing" : "ok, shows: " + trial.seen;
      return trial.seen.empty() ? "ok, and nothing was sent" : "ok, sent: " + trial.seen;
    case Answer::Kind::error:
      return "failed: " + trial.answer.reason;
    case Answer::Kind::unsupported_by_client:
      return "the client cannot: " + trial.answer.reason;
    case Answer::Kind::unsupported_by_driver:
      return "the driver cannot: " + trial.answer.reason;
  }
  return "";
}

// What has to be mended in a driver: it says one thing in hello, and another when it is asked.
bool contradicts(const run::SmokeTrial& trial) {
  const bool can = trial.answer.kind == Answer::Kind::ok || trial.answer.kind == Answer::Kind::error;
  return can != trial.declared;
}

void print_trials(const run::SmokeReport& report, Page& page) {
  for (const auto& trial : report.trials) {
    const bool failed = trial.answer.kind == Answer::Kind::error || contradicts(trial);
    const auto name = trial.kind == "action" ? trial.name : trial.kind + " " + trial.name;
    page.paragraph(fmt::format("{:<23}", name), failed ? Tone::yellow : Tone::plain, outcome(trial));
  }
  page.blank();
}

std::string print(const run::SmokeReport& report) {
  Page page(false, 80);
  page.paragraph(lead("driver"), Tone::bold,
                 report.hello.name.empty() ? "not started" : report.hello.name + " " + report.hello.version);
  if (!report.error.empty()) page.paragraph(lead("ERROR"), Tone::red, report.error);
  if (!report.trials.empty()) {
    page.paragraph(lead("login"), Tone::plain, fmt::format("{} ms", report.login.count()));
    page.paragraph(lead("a message"), Tone::plain,
                   fmt::format("arrives {} ms after the driver's ok", report.lag.count()));
    page.paragraph(lead("sync"), Tone::plain,
                   report.sync_is_believed ? "yes: what was done is known to be written"
                                           : "no: after what the user does, time is waited for");
    page.paragraph(lead("clock"), Tone::plain, report.hello.virtual_clock ? "virtual: moved by clock.advance" : "real");
    page.blank();
    print_trials(report, page);
  }
  for (const auto& warning : report.warnings) page.paragraph(lead("WARNING"), Tone::yellow, warning);
  if (report.hello.name.empty()) return page.take();
  std::size_t lost = 0;
  for (const auto& [reason, count] : report.missing) lost += count;
  page.paragraph(lead("scenarios"), Tone::plain,
                 fmt::format("{} of {} can be played", report.scenarios - lost, report.scenarios));
  for (const auto& [reason, count] : report.missing) {
    page.paragraph(lead(""), Tone::dim, fmt::format("{} not: {}", count, reason));
  }
  return page.take();
}

}  // namespace

int smoke_command(const Options& options, const Data& data) {
  TargetName target;
  target.driver = true;
  auto driver = driver_options(options, target);
  if (driver.has_error()) return usage_error(driver.error());
  DriverLog log(options.verbose);
  log.attach(*driver);
  run::RunOptions run_options;
  run_options.timeout = options.timeout;
  run_options.secrets = Seed::random();
  const auto report = run::smoke(std::move(*driver), data.scenarios, run_options);
  std::fputs(print(report).c_str(), stdout);
  const bool contradicted = std::any_of(report.trials.begin(), report.trials.end(), contradicts);
  if (!report.error.empty()) log.print_last();
  return static_cast<int>(report.error.empty() && !contradicted ? rules::ExitCode::ok : rules::ExitCode::error);
}

}  // namespace conformance::cli

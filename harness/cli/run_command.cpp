// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <fmt/format.h>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/file.hpp"
#include "base/suggest.hpp"
#include "cli/accounts.hpp"
#include "cli/address_options.hpp"
#include "cli/commands.hpp"
#include "cli/driver_options.hpp"
#include "cli/expect.hpp"
#include "cli/ledger.hpp"
#include "cli/listen_options.hpp"
#include "cli/lookup.hpp"
#include "cli/option_table.hpp"
#include "cli/report_output.hpp"
#include "cli/server_options.hpp"
#include "cli/server_run.hpp"
#include "cli/target_name.hpp"
#include "cli/terminal_ask.hpp"
#include "cli/versions.hpp"
#include "reports/escape.hpp"
#include "reports/ladder.hpp"
#include "rules/judge.hpp"
#include "run/embedded_plays.hpp"
#include "server/server.hpp"
#include "trace/json.hpp"

namespace conformance::cli {

namespace {

Result<std::vector<run::PlayOrder>> orders(const Options& options, const Data& data, const TargetName& target) {
  const bool embedded = target.embedded;
  const std::string role = embedded                                                    ? options.role
                           : target.driver || target.listen || !target.address.empty() ? "client"
                                                                                       : "server";
  const auto states = versions_of("0085", options, data.catalogue, embedded);
  if (states.has_error()) return states.error();
  const auto attention = versions_of("0224", options, data.catalogue, false);
  if (attention.has_error()) return attention.error();
  return run::embedded_plays(role, *states, attention->back());
}

// Progress goes to standard error, where a person looks on: one line that is written over. A log gets lines.
void show_progress(const std::string& play, std::size_t number, std::size_t all, const std::string& scenario) {
  const auto text =
      fmt::format("{} {}/{} {}", play, number, all, reports::for_ci_line(reports::for_terminal(scenario)));
  if (isatty(STDERR_FILENO) != 0) {
    std::fprintf(stderr, "\r\033[K%s", text.c_str());
  } else {
    std::fprintf(stderr, "%s\n", text.c_str());
  }
  std::fflush(stderr);
}

// A word that is no selection may be a command, or a file.
InputError meant_otherwise(const Options& options, InputError error) {
  for (const auto& word : options.selection) {
    if (word.starts_with('.') || word.starts_with('/'))
      error = error.message().find(word) == 0 ? with_file_hint(error, word) : error;
  }
  const auto& first = options.selection.front();
  std::vector<std::string> commands;
  for (const auto& row : command_table()) commands.emplace_back(row.name);
  const auto meant = first.find('/') == std::string::npos ? nearest(first, commands) : "";
  if (!meant.empty())
    error.reason = meant == first
                       ? "the command comes first: conformance " + first + " …"
                       : "\"" + first + "\" is no command, rule or scenario, did you mean \"" + meant + "\"?";
  return error;
}

int dry_run(const std::vector<run::PlayOrder>& plays, const run::Selection& selection) {
  for (const auto& order : plays) {
    std::size_t count = 0;
    for (const auto& scenario : selection.scenarios) {
      if (scenario.role != order.role || !scenario.suits(order.versions)) continue;
      ++count;
      std::fputs(fmt::format("{:<18} {:<44} {}\n", order.name(), scenario.id, scenario.title).c_str(), stdout);
    }
    std::fputs(fmt::format("{:<18} {} scenarios\n", order.name(), count).c_str(), stdout);
  }
  return 0;
}

Result<void> save_trace(const std::string& folder, const std::string& name, const trace::Trace& trace) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return InputError{"cannot be made: " + failed.message(), folder};
  return write_file(folder + "/" + name + ".jsonl", to_json_lines(trace));
}

struct Job {
  const Options& options;
  const Data& data;
  const run::Selection& selection;
  std::optional<run::ServerAddress> address;
  std::optional<target::DriverTarget::Options> driver;
  std::optional<target::ListenTarget::Options> listen;
  std::optional<AddressJob> elsewhere;
};

run::PlayResult play_target(const Job& job, const run::PlayOrder& order, const run::RunOptions& options,
                            reports::Report& report) {
  if (job.address) return play_server(order, job.selection, options, *job.address);
  const auto ask = job.options.prompt ? run::MakeAsk(terminal_ask) : run::MakeAsk();
  if (job.elsewhere)
    return play_address(order, job.selection, options, job.elsewhere->server, job.elsewhere->client, ask);
  if (job.listen) {
    return play_listen(order, job.selection, options, *job.listen, ask);
  }
  if (!job.driver) return play_embedded(order, job.selection, options);
  DriverLog log(job.options.verbose);
  auto driver = *job.driver;
  log.attach(driver);
  auto result = play_driver(order, job.selection, options, std::move(driver));
  for (const auto& warning : log.warnings()) report.warnings.push_back(warning);
  report.environment.emplace_back("client", result.client);
  if (!result.error.empty()) log.print_last();
  return result;
}

reports::Play play(const Job& job, const run::PlayOrder& order, run::RunOptions run_options, reports::Report& report) {
  std::optional<reports::Follower> follower;
  if (job.options.verbose) {
    run_options.follow = [&](const trace::Header& header, const trace::Event& event) {
      if (!follower) follower.emplace(header);
      std::fputs(follower->line(event).c_str(), stderr);
    };
  } else if (!job.options.prompt && !job.options.quiet && (job.address || job.driver || job.listen || job.elsewhere)) {
    run_options.progress = [&order](std::size_t number, std::size_t all, const std::string& id) {
      show_progress(order.name(), number, all, id);
    };
  }
  auto result = play_target(job, order, run_options, report);
  if (run_options.progress && isatty(STDERR_FILENO) != 0) std::fputs("\r\033[K", stderr);
  if (report.error.empty()) report.error = with_hint(result.error, job.options);
  rules::SummaryOptions summary;
  summary.strict = job.options.strict;
  summary.rules_as_of = job.options.rules_as_of;
  summary.selected = [&](const std::string& rule) { return job.selection.rules.contains(rule); };
  const auto findings = rules::judge(result.trace, job.data.catalogue);
  auto results = rules::summarize(result.trace.header, findings, job.data.catalogue, summary);
  return {order.name(), std::move(result.trace), std::move(results)};
}

}  // namespace

int run_command(const Options& options, const Data& data) {
  const auto target = parse_target(options.target);
  if (target.has_error()) return usage_error(target.error());
  auto selection = run::select(options.selection, data.scenarios, data.catalogue);
  if (selection.has_error()) return usage_error(meant_otherwise(options, selection.error()));
  const auto plays = orders(options, data, *target);
  if (plays.has_error()) return usage_error(plays.error());
  const auto demands = read_demands(options, data);
  if (demands.has_error()) return usage_error(demands.error());
  run::RunOptions run_options;
  if (!options.fault.empty()) {
    const auto faults = faults::FaultSet::parse(options.fault, data.faults);
    if (faults.has_error()) return usage_error(faults.error().within("--fault"));
    run_options.faults = *faults;
  }
  if (options.prompt && !target->listen && target->address.empty()) {
    return usage_error({"a person is asked with --target listen:PORT or USER@DOMAIN", "--prompt"});
  }
  Job job{options, data, *selection, std::nullopt, std::nullopt, std::nullopt, std::nullopt};
  if (target->driver) {
    const auto driver = driver_options(options, *target);
    if (driver.has_error()) return usage_error(driver.error());
    job.driver = *driver;
    run_options.secrets = Seed::random();
  } else if (target->listen) {
    auto listen = listen_options(options, *target);
    if (listen.has_error()) return usage_error(listen.error());
    if (options.prompt) listen->prompts = choose_guided(*selection);
    job.listen = *listen;
    run_options.secrets = Seed::random();
  } else if (!target->address.empty()) {
    auto accounts = read_accounts(options, [](const char* name) -> const char* { return std::getenv(name); });
    if (accounts.has_error()) return usage_error(accounts.error());
    auto elsewhere = address_job(options, *target, *accounts);
    if (elsewhere.has_error()) return usage_error(elsewhere.error());
    if (options.prompt) elsewhere->client.prompts = choose_guided(*selection);
    job.elsewhere = *elsewhere;
    run_options.accounts = std::move(*accounts);
    run_options.reach = reach_of(options, *target);
    run_options.secrets = Seed::random();
  } else if (!target->embedded) {
    auto accounts = read_accounts(options, [](const char* name) -> const char* { return std::getenv(name); });
    if (accounts.has_error()) return usage_error(accounts.error());
    const auto address = server_address(options, *target, *accounts);
    if (address.has_error()) return usage_error(address.error());
    job.address = *address;
    run_options.reach = reach_of(options, *target);
    run_options.own_target = options.own_target;
    run_options.secrets = Seed::random();
    if (accounts->empty() && !options.register_accounts && !options.dry_run) {
      if (const auto code = need_accounts(options, *address, run_options.reach)) return *code;
      run_options.anonymous = true;
    }
    run_options.accounts = std::move(*accounts);
  } else if (!options.accounts.empty() || !options.password_file.empty()) {
    return usage_error({"accounts are for a server, the embedded target has its own", "--account"});
  }
  if (options.dry_run) return dry_run(*plays, *selection);

  const auto began = std::chrono::system_clock::now();
  run_options.seed = options.seed ? Seed(*options.seed) : target->embedded ? Seed(0) : Seed::random();
  run_options.timeout = options.timeout;
  run_options.timer_limit = options.timer_limit;
  run_options.profile = options.profile;
  run_options.tool = "conformance " CONFORMANCE_VERSION;
  run_options.target_name = target->embedded          ? "embedded"
                            : target->driver          ? "driver"
                            : target->listen          ? "listen"
                            : target->address.empty() ? target->host
                                                      : target->address;
  const auto ledger_file =
      options.ledger.empty() ? "conformance-" + std::to_string(getpid()) + ".ledger" : options.ledger;
  Ledger ledger(ledger_file, {options.target, options.domain, options.tls});
  run_options.ledger = [&ledger](const xmpp::Jid& account, const std::string* password) {
    password != nullptr ? ledger.add(account, *password) : ledger.remove(account);
  };

  reports::Report report;
  report.tool_version = CONFORMANCE_VERSION;
  report.target = run_options.target_name;
  report.seed = run_options.seed.value();
  report.profile = options.profile;
  report.strict = options.strict;
  report.fault = options.fault;
  report.command = command_of(options);
  for (const auto& word : options.program) {
    report.command_tail += (report.command_tail.empty() ? "-- " : " ") + reports::shell_word(word);
  }
  for (const auto& order : *plays) report.plays.push_back(play(job, order, run_options, report));
  if (job.address || job.elsewhere) {
    report.warnings = server_warnings(options);
    report.insecure = options.insecure;
  }
  if (!ledger.accounts().empty()) {
    std::string accounts;
    for (const auto& [account, password] : ledger.accounts()) {
      accounts += (accounts.empty() ? "" : ", ") + account.to_string();
    }
    report.warnings.push_back("accounts that could not be removed from the server: " + accounts +
                              "; try again with: conformance clean " + ledger.file());
  }
  for (auto& told : environment_since(began)) report.environment.push_back(std::move(told));
  if (job.address && job.address->port) {
    report.environment.emplace_back("port", std::to_string(*job.address->port));
  }
  settle(report, options, *demands);
  int code = write_report(report, options, data.catalogue);
  for (const auto& played : report.plays) {
    if (options.trace_dir.empty()) break;
    if (const auto saved = save_trace(options.trace_dir, played.name, played.trace); saved.has_error()) {
      std::fprintf(stderr, "conformance: %s\n", saved.error().message().c_str());
      code = static_cast<int>(rules::ExitCode::error);
    }
  }
  return code;
}

}  // namespace conformance::cli

// SPDX-License-Identifier: MIT
#include "cli/server_run.hpp"

#include <algorithm>
#include <cstdio>

#include "cli/accounts.hpp"
#include "cli/server_options.hpp"
#include "reports/escape.hpp"
#include "rules/summary.hpp"

namespace conformance::cli {

std::string command_of(const Options& options) {
  std::string command = "conformance";
  if (options.target != "embedded") command += " --target " + reports::shell_word(options.target);
  if (!options.driver_listen.empty()) command += " --driver-listen " + options.driver_listen;
  if (options.prompt) command += " --prompt";
  if (!options.upstream.empty()) command += " --upstream " + reports::shell_word(options.upstream);
  if (options.validate_driver) command += " --validate-driver";
  if (!options.role.empty()) command += " --role " + options.role;
  if (!options.domain.empty()) command += " --domain " + options.domain;
  if (options.register_accounts) command += " --register";
  for (const auto& account : options.accounts) {
    command +=
        " --account " + reports::shell_word(account.jid) + (account.variable.empty() ? "" : "=" + account.variable);
  }
  if (!options.password_file.empty()) command += " --password-file " + reports::shell_word(options.password_file);
  if (options.own_target) command += " --i-own-this-target";
  if (options.tls != tls_default(options)) command += " --tls " + options.tls;
  if (!options.ca.empty()) command += " --ca " + reports::shell_word(options.ca);
  if (options.insecure) command += " --insecure";
  if (options.allow_plain) command += " --allow-plain";
  for (const auto& spec : options.specs) command += " --spec " + spec;
  if (!options.fault.empty()) command += " --fault " + options.fault;
  if (options.profile != "modern") command += " --profile " + options.profile;
  if (options.strict) command += " --strict";
  if (!options.expect.empty()) command += " --expect " + reports::shell_word(options.expect);
  if (!options.rules_as_of.empty()) command += " --rules-as-of " + options.rules_as_of;
  if (options.seed) command += " --seed " + std::to_string(*options.seed);
  return command;
}

std::optional<int> need_accounts(const Options& options, const run::ServerAddress& address, net::Reach reach) {
  const auto asked = run::ask_server(address, {Seed::random(), options.timeout, reach, false});
  if (!asked.error.empty()) {
    std::fprintf(
        stderr,
        "conformance: --target: actors need accounts (--register, or --account JID), and the server could not be "
        "asked what it offers: %s\n",
        reports::for_terminal(reports::cut(with_hint(asked.error, options))).c_str());
    return static_cast<int>(rules::ExitCode::usage);
  }
  const auto& mechanisms = asked.offer.mechanisms;
  if (std::find(mechanisms.begin(), mechanisms.end(), "ANONYMOUS") != mechanisms.end()) return std::nullopt;
  std::string offers;
  for (const auto& mechanism : asked.offer.mechanisms) {
    offers += (offers.empty() ? "" : ", ") + reports::for_terminal(reports::cut(mechanism, 40));
  }
  offers = offers.empty() ? "no way to log in" : "logins by " + offers;
  if (asked.offer.registers) offers += ", and registration";
  if (asked.offer.starttls) offers += ", and TLS";
  std::string next = command_of(options);
  if (asked.offer.registers) {
    next += " --register";
  } else {
    const auto account = [&](const char* name) {
      return " --account " + reports::shell_word(name + ("@" + address.domain));
    };
    next = std::string(default_password_variable) + "=... " + next + account("romeo") + account("juliet");
  }
  std::fprintf(stderr, "conformance: --target: actors need accounts on %s, which offers %s.\nThe next command: %s\n",
               reports::for_terminal(address.domain).c_str(), offers.c_str(), reports::for_terminal(next).c_str());
  return static_cast<int>(rules::ExitCode::usage);
}

}  // namespace conformance::cli

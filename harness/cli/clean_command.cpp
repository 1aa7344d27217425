// SPDX-License-Identifier: MIT
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/ledger.hpp"
#include "cli/server_options.hpp"
#include "reports/escape.hpp"
#include "run/loop.hpp"
#include "stream/client.hpp"

namespace conformance::cli {

namespace {

// Why the account could not be removed, "" if it was.
Task<std::string> remove_one(run::Dialer& dialer, Clock& clock, xmpp::Jid account, std::string password,
                             stream::Security security, Duration longest) {
  try {
    auto dialing = dialer.dial();
    auto wire = co_await std::move(dialing);
    auto logging_in =
        stream::log_in(std::move(wire), clock, {account.local(), account.domain(), password, ""}, security, longest);
    auto bound = co_await std::move(logging_in);
    auto removing = stream::remove_account(std::move(bound), longest);
    const bool removed = co_await std::move(removing);
    co_return removed ? "" : "the server refused to remove it";
  } catch (const std::exception& error) {
    co_return error.what();
  }
}

struct Count {
  std::size_t removed = 0;
  std::size_t left = 0;
};

Task<void> remove_all(run::Dialer& dialer, Clock& clock, Ledger& ledger, stream::Security security, Duration longest,
                      Count& count) {
  const auto accounts = ledger.accounts();
  for (const auto& [account, password] : accounts) {
    auto removing = remove_one(dialer, clock, account, password, security, longest);
    const std::string why = co_await std::move(removing);
    if (why.empty()) {
      ledger.remove(account);
      ++count.removed;
      continue;
    }
    ++count.left;
    const std::string line = account.to_string() + ": " + why;
    std::fprintf(stderr, "conformance: %s\n", reports::for_terminal(line).c_str());
  }
}

}  // namespace

int clean_command(const Options& options) {
  if (options.selection.size() != 1) return usage_error({"expected one LEDGER, a file that a run has left", "clean"});
  auto ledger = Ledger::read(options.selection.front());
  if (ledger.has_error()) return usage_error(ledger.error());
  const auto target = parse_target(ledger->server().target);
  if (target.has_error() || target->embedded) return usage_error({"names no server to clean", ledger->file()});
  Options as_then = options;
  as_then.domain = ledger->server().domain;
  as_then.tls = ledger->server().tls;
  as_then.register_accounts = true;
  const auto address = server_address(as_then, *target, {});
  if (address.has_error()) return usage_error(address.error());
  run::DialOptions dial;
  dial.longest = options.timeout;
  dial.reach = reach_of(as_then, *target);
  run::Loop loop(run::Loop::Time::real_time);
  run::Dialer dialer(loop.context(), loop.clock(), *address, dial);
  Count count;
  loop.run(remove_all(dialer, loop.clock(), *ledger, address->security, options.timeout, count));
  loop.finish();
  std::printf("%zu accounts removed, %zu left\n", count.removed, count.left);
  return count.left == 0 ? 0 : static_cast<int>(rules::ExitCode::error);
}

}  // namespace conformance::cli

// SPDX-License-Identifier: MIT
#include "cli/address_options.hpp"

#include <cstdio>

#include "cli/server_options.hpp"
#include "reports/escape.hpp"

namespace conformance::cli {

Result<AddressJob> address_job(const Options& options, const TargetName& target,
                               const std::vector<peer::ActorAccount>& accounts) {
  const auto client = xmpp::Jid::parse(target.address);
  if (client.has_error()) return client.error().within("--target");
  if (client->local().empty()) return InputError{"\"" + target.address + "\" is no account", "--target"};
  if (options.role == "server")
    return InputError{"an address is of a client, expected --role client or none", "--role"};
  if (accounts.empty() || options.register_accounts) {
    return InputError{"expected accounts for the contacts of " + client->bare().to_string() +
                          ", by --account or --password-file: nobody else talks to somebody's client",
                      "--account"};
  }
  for (const auto& account : accounts) {
    if (account.bare == client->bare()) {
      return InputError{account.bare.to_string() + " is the account of the client under test", "--account"};
    }
  }
  TargetName server;
  server.host = accounts.front().bare.domain();
  if (!options.upstream.empty()) {
    const auto named = parse_upstream(options.upstream);
    if (named.has_error()) return named.error();
    server = *named;
  }
  auto of_server = options;
  of_server.role.clear();
  auto address = server_address(of_server, server, accounts);
  if (address.has_error()) return address.error();
  AddressJob job{{*client, address->domain, {}, accounts}, *address};
  job.client.on_code = [](const xmpp::Jid& from) {
    std::fprintf(stderr,
                 "conformance: a message with a code is on its way from %s; nothing else is sent until it comes back\n",
                 reports::for_terminal(from.to_string()).c_str());
  };
  return job;
}

}  // namespace conformance::cli

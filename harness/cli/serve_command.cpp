// SPDX-License-Identifier: MIT
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>

#include "base/file.hpp"
#include "cli/accounts.hpp"
#include "cli/commands.hpp"
#include "cli/target_name.hpp"
#include "net/tls.hpp"
#include "run/loop.hpp"
#include "server/guests.hpp"

namespace conformance::cli {

namespace {

// For what the sessions are told last.
constexpr Duration farewell = std::chrono::milliseconds(100);

struct GivenAccount {
  xmpp::Jid jid;
  std::string password;
};

// The password is in the environment, for arguments are seen by everybody.
Result<GivenAccount> look_up(const AccountFlag& flag) {
  const auto jid = xmpp::Jid::parse(flag.jid);
  if (jid.has_error()) return jid.error().within("--account");
  if (!jid->is_bare() || jid->local().empty()) {
    return InputError{"\"" + jid->to_string() + "\" is no account, expected NAME@DOMAIN", "--account"};
  }
  const auto variable = flag.variable.empty() ? std::string(default_password_variable) : flag.variable;
  const char* password = std::getenv(variable.c_str());
  if (password == nullptr || *password == '\0') {
    return InputError{"the environment has no \"" + variable + "\"", "--account"};
  }
  return GivenAccount{*jid, password};
}

std::string announcement(const Options& options, const TargetName& place, std::uint16_t port,
                         const std::set<std::string>& domains) {
  nlohmann::ordered_json json;
  json["host"] = place.host;
  json["port"] = port;
  json["tls"] = options.tls;
  if (options.web_socket) json["path"] = net::web_socket_path;
  json["domains"] = domains;
  if (!options.ca_out.empty()) json["ca"] = options.ca_out;
  return json.dump() + "\n";
}

}  // namespace

int serve_command(const Options& options, const Data& data) {
  const auto place = parse_listen(options.listen);
  if (place.has_error()) return usage_error(place.error());
  faults::FaultSet faults;
  if (!options.fault.empty()) {
    const auto parsed = faults::FaultSet::parse(options.fault, data.faults);
    if (parsed.has_error()) return usage_error(parsed.error().within("--fault"));
    faults = *parsed;
  }
  std::set<std::string> domains;
  if (!options.domain.empty()) {
    const auto domain = xmpp::Jid::parse(options.domain);
    if (domain.has_error()) return usage_error(domain.error().within("--domain"));
    domains.insert(domain->domain());
  }
  run::Loop loop(run::Loop::Time::real_time);
  server::Server server(loop.context(), loop.clock(), faults);
  for (const auto& flag : options.accounts) {
    const auto account = look_up(flag);
    if (account.has_error()) return usage_error(account.error());
    domains.insert(account->jid.domain());
    server.accounts().add(account->jid, account->password);
  }
  if (domains.empty()) domains.insert("localhost");
  for (const auto& domain : domains) server.accounts().add_domain(domain);

  server::Server::Entrance entrance;
  entrance.offer.anonymous = options.anonymous;
  if (options.tls != "off") {
    const auto identity = net::TlsIdentity::make({{domains.begin(), domains.end()}});
    if (!options.ca_out.empty()) {
      const auto written = write_file(options.ca_out, identity.ca_pem());
      if (written.has_error()) return usage_error(written.error());
    }
    if (options.tls == "direct") entrance.direct_tls = identity;
    if (options.tls == "starttls") entrance.offer.start_tls = identity;
  } else if (!options.ca_out.empty()) {
    return usage_error({"without TLS there is no authority to write", "--ca-out"});
  }

  const auto listener = std::make_shared<net::TcpListener>(loop.context(), place->host, place->port.value_or(0));
  boost::asio::signal_set signals(loop.context(), SIGINT, SIGTERM);
  signals.async_wait([listener](const boost::system::error_code& error, int /*signal*/) {
    if (!error) listener->close();
  });
  std::fputs(announcement(options, *place, listener->port(), domains).c_str(), stdout);
  std::fflush(stdout);
  loop.run(server::receive_guests(listener, server, entrance, options.web_socket));
  server.stop();
  loop.run(pause(loop.clock(), farewell));
  loop.finish();
  return 0;
}

}  // namespace conformance::cli

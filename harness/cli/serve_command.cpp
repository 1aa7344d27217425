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
#include "server/server.hpp"

namespace conformance::cli {

namespace {

// Connections at a time; more are closed at once.
constexpr int connections_max = 1'000;
// For what the sessions are told last.
constexpr Duration farewell = std::chrono::milliseconds(100);

// Counts itself in and out.
class GuestWire final : public net::Wire {
 public:
  GuestWire(std::unique_ptr<net::Wire> wire, std::shared_ptr<int> guests)
      : wire_(std::move(wire)), guests_(std::move(guests)) {
    ++*guests_;
  }
  ~GuestWire() override { --*guests_; }
  Task<std::string> read() override { return wire_->read(); }
  Task<void> write(std::string bytes) override { return wire_->write(std::move(bytes)); }
  void close() override { wire_->close(); }
  [[nodiscard]] std::string name() const override { return wire_->name(); }
  [[nodiscard]] bool is_encrypted() const override { return wire_->is_encrypted(); }
  [[nodiscard]] bool is_local() const override { return wire_->is_local(); }
  [[nodiscard]] std::string channel_binding() const override { return wire_->channel_binding(); }

 private:
  std::unique_ptr<net::Wire> wire_;
  std::shared_ptr<int> guests_;
};

struct House {
  net::TcpListener& listener;
  server::Server& server;
  server::Server::Entrance entrance;
  std::shared_ptr<int> guests;
  bool web_socket;
};

// Takes connections until the listener is closed.
Task<void> receive_guests(House house) {
  try {
    while (true) {
      auto accepting = house.listener.accept();
      auto wire = co_await std::move(accepting);
      if (*house.guests >= connections_max) continue;
      auto guest = std::make_unique<GuestWire>(std::move(wire), house.guests);
      if (house.web_socket) {
        house.server.serve_web_socket(std::move(guest), net::web_socket_path, house.entrance);
      } else {
        house.server.serve(std::move(guest), house.entrance);
      }
    }
  } catch (const net::NetworkError&) {
    // Closed by a signal.
  }
}

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

  net::TcpListener listener(loop.context(), place->host, place->port.value_or(0));
  boost::asio::signal_set signals(loop.context(), SIGINT, SIGTERM);
  signals.async_wait([&listener](const boost::system::error_code& error, int /*signal*/) {
    if (!error) listener.close();
  });
  std::fputs(announcement(options, *place, listener.port(), domains).c_str(), stdout);
  std::fflush(stdout);
  loop.run(receive_guests({listener, server, entrance, std::make_shared<int>(0), options.web_socket}));
  server.stop();
  loop.run(pause(loop.clock(), farewell));
  loop.finish();
  return 0;
}

}  // namespace conformance::cli

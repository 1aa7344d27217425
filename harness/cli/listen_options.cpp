// SPDX-License-Identifier: MIT
#include "cli/listen_options.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace conformance::cli {

namespace {

void announce(const target::Doors& doors, const xmpp::Jid& account, const std::string& password) {
  std::string text = "conformance: waiting for a client. Have it log in as " + account.to_string() + "\n" +
                     "  password   " + password + "\n" + "  server     " + doors.host() + " port " +
                     std::to_string(doors.port()) +
                     (doors.tls() == "off"      ? ", without TLS"
                      : doors.tls() == "direct" ? ", TLS first"
                                                : ", with STARTTLS") +
                     "\n";
  if (!doors.web_socket_url().empty()) text += "  or         " + doors.web_socket_url() + "\n";
  if (!doors.ca_file().empty()) text += "  authority  " + doors.ca_file() + "\n";
  std::fputs(text.c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace

Result<target::ListenTarget::Options> listen_options(const Options& options, const TargetName& target) {
  if (!options.fault.empty()) return InputError{"faults are for the embedded target only", "--fault"};
  if (options.role == "server") return InputError{"who logs in is a client, expected --role client or none", "--role"};
  if (!options.accounts.empty() || !options.password_file.empty() || options.register_accounts) {
    return InputError{"the client logs in to the embedded server, which has its own accounts", "--account"};
  }
  if (options.tls == "off" && !options.ca_out.empty()) {
    return InputError{"without TLS there is no authority to write", "--ca-out"};
  }
  target::ListenTarget::Options listen;
  listen.doors.host = target.host;
  listen.doors.port = target.port.value_or(0);
  const char* asked = std::getenv("CONFORMANCE_REACH");
  const bool loopback = asked != nullptr && std::string_view(asked) == "loopback";
  listen.doors.reach = loopback ? net::Reach::loopback_only : net::Reach::anywhere;
  listen.doors.tls = options.tls == "required" || options.tls == "optional" ? "starttls" : options.tls;
  listen.doors.ca_out = options.ca_out;
  listen.on_listening = announce;
  return listen;
}

std::size_t choose_guided(run::Selection& selection) {
  auto& scenarios = selection.scenarios;
  if (selection.everything) {
    std::erase_if(scenarios,
                  [](const scenario::Scenario& one) { return !target::is_guided(one) && !target::needs_nobody(one); });
  }
  std::vector<scenario::Scenario> ordered;
  for (const bool guided : {true, false}) {
    std::copy_if(scenarios.begin(), scenarios.end(), std::back_inserter(ordered),
                 [guided](const scenario::Scenario& one) { return target::is_guided(one) == guided; });
  }
  scenarios = std::move(ordered);
  std::size_t prompts = 0;
  for (const auto& scenario : scenarios) prompts += target::is_guided(scenario) ? target::prompts_of(scenario) : 0;
  return prompts;
}

}  // namespace conformance::cli

// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "cli/options.hpp"
#include "cli/target_name.hpp"
#include "run/runner.hpp"

/// What the command line says of a server under test.
namespace conformance::cli {

/// Where the server is and how it is spoken to. Errors: what is missing or does not fit, a file of authorities that
/// cannot be read.
Result<run::ServerAddress> server_address(const Options& options, const TargetName& target,
                                          const std::vector<peer::ActorAccount>& accounts);

/// How far connections may go: anywhere where they are protected, or the user insists; else loopback. Always loopback
/// where the environment has CONFORMANCE_REACH=loopback, as in our own tests.
net::Reach reach_of(const Options& options, const TargetName& target);

/// The error with what to do next behind it, where that is known.
std::string with_hint(const std::string& error, const Options& options);

/// What every report of such a run has to say loudly.
std::vector<std::string> server_warnings(const Options& options);

}  // namespace conformance::cli

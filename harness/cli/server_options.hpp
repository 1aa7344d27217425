// SPDX-License-Identifier: MIT
#pragma once

#include "cli/options.hpp"
#include "cli/target_name.hpp"
#include "run/dial.hpp"

namespace conformance::cli {

/// The address of a server target, by what the command line says of it.
run::ServerAddress server_address(const Options& options, const TargetName& target);

/// How far connections may go: anywhere with TLS, loopback without; and loopback always where the environment has
/// CONFORMANCE_REACH=loopback, as in our own tests.
net::Reach reach_of(const Options& options, const TargetName& target);

}  // namespace conformance::cli

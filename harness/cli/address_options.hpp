// SPDX-License-Identifier: MIT
#pragma once

#include "cli/options.hpp"
#include "cli/target_name.hpp"
#include "run/runner.hpp"

/// What the command line says of a client that is logged in elsewhere.
namespace conformance::cli {

/// The client, and where the actors log in.
struct AddressJob {
  target::AddressTarget::Options client;
  run::ServerAddress server;
};
/// Errors: what is missing or does not fit. The accounts' server is --upstream, or the one of their domain.
Result<AddressJob> address_job(const Options& options, const TargetName& target,
                               const std::vector<peer::ActorAccount>& accounts);

}  // namespace conformance::cli

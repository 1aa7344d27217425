// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "cli/target_name.hpp"
#include "run/runner.hpp"

/// What a run against a server has that one of the embedded target has not.
namespace conformance::cli {

/// The command line of a run without its selection and output: what a report tells to play one thing again.
std::string command_of(const Options& options);

/// Nobody gave an account and registration was not asked for: whether actors can come without one (SASL ANONYMOUS).
/// Else says what the server offers, and the command that goes on from there, and gives the exit code.
std::optional<int> need_accounts(const Options& options, const run::ServerAddress& address, net::Reach reach);

}  // namespace conformance::cli

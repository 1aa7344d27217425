// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "cli/options.hpp"
#include "cli/target_name.hpp"
#include "run/runner.hpp"

/// What a run against a server has that one of the embedded target has not.
namespace conformance::cli {

/// The command line of a run without its selection and output: what a report tells to play one thing again.
std::string command_of(const Options& options);

/// Without accounts nothing can be played: says what the server offers, and the command that goes on from there.
/// Returns the exit code.
int say_offer(const Options& options, const run::ServerAddress& address, net::Reach reach);

}  // namespace conformance::cli

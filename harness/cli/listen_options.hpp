// SPDX-License-Identifier: MIT
#pragma once

#include "cli/options.hpp"
#include "cli/target_name.hpp"
#include "run/runner.hpp"

/// What the command line says of a client that somebody has log in.
namespace conformance::cli {

/// Where it is waited for. Errors: what does not fit.
Result<target::ListenTarget::Options> listen_options(const Options& options, const TargetName& target);
/// Of everything what a person is asked for, first, and what needs nobody; what was named stays as it is. How often the
/// person is asked.
std::size_t choose_guided(run::Selection& selection);

}  // namespace conformance::cli

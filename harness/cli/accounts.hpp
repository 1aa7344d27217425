// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "peer/actor.hpp"

namespace conformance::cli {

/// Where the password of an account stands that names no variable of its own.
inline constexpr const char* default_password_variable = "CONFORMANCE_PASSWORD";

/// Looks a variable of the environment up; nullptr if it is not set.
using Environment = std::function<const char*(const char*)>;

/// The accounts of --account and --password-file, with their passwords, in the order given.
///
/// Passwords come from the environment or from a file that nobody else can read, never from the command line. Errors: a
/// variable that is not set, a file that others can read, a line that is not "JID PASSWORD" (by its number: no error
/// holds a password), an account that is there twice, accounts of different domains.
Result<std::vector<peer::ActorAccount>> read_accounts(const Options& options, const Environment& environment);

}  // namespace conformance::cli

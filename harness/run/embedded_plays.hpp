// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "rules/catalogue.hpp"
#include "run/runner.hpp"

namespace conformance::run {

/// The plays of the embedded target: the client once for each version of XEP-0085, the server once, by the last of
/// them, since no rule of a server differs. `role` is "client", "server", or "" for both.
std::vector<PlayOrder> embedded_plays(const std::string& role, const std::vector<std::string>& states,
                                      const std::string& attention);
/// All of them: both roles, in every version of the catalogue.
std::vector<PlayOrder> embedded_plays(const rules::Catalogue& catalogue);

}  // namespace conformance::run

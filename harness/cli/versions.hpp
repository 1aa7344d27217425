// SPDX-License-Identifier: MIT
#pragma once

#include "cli/options.hpp"
#include "rules/catalogue.hpp"

namespace conformance::cli {

/// The versions of a specification ("0085", "0224") to judge by, in the order of the catalogue: those of --spec, else
/// all, or the newest. Errors name --spec.
Result<std::vector<std::string>> versions_of(const std::string& id, const Options& options,
                                             const rules::Catalogue& catalogue, bool all);

}  // namespace conformance::cli

// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/options.hpp"

/// The values of options, read. Errors have the reason only: the parser puts the option in front.
namespace conformance::cli {

/// "FORMAT" or "FORMAT:FILE"; the file "-" is standard output.
Result<Output> parse_output(const std::string& text);
/// The same, of the formats that the matrix of faults has.
Result<Output> parse_matrix_output(const std::string& text);
/// "JID" or "JID=ENV", the JID bare.
Result<AccountFlag> parse_account(const std::string& text);
Result<std::uint64_t> parse_seed(const std::string& text);
/// How many rules: at least one.
Result<std::size_t> parse_number(const std::string& text);
/// "500ms", "10s"; a bare number is in seconds. More than nothing.
Result<Duration> parse_timeout(const std::string& text);

}  // namespace conformance::cli

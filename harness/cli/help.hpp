// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "cli/option_table.hpp"

namespace conformance::cli {

/// The help of a command, or of the whole program: at most 80 columns, from the table of options.
std::string help_text(const Command* command);
/// A command that is worth showing, and what it is for.
struct Example {
  const char* command;
  const char* does;
};
const std::vector<Example>& examples();

}  // namespace conformance::cli

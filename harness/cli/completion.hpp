// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "cli/option_table.hpp"

namespace conformance::cli {

/// What can stand where a completion asks: the words of this version's data.
struct Completions {
  std::vector<std::string> selections;  ///< rules and scenarios
  std::vector<std::string> faults;
  std::vector<std::string> specs;
};

/// The script that teaches a shell (bash, zsh, fish) the command line; "" for another shell.
std::string completion_script(const std::string& shell, const Completions& words);

}  // namespace conformance::cli

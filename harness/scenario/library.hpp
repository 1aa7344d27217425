// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace conformance::scenario {

/// A file of scenarios/ as it was compiled into the program; `path` is relative to that folder.
struct EmbeddedFile {
  std::string_view path;
  std::string_view content;
};
std::span<const EmbeddedFile> embedded_files();

/// Path and content of every JSON file, in the order of their paths: those compiled in, or, if `folder` is not empty,
/// those found there. Errors: the folder or a file cannot be read.
Result<std::vector<std::pair<std::string, std::string>>> data_files(const std::string& folder);

}  // namespace conformance::scenario

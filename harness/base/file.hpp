// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include "base/result.hpp"

namespace conformance {

/// The whole content of a file of at most `bytes_max` bytes. Errors name the file.
Result<std::string> read_file(const std::string& path, std::size_t bytes_max);
/// Writes a file, by way of a temporary one beside it, so that a reader never sees half of it.
Result<void> write_file(const std::string& path, const std::string& content);

}  // namespace conformance

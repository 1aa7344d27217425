// SPDX-License-Identifier: MIT
#include "scenario/library.hpp"

#include <algorithm>
#include <filesystem>

#include "base/file.hpp"
#include "base/limits.hpp"

namespace conformance::scenario {

namespace {
constexpr std::size_t files_max = 10'000;
}

Result<std::vector<std::pair<std::string, std::string>>> data_files(const std::string& folder) {
  std::vector<std::pair<std::string, std::string>> files;
  if (folder.empty()) {
    for (const auto& file : embedded_files()) files.emplace_back(file.path, file.content);
    return files;
  }
  namespace fs = std::filesystem;
  std::error_code failed;
  fs::recursive_directory_iterator walk(folder, failed);
  if (failed) return InputError{"cannot be read: " + failed.message(), folder};
  for (; walk != fs::recursive_directory_iterator(); walk.increment(failed)) {
    const auto& entry = *walk;
    const auto path = entry.path().lexically_relative(folder).generic_string();
    // The schemas are for editors, they are not compiled in either.
    std::error_code unknown;
    if (!entry.is_regular_file(unknown) || entry.path().extension() != ".json" || path.starts_with("schema/")) continue;
    if (files.size() >= files_max) return InputError{"holds too many files", folder};
    auto content = read_file(entry.path().string(), limits::file_bytes_max);
    if (content.has_error()) return content.error();
    files.emplace_back(path, std::move(*content));
  }
  if (failed) return InputError{"cannot be read: " + failed.message(), folder};
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace conformance::scenario

// SPDX-License-Identifier: MIT
#include "base/file.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace conformance {

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  std::error_code failed;
  if (std::filesystem::is_directory(path, failed)) return InputError{"is a folder, expected a file", path};
  std::ifstream file(path, std::ios::binary);
  if (!file) return InputError{std::string("cannot be read: ") + std::strerror(errno), path};
  // In pieces: a limit of half a gigabyte does not cost a small file half a gigabyte of memory.
  std::array<char, 65'536> piece{};
  std::string content;
  while (file.read(piece.data(), piece.size()) || file.gcount() > 0) {
    content.append(piece.data(), static_cast<std::size_t>(file.gcount()));
    if (content.size() > bytes_max) {
      return InputError{"is larger than the " + std::to_string(bytes_max) + " bytes that are read at most", path};
    }
  }
  if (file.bad()) return InputError{std::string("cannot be read: ") + std::strerror(errno), path};
  return content;
}

Result<void> write_file(const std::string& path, const std::string& content) {
  // A device such as /dev/null or a pipe cannot be renamed over.
  std::error_code failed;
  const bool special = std::filesystem::exists(path, failed) && !std::filesystem::is_regular_file(path, failed);
  const std::string beside = special ? path : path + ".part";
  {
    std::ofstream file(beside, std::ios::binary | std::ios::trunc);
    file << content;
    file.flush();
    if (!file) {
      const std::string reason = std::strerror(errno);
      if (!special) std::filesystem::remove(beside, failed);
      return InputError{"cannot be written: " + reason, path};
    }
  }
  if (!special) {
    std::filesystem::rename(beside, path, failed);
    if (failed) return InputError{"cannot be written: " + failed.message(), path};
  }
  return {};
}

}  // namespace conformance

// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "base/limits.hpp"
#include "fuzz/targets.hpp"

// conformance-replay [FOLDER]: plays corpora/TARGET/* and crashers/TARGET/* of FOLDER (fuzz/ by default) through each
// target. It ends like libFuzzer where a property does not hold; the last line on standard error is then the file.
namespace conformance::fuzz {

namespace {

const std::map<std::string, Target>& targets() {
  static const std::map<std::string, Target> all = {
#define CONFORMANCE_FUZZ_TARGET(name) {#name, name},
#include "fuzz_targets.inc"
#undef CONFORMANCE_FUZZ_TARGET
  };
  return all;
}

std::vector<std::string> files_in(const std::filesystem::path& folder) {
  std::vector<std::string> files;
  if (!std::filesystem::is_directory(folder)) return files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// What no target reads would be forgotten silently.
int unknown_folders(const std::filesystem::path& folder) {
  int unknown = 0;
  if (!std::filesystem::is_directory(folder)) return 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (targets().contains(entry.path().filename().string())) continue;
    std::fprintf(stderr, "conformance-replay: %s is of no target\n", entry.path().c_str());
    ++unknown;
  }
  return unknown;
}

int replay(const std::filesystem::path& folder) {
  int wrong = unknown_folders(folder / "corpora") + unknown_folders(folder / "crashers");
  for (const auto& [name, run] : targets()) {
    auto files = files_in(folder / "corpora" / name);
    if (files.empty()) {
      std::fprintf(stderr, "conformance-replay: %s has no corpus\n", name.c_str());
      ++wrong;
    }
    for (auto& crasher : files_in(folder / "crashers" / name)) files.push_back(std::move(crasher));
    run("");
    for (const auto& file : files) {
      std::fprintf(stderr, "%s\n", file.c_str());
      const auto content = read_file(file, limits::file_bytes_max);
      if (content.has_error()) {
        std::fprintf(stderr, "conformance-replay: %s\n", content.error().message().c_str());
        return 1;
      }
      run(*content);
    }
    std::printf("%-20s %zu inputs\n", name.c_str(), files.size() + 1);
  }
  return wrong == 0 ? 0 : 1;
}

}  // namespace

}  // namespace conformance::fuzz

int main(int argc, char** argv) {
  try {
    return conformance::fuzz::replay(argc > 1 ? argv[1] : CONFORMANCE_SOURCE_DIR "/fuzz");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "conformance-replay: %s\n", error.what());
    return 1;
  }
}

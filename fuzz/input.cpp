// SPDX-License-Identifier: MIT
#include "fuzz/input.hpp"

#include "scenario/library.hpp"

namespace conformance::fuzz {

const rules::Catalogue& catalogue() {
  static const rules::Catalogue read = [] {
    std::vector<std::pair<std::string, std::string>> files;
    const auto all = scenario::data_files("").value();
    for (const auto& [path, content] : all) {
      if (path.starts_with("rules/")) files.emplace_back(path, content);
    }
    return rules::Catalogue::load(files).value();
  }();
  return read;
}

}  // namespace conformance::fuzz

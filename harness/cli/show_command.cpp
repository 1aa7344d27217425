// SPDX-License-Identifier: MIT
#include <cstdio>

#include "cli/commands.hpp"
#include "reports/ladder.hpp"

namespace conformance::cli {

int show_command(const Options& options, const Data& data) {
  if (options.selection.empty()) return usage_error({"expected a trace file (conformance --trace-dir traces)", "show"});
  std::vector<reports::Play> plays;
  std::vector<std::string> warnings;
  for (const auto& path : options.selection) {
    auto play = read_play(path, options, data, {}, warnings);
    if (play.has_error()) return usage_error(play.error());
    plays.push_back(std::move(*play));
  }
  for (const auto& warning : warnings) std::fprintf(stderr, "conformance: %s\n", warning.c_str());
  for (const auto& play : plays) {
    const auto text = to_ladder(play, data.catalogue);
    std::fwrite(text.data(), 1, text.size(), stdout);
  }
  return 0;
}

}  // namespace conformance::cli

// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdio>

#include "base/suggest.hpp"
#include "cli/commands.hpp"
#include "cli/completion.hpp"
#include "reports/escape.hpp"

namespace conformance::cli {

int completion_command(const Options& options, const Data& data) {
  const auto shell = options.selection.size() == 1 ? options.selection.front() : std::string();
  Completions words;
  // Ids of a folder of somebody's own could hold what a shell obeys: only what needs no quotes goes into a script.
  const auto add = [](std::vector<std::string>& list, const std::string& word) {
    if (reports::shell_word(word) == word) list.push_back(word);
  };
  for (const auto& rule : data.catalogue.rules()) add(words.selections, rule.id);
  for (const auto& scenario : data.scenarios) add(words.selections, scenario.id);
  for (const auto& fault : data.faults.all()) add(words.faults, fault.name);
  for (const char* id : {"0085", "0224"}) {
    const auto* specification = data.catalogue.specification(id);
    if (specification == nullptr) continue;
    for (const auto& [version, url] : specification->versions) words.specs.push_back(std::string(id) + "@" + version);
  }
  const auto script = completion_script(shell, words);
  if (!script.empty()) {
    std::fputs(script.c_str(), stdout);
    return 0;
  }
  const std::string found = options.selection.empty() ? "nothing" : "\"" + shell + "\"";
  return usage_error(
      {"found " + found + ", expected bash, zsh or fish" + did_you_mean(shell, {"bash", "zsh", "fish"}), "completion"});
}

}  // namespace conformance::cli

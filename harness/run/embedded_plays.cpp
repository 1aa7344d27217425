// SPDX-License-Identifier: MIT
#include "run/embedded_plays.hpp"

namespace conformance::run {

std::vector<PlayOrder> embedded_plays(const std::string& role, const std::vector<std::string>& states,
                                      const std::string& attention) {
  std::vector<PlayOrder> plays;
  const auto add = [&](const std::string& who, const std::string& version) {
    plays.push_back({who, {{"0085", version}, {"0224", attention}}});
  };
  if (role != "server") {
    for (const auto& version : states) add("client", version);
  }
  if (role != "client") add("server", states.back());
  return plays;
}

std::vector<PlayOrder> embedded_plays(const rules::Catalogue& catalogue) {
  std::vector<std::string> states;
  for (const auto& [version, url] : catalogue.specification("0085")->versions) states.push_back(version);
  return embedded_plays("", states, catalogue.specification("0224")->versions.back().first);
}

}  // namespace conformance::run

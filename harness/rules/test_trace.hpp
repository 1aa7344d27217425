// SPDX-License-Identifier: MIT
#pragma once

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "rules/catalogue.hpp"
#include "rules/judge.hpp"
#include "scenario/library.hpp"
#include "trace/test_changed.hpp"
#include "trace/test_play.hpp"

/// Tables for the monitors: a row is a play, and the verdict on it by hand.
namespace conformance::rules::testing {

using namespace trace::testing;

inline const Catalogue& catalogue() {
  static const Catalogue read = [] {
    std::vector<std::pair<std::string, std::string>> files;
    for (const auto& [path, content] : scenario::data_files("").value()) {
      if (path.starts_with("rules/")) files.emplace_back(path, content);
    }
    return Catalogue::load(files).value();
  }();
  return read;
}

/// The finding on a rule, the first if there are several, with verdict none if there is none. What tests have put
/// beside the play is not asked.
inline Finding finding_on(const trace::Trace& trace, const std::string& rule) {
  for (const auto& finding : judge(trace, catalogue())) {
    if (finding.rule == rule && finding.scenario != beside) return finding;
  }
  return {};
}
inline Finding finding_on(const Play& play, const std::string& rule) { return finding_on(play.trace(), rule); }

/// A row of a table: what happened, in words and as a play, and the verdict by hand.
struct Row {
  std::string when;
  Play play;
  std::string verdict;
  std::set<std::string> flags{};
};

inline void check_rows(const std::string& rule, const std::vector<Row>& rows) {
  // Not sections: for each of them all rows would be made again.
  for (const auto& row : rows) {
    const auto finding = finding_on(row.play, rule);
    INFO(rule << ", " << row.when << ": " << finding.reason);
    CHECK(std::string(to_string(finding.verdict)) == row.verdict);
    CHECK(finding.flags == row.flags);
    for (const auto& [how, trace] : changed(row.play.trace())) {
      const auto again = finding_on(trace, rule);
      INFO(how << ": " << again.reason);
      CHECK(std::string(to_string(again.verdict)) == row.verdict);
      CHECK(again.flags == row.flags);
    }
  }
}

}  // namespace conformance::rules::testing

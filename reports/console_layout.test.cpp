// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>
#include <sstream>

#include "reports/escape.hpp"
#include "reports/sample_report.hpp"
#include "reports/writers.hpp"

namespace conformance::reports {

namespace {

using Catch::Matchers::Contains;
using rules::Level;
using rules::Verdict;

constexpr const char* red = "\x1b[31m";

std::string shown(const Report& report, ConsoleOptions options = {}) {
  return to_console(report, sample::catalogue(), options);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("Red is for a broken MUST or MUST NOT and for nothing else", "[reports]") {
  struct Row {
    Level level;
    Verdict verdict;
    int exit_code;
    bool is_red;
  };
  const auto row = GENERATE(values<Row>({
      {Level::must, Verdict::fail, 1, true},
      {Level::must_not, Verdict::fail, 1, true},
      {Level::should, Verdict::fail, 0, false},
      {Level::should, Verdict::fail, 1, false},  // --strict
      {Level::schema, Verdict::fail, 1, false},
      {Level::info, Verdict::fail, 0, false},
      {Level::must, Verdict::inconclusive, 3, false},
      {Level::must, Verdict::error, 4, false},
      {Level::must, Verdict::pass, 0, false},
  }));
  auto report = sample::failing();
  report.exit_code = row.exit_code;
  report.plays.front().results = {
      sample::result(sample::one_state, row.level, sample::finding(sample::one_state, row.verdict, "a"))};
  report.plays.front().results.front().deciding = rules::decides(row.level, row.exit_code == 1);
  report.warnings = {"loud"};
  const auto text = shown(report, {true, 80, false});
  CHECK((text.find(red) != std::string::npos) == row.is_red);
  CHECK(shown(report).find('\x1b') == std::string::npos);
}

TEST_CASE("Ordinary text stays within the columns of the terminal", "[reports]") {
  auto report = sample::failing();
  report.command = "conformance --target 127.0.0.1:5222 --register --seed 7 --strict --timeout 30 --profile letter";
  report.warnings = {"--insecure: TLS certificates were not verified, so this may be about somebody else's server"};
  report.plays.front().trace.header.iut = "juliet@capulet.lit";
  report.plays.front().trace.events.back() = sample::event(
      2, sample::stanza("<message from='juliet@capulet.lit/balcony' to='romeo@montague.lit/orchard' type='chat' id='2'>"
                        "<body>Wherefore art thou Romeo? Deny thy father and refuse thy name, or, if thou wilt not, be "
                        "but sworn my love, and I'll no longer be a Capulet.</body><active "
                        "xmlns='http://jabber.org/protocol/chatstates'/></message>"));
  report.plays.front().results.back().findings.front().actual =
      "a second standalone <composing/> in a row to \xe6\x97\xa5\xe6\x9c\xac\xe6\x97\xa5\xe6\x9c\xac that nobody "
      "wanted";
  for (int i = 0; i < 6; ++i) report.plays.push_back(report.plays.front());
  for (const auto& line : lines_of(shown(report))) {
    INFO(line);
    CHECK(display_width(line) <= 80);
  }
}

TEST_CASE("A command is broken only where the shell goes on reading", "[reports]") {
  auto report = sample::failing();
  report.command = "conformance --target 127.0.0.1:5222 --register --strict --timeout 30";
  CHECK_THAT(shown(report),
             Contains("  again     conformance --target 127.0.0.1:5222 --register --strict --timeout \\\n"
                      "              30 client/0085/5.6/one-state\n"));
  report.plays.front().results.back().findings.front().scenario = "it's; not a scenario but a long line of words";
  CHECK_THAT(shown(report), Contains("--timeout 30 'it'\\''s; not a scenario but a long line of words'\n"));
}

}  // namespace conformance::reports

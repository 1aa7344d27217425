// SPDX-License-Identifier: MIT
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <nlohmann/json.hpp>
#include <sstream>

#include "reports/escape.hpp"
#include "reports/sample_report.hpp"
#include "reports/writers.hpp"

namespace conformance::reports {

namespace {

// The table goes through every writer.
const std::vector<std::string> hostile = {
    "\x1b[2J\x1b[31mall is well\x1b[0m",
    "\x1b]0;title\x07\x1b]8;;file:///etc/passwd\x1b\\",
    "a\rPASS: all rules passed\b\b\b",
    "line\nPASS: all rules passed\n",
    "\xc2\x9b"
    "2J\xc2\x9d"
    "0;x\xc2\x9c",
    "\xe2\x80\xae"
    "kool\xe2\x80\xac\xe2\x81\xa6\xe2\x81\xa9\xe2\x80\x8f\xd8\x9c",
    "zero\xe2\x80\x8bwidth\xef\xbb\xbf\xe2\x80\xa8\xe2\x80\xa9",
    "invalid \xff\xfe \xc0\x80 \xed\xa0\x80 \xf5\x80\x80\x80 \xe2\x80",
    "::error::gone",
    "words ::error file=a::gone and ::stop-commands::x",
    "\n::add-mask::e",
    "\xe3\x80\x80::error::",
    "##[error]gone",
    "so ##vso[task.setvariable variable=a]b",
    "]]>",
    "</script><script>alert(1)</script>",
    "%0A\" ' & < > $(id) `id` ; rm -r .",
    std::string("a\0b\x01\x7f", 5),
    std::string(100'000, 'a'),
    std::string(50'000, '\x1b'),
    std::string(9'999, ':'),
};

// Everything that somebody else could have written says the same.
Report saying(const std::string& text) {
  auto report = sample::failing();
  report.target = report.fault = report.error = text;
  report.warnings = {text};
  report.environment = {{"banner", text}};
  auto& play = report.plays.front();
  play.trace.header.target = play.trace.header.iut = text;
  play.trace.header.versions = {{"0085", text}};
  xml::Builder message("message", xmpp::ns::client);
  message.set("id", text).add(xml::Builder("body", xmpp::ns::client).text(text)).add(xml::Builder("active", text));
  message.text(text);
  const auto stanza = *xmpp::Stanza::parse(message.build());
  play.trace.events = {sample::event(1, trace::observe(text, true, stanza)),
                       sample::event(2, trace::observe(trace::at_iut, true, stanza)),
                       sample::event(3, trace::NoteEvent{text})};
  for (auto& event : play.trace.events) event.scn = text;
  for (auto& result : play.results) {
    result.reason = text;
    for (auto& finding : result.findings) {
      finding.scenario = finding.reason = finding.expected = finding.actual = text;
      finding.flags = {text};
      finding.evidence = {2, 1, 3};
    }
    result.flags = {text};
  }
  // The same again as what could not be decided, in a play that is named so.
  report.plays.push_back(play);
  report.plays.back().name = text;
  for (auto& result : report.plays.back().results) {
    result.verdict = result.findings.empty() ? rules::Verdict::none : rules::Verdict::inconclusive;
    for (auto& finding : result.findings) finding.verdict = rules::Verdict::inconclusive;
  }
  return report;
}

bool is_command(const std::string& line) {
  const auto first = line.find_first_not_of(' ');
  return (first != std::string::npos && line.compare(first, 2, "::") == 0) || line.find("##[") != std::string::npos ||
         line.find("##vso[") != std::string::npos;
}

// What our own colours put there.
std::string without_colours(std::string text) {
  for (const char* own : {"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[35m"}) {
    for (auto at = text.find(own); at != std::string::npos; at = text.find(own, at)) text.erase(at, std::strlen(own));
  }
  return text;
}

}  // namespace

TEST_CASE("Nothing that a target says comes raw onto the console", "[reports]") {
  const auto columns = GENERATE(40, 80, 200);
  for (const auto& text : hostile) {
    const auto report = saying(text);
    const auto shown = to_console(report, sample::catalogue(), {false, static_cast<std::size_t>(columns), false});
    INFO(text.substr(0, 60));
    // Escaping it once more changes nothing: it holds nothing that has to be.
    CHECK((for_terminal(shown, Newlines::kept) == shown));
    std::istringstream lines(shown);
    for (std::string line; std::getline(lines, line);) {
      if (is_command(line) || line.size() > 6 * limits::report_line_bytes_max) FAIL_CHECK(line.substr(0, 200));
    }
    const auto coloured = to_console(report, sample::catalogue(), {true, static_cast<std::size_t>(columns), false});
    CHECK((without_colours(coloured) == shown));
  }
}

TEST_CASE("A line break of the target never begins a line of ours", "[reports]") {
  const auto shown = to_console(saying("x\nPASS: all rules passed"), sample::catalogue(), {});
  CHECK(shown.find("\nPASS") == std::string::npos);
}

TEST_CASE("Nothing that a target says comes raw into the JSON report, and all of it can be read there", "[reports]") {
  for (const auto& text : hostile) {
    INFO(text.substr(0, 60));
    const auto written = to_json(saying(text), sample::catalogue(), Traces::all);
    CHECK(std::all_of(written.begin(), written.end(), [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
    std::istringstream lines(written);
    for (std::string line; std::getline(lines, line);) {
      if (is_command(line)) FAIL_CHECK(line.substr(0, 200));
    }
    const auto json = nlohmann::json::parse(written);
    const auto target = json["target"].get<std::string>();
    const bool is_utf8 = for_terminal(text).find("\\xff") == std::string::npos;
    CHECK((is_utf8 ? target == text : target.find("\xef\xbf\xbd") != std::string::npos));
  }
}

}  // namespace conformance::reports

// SPDX-License-Identifier: MIT
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <nlohmann/json.hpp>
#include <sstream>

#include "reports/escape.hpp"
#include "reports/ladder.hpp"
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
    "```\n# all is well\n~~~",
    "`````` | `x` | <details> [a](javascript:b) @juliet www.capulet.lit",
    "| pass |\n| --- |",
    "\xef\xbf\xbe\xef\xbf\xbf",
    "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>&b;<![CDATA[",
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

// A line of Markdown without its code spans, as CommonMark finds them: a run of backticks to the next as long.
std::string without_spans(const std::string& line) {
  std::string out;
  std::size_t at = 0;
  const auto run_at = [&](std::size_t from) { return line.find_first_not_of('`', from) - from; };
  while (at < line.size()) {
    if (line[at] != '`') {
      out += line[at++];
      continue;
    }
    const auto length = std::min(run_at(at), line.size() - at);
    auto end = at + length;
    while (end < line.size()) {
      end = line.find('`', end);
      if (end == std::string::npos) return out + line.substr(at);
      const auto closing = std::min(run_at(end), line.size() - end);
      if (closing == length) break;
      end += closing;
    }
    at = end + length;
  }
  return out;
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

TEST_CASE("Nothing that a target says comes raw into the JUnit report, and the report can be read", "[reports]") {
  for (const auto& text : hostile) {
    INFO(text.substr(0, 60));
    const auto written = to_junit(saying(text), sample::catalogue());
    CHECK((for_terminal(written, Newlines::kept) == written));
    // What XML 1.0 forbids would make every reader refuse the whole file.
    for (const char* forbidden : {"\xef\xbf\xbe", "\xef\xbf\xbf", "<![CDATA[", "<!DOCTYPE"}) {
      CHECK(written.find(forbidden) == std::string::npos);
    }
    std::istringstream lines(written);
    std::string first;
    std::getline(lines, first);
    for (std::string line; std::getline(lines, line);) {
      if (is_command(line) || line.size() > 12 * limits::report_line_bytes_max) FAIL_CHECK(line.substr(0, 200));
    }
    const auto body = written.substr(first.size() + 1);
    const auto read = xml::parse_element(body.substr(0, body.size() - 1), "");
    REQUIRE(read.has_value());
    CHECK(read->name() == "testsuite");
    CHECK(read->children().size() == 8);  // the properties, three rules in two plays, and why the run ended
  }
}

TEST_CASE("Nothing that a target says comes raw into a ladder or to who follows", "[reports]") {
  for (const auto& text : hostile) {
    INFO(text.substr(0, 60));
    auto play = saying(text).plays.front();
    auto& events = play.trace.events;
    events.push_back(sample::event(4, trace::ContactEvent{text, text, {text}, text, text, text, text}));
    events.push_back(sample::event(5, trace::ActEvent{text, text, text, false, "begin"}));
    events.push_back(sample::event(6, trace::ObservedEvent{text, text, text}));
    events.push_back(sample::event(7, trace::MarkEvent{text, text, text, "unmet", text, text}));
    events.push_back(sample::event(8, trace::ScenarioEvent{"end", text, {text}, text, text}));
    Follower follower(play.trace.header);
    std::string followed;
    for (const auto& event : events) followed += follower.line(event);
    for (const auto& shown : {to_ladder(play, sample::catalogue()), followed}) {
      CHECK((for_terminal(shown, Newlines::kept) == shown));
      std::istringstream lines(shown);
      for (std::string line; std::getline(lines, line);) {
        if (is_command(line) || line.size() > 6 * limits::report_line_bytes_max) FAIL_CHECK(line.substr(0, 200));
      }
    }
  }
}

TEST_CASE("What a target says stands in fences and code spans of the Markdown report only", "[reports]") {
  for (const auto& text : hostile) {
    INFO(text.substr(0, 60));
    const auto written = to_markdown(saying(text), sample::catalogue());
    CHECK((for_terminal(written, Newlines::kept) == written));
    std::string fence;
    std::istringstream lines(written);
    for (std::string line; std::getline(lines, line);) {
      if (is_command(line)) FAIL_CHECK(line.substr(0, 200));
      if (!fence.empty()) {
        if (line == fence) fence.clear();
        continue;
      }
      if (line.starts_with("```") && line.ends_with("text")) {
        fence = line.substr(0, line.size() - 4);
        continue;
      }
      // What is left outside is ours: headings, tables, links of the catalogue.
      const auto outside = without_spans(line);
      for (const char* theirs : {"all is well", "PASS", "javascript", "<script", "alert", "juliet", "error", "vso"}) {
        if (outside.find(theirs) != std::string::npos && outside.find("| error |") == std::string::npos) {
          FAIL_CHECK(line.substr(0, 200));
        }
      }
    }
    CHECK(fence.empty());
  }
}

}  // namespace conformance::reports

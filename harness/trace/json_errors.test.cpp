// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "base/limits.hpp"
#include "trace/json.hpp"

namespace conformance::trace {

namespace {

std::string header(const std::string& change = "", const std::string& to = "") {
  std::string text =
      R"({"format":1,"role":"client","target":"embedded","iut":"juliet@capulet.lit","versions":{"0085":"2.1"},)"
      R"("profile":"modern","clocks":{"run":"virtual","iut":"virtual"},"seed":1})";
  const auto at = text.find(change);
  if (!change.empty() && at == std::string::npos) throw std::runtime_error("the test's change is not there");
  return (change.empty() ? text : text.replace(at, change.size(), to)) + "\n";
}

std::string said(const std::string& text) {
  const auto trace = parse_json_lines(text);
  return trace.has_error() ? trace.error().message() : "";
}

}  // namespace

TEST_CASE("A header that is wrong is refused with line and reason", "[trace]") {
  struct Row {
    const char* change;
    const char* to;
    const char* reason;
  };
  const auto row = GENERATE(values<Row>({
      {R"("format":1,)", "", R"("format" is missing)"},
      {R"("format":1)", R"("format":2)", R"("format" is 2, expected 1)"},
      {R"("format":1)", R"("format":"1")", R"("format" is not a whole number from 0)"},
      {R"("client")", R"("peer")", R"("role" is "peer", expected one of client, server)"},
      {R"("embedded")", "5", R"("target" is number, expected a string)"},
      {R"("iut":"juliet@capulet.lit",)", "", R"("iut" is missing)"},
      {R"({"0085":"2.1"})", "[]", R"("versions" is not an object)"},
      {R"({"0085":"2.1"})", R"({"0085":2.1})", R"("versions" has something that is not a string)"},
      {R"("modern")", R"("lenient")", R"("profile" is "lenient", expected one of letter, modern)"},
      {R"({"run":"virtual","iut":"virtual"})", "1", R"("run" is missing)"},
      {R"("run":"virtual")", R"("run":"slow")", R"("run" is "slow", expected one of virtual, real)"},
      {R"("iut":"virtual")", R"("iut":"")", R"("iut" is "", expected one of virtual, real)"},
      {R"("seed":1)", R"("seed":-1)", R"("seed" is not a whole number from 0)"},
      {R"("seed":1)", R"("seed":1.5)", R"("seed" is not a whole number from 0)"},
      {R"("seed":1)", R"("seed":1,"driven":1)", R"("driven" is not true or false)"},
      {R"("seed":1)", R"("seed":1,"salt":null)", R"("salt" is null, expected a string)"},
      {R"({"format")", R"([{"format")", "not a JSON object"},
  }));
  CHECK(said(header(row.change, row.to)) == std::string("line 1: ") + row.reason);
}

TEST_CASE("An event that is wrong is refused with line and reason", "[trace]") {
  struct Row {
    const char* members;
    const char* reason;
  };
  const auto row = GENERATE(values<Row>({
      {R"("t":0,"kind":"note","text":"a")", R"("n" is missing)"},
      {R"("n":1,"kind":"note","text":"a")", R"("t" is missing)"},
      {R"("n":1,"t":-1,"kind":"note","text":"a")", R"("t" is not a whole number from 0)"},
      {R"("n":1,"t":31536000001,"kind":"note","text":"a")", R"("t" is more than a year)"},
      {R"("n":1,"t":0,"t_iut":"1","kind":"note","text":"a")", R"("t_iut" is not a whole number from 0)"},
      {R"("n":1,"t":0,"scn":1,"kind":"note","text":"a")", R"("scn" is number, expected a string)"},
      {R"("n":1,"t":0)", R"("kind" is missing)"},
      {R"("n":1,"t":0,"kind":"stanzas")",
       R"("kind" is "stanzas", expected scenario, contact, stanza, stream, roster, act, setting, observed, clock, fence, mark or note)"},
      {R"("n":1,"t":0,"kind":"note")", R"("text" is missing)"},
      {R"("n":1,"t":0,"kind":"act","verb":"a","phase":"unsupported","by":"us")",
       R"("by" is "us", expected one of client, driver)"},
      {R"("n":1,"t":0,"kind":"scenario","phase":"middle")", R"("phase" is "middle", expected one of begin, end)"},
      {R"("n":1,"t":0,"kind":"scenario","phase":"begin","owes":"x")", R"("owes" is not a list)"},
      {R"("n":1,"t":0,"kind":"scenario","phase":"begin","owes":[1])", R"("owes" has something that is not a string)"},
      {R"("n":1,"t":0,"kind":"contact","name":"a","jid":"b")", R"("observer" is missing)"},
      {R"("n":1,"t":0,"kind":"stanza","dir":"up","at":"iut","xml":"<iq/>")",
       R"("dir" is "up", expected one of in, out)"},
      {R"("n":1,"t":0,"kind":"stanza","dir":"in","xml":"<iq/>")", R"("at" is missing)"},
      {R"("n":1,"t":0,"kind":"stanza","dir":"in","at":"iut","xml":"<iq>")",
       R"("xml": byte 4: not well-formed: mismatched tag)"},
      {R"("n":1,"t":0,"kind":"stanza","dir":"in","at":"iut","xml":"")", R"("xml": no element, expected exactly one)"},
      {R"("n":1,"t":0,"kind":"stanza","dir":"in","at":"iut","xml":"<iq/><iq/>")",
       R"("xml": more than one element, expected exactly one)"},
      {R"("n":1,"t":0,"kind":"stanza","dir":"in","at":"iut","xml":"<body/>")",
       R"("xml": <body/> is not a stanza, expected message, presence or iq)"},
      {R"("n":1,"t":0,"kind":"stream","at":"iut","what":"gone")",
       R"("what" is "gone", expected one of open, secured, bound, resumed, closed, lost, inactive, active)"},
      {R"("n":1,"t":0,"kind":"roster","of":"a","jid":"b")", R"("subscription" is missing)"},
      {R"("n":1,"t":0,"kind":"act","verb":"send","phase":"x")",
       R"("phase" is "x", expected one of begin, done, unsupported)"},
      {R"("n":1,"t":0,"kind":"act","verb":"send","phase":"done","new":"yes")", R"("new" is not true or false)"},
      {R"("n":1,"t":0,"kind":"setting","name":"a","phase":"done")", R"("value" is missing)"},
      {R"("n":1,"t":0,"kind":"observed","what":5)", R"("what" is number, expected a string)"},
      {R"("n":1,"t":0,"kind":"clock","advance":1.5)", R"("advance" is not a whole number from 0)"},
      {R"("n":1,"t":0,"kind":"fence","id":"1","route":"tcp","phase":"sent")",
       R"("route" is "tcp", expected one of iq, ui, settle)"},
      {R"("n":1,"t":0,"kind":"fence","id":"1","route":"iq","phase":"x")",
       R"("phase" is "x", expected one of sent, returned, lost)"},
      {R"("n":1,"t":0,"kind":"mark","step":"/steps/0","outcome":"x")",
       R"("outcome" is "x", expected one of met, unmet, unreached)"},
  }));
  CHECK(said(header() + "{" + row.members + "}\n") == std::string("line 2: ") + row.reason);
}

TEST_CASE("What is no JSON object is refused with its line", "[trace]") {
  const std::string line = GENERATE(as<std::string>{}, "null", "[]", "\"x\"", "{", "{}}", "\xff", "{\"n\":1,}");
  CHECK(said(header() + line + "\n" + "{}\n") == "line 2: not a JSON object");
  CHECK(said(line + "\n") == "line 1: not a JSON object");
}

TEST_CASE("A trace line at the limit is read, one byte more is refused", "[trace]") {
  const std::string begin = R"({"n":1,"t":0,"kind":"note","text":")";
  const std::string fill(limits::trace_line_bytes_max - begin.size() - 2, 'x');
  CHECK(said(header() + begin + fill + "\"}\n").empty());
  CHECK(said(header() + begin + fill + "x\"}\n") == "line 2: the line is too long");
}

TEST_CASE("A trace with events at the limit is read, one more is refused", "[trace]") {
  std::string text = header();
  for (int n = 1; n <= 3; ++n) text += "{\"n\":" + std::to_string(n) + R"(,"t":0,"kind":"note","text":"a"})" + "\n";
  CHECK(parse_json_lines(text, nullptr, 3)->events.size() == 3);
  CHECK(parse_json_lines(text, nullptr, 2).error().message() == "line 4: there are too many events");
}

TEST_CASE("A time in a trace is a year at most", "[trace]") {
  CHECK(said(header() + R"({"n":1,"t":31536000000,"kind":"note","text":"a"})").empty());
  CHECK(said(header() + R"({"n":1,"t":31536000001,"kind":"note","text":"a"})") == "line 2: \"t\" is more than a year");
}

}  // namespace conformance::trace

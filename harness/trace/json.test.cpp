// SPDX-License-Identifier: MIT
#include "trace/json.hpp"

#include <catch2/catch.hpp>

#include "base/limits.hpp"
#include "xml/parser.hpp"

namespace conformance::trace {

namespace {

using namespace std::chrono_literals;

const std::string header =
    R"({"format":1,"role":"client","target":"embedded","iut":"juliet@capulet.lit","iut_full":"juliet@capulet.lit/balcony",)"
    R"("versions":{"0085":"2.1","0224":"1.0"},"profile":"modern","clocks":{"run":"virtual","iut":"real"},"driven":true,)"
    R"("seed":18446744073709551615,"salt":"abc","tool":"conformance 0.1.0"})"
    "\n";

std::string message(const std::string& inside) {
  return R"({"n":1,"t":0,"scn":"s","kind":"stanza","at":"iut","dir":"out","xml":"<message>)" + inside +
         "</message>\"}\n";
}

// The error for a trace, or "".
std::string said(const std::string& text) {
  const auto trace = parse_json_lines(text);
  return trace.has_error() ? trace.error().message() : "";
}

Event event_of(const std::string& members) {
  const auto trace = parse_json_lines(header + R"({"n":1,"t":5,"scn":null,)" + members + "}\n");
  if (trace.has_error()) throw std::runtime_error(trace.error().message());
  return trace->events.at(0);
}

}  // namespace

TEST_CASE("A header is read and written", "[trace]") {
  const auto trace = parse_json_lines(header);
  REQUIRE(trace.has_value());
  const auto& read = trace->header;
  CHECK(read.role == "client");
  CHECK(read.target == "embedded");
  CHECK(read.iut == "juliet@capulet.lit");
  CHECK(read.iut_full == "juliet@capulet.lit/balcony");
  CHECK(read.version_of("0085") == "2.1");
  CHECK(read.version_of("0224") == "1.0");
  CHECK(read.version_of("0030").empty());
  CHECK(read.profile == "modern");
  CHECK(read.run_clock_virtual);
  CHECK_FALSE(read.iut_clock_virtual);
  CHECK(read.driven);
  CHECK(read.seed == UINT64_MAX);
  CHECK(read.salt == "abc");
  CHECK(read.tool == "conformance 0.1.0");
  CHECK(to_json_lines(*trace) == header);
}

TEST_CASE("An event of every kind is read and written again", "[trace]") {
  const std::string members = GENERATE(
      as<std::string>{},
      R"("kind":"scenario","phase":"begin","token":"rose","owes":["0085/5.3/no-repeat","0085/5.1/active-in-content"])",
      R"("kind":"scenario","phase":"end","outcome":"not applicable","reason":"no threads")",
      R"("kind":"contact","name":"romeo","jid":"romeo@montague.lit","resources":["orchard","tomb"],"roster":"both","caps":"valid","disco":"answers","observer":"iut")",
      R"("kind":"contact","name":"romeo","jid":"romeo@montague.lit","observer":"iut")",
      R"("kind":"stanza","at":"iut","dir":"out","xml":"<message to='romeo@montague.lit'><body>a &lt; &quot;b&quot;</body></message>")",
      R"("kind":"stanza","at":"romeo@montague.lit/orchard","dir":"in","xml":"<presence/>")",
      R"("kind":"stream","at":"iut","what":"closed","by":"target")", R"("kind":"stream","at":"iut","what":"secured")",
      R"("kind":"roster","of":"juliet@capulet.lit","jid":"romeo@montague.lit","subscription":"both")",
      R"("kind":"act","verb":"send","to":"romeo@montague.lit","text":"art thou","new":true,"phase":"begin")",
      R"("kind":"act","verb":"focus","phase":"unsupported")",
      R"("kind":"setting","name":"chat_states","value":"off","phase":"done")",
      R"("kind":"observed","what":"alerts","from":"romeo@montague.lit","value":"1")",
      R"("kind":"act","verb":"focus","phase":"unsupported","by":"client")",
      R"("kind":"setting","name":"chat_states","value":"off","phase":"unsupported","by":"driver")",
      R"("kind":"observed","what":"shown_state","value":"active","wanted":"")",
      R"("kind":"observed","what":"user_errors","by":"driver")", R"("kind":"observed","what":"alerts")",
      R"("kind":"clock","advance":600000)", R"("kind":"fence","id":"f1","route":"ui","phase":"returned")",
      R"("kind":"fence","id":"f1","route":"iq","phase":"lost")",
      R"("kind":"mark","step":"/steps/3","rule":"0085/5.3/no-repeat","expected":"romeo receives","outcome":"unmet","grade":"fail","flag":"x")",
      R"("kind":"mark","step":"/steps/3","outcome":"met")", R"("kind":"note","text":"")");
  const std::string place =
      GENERATE(as<std::string>{}, R"("t":0,"scn":null)", R"("t":1500,"t_iut":1600,"scn":"client/0085/5.3/x")");
  const std::string text = header + "{\"n\":1," + place + "," + members + "}\n";
  const auto trace = parse_json_lines(text);
  REQUIRE(trace.has_value());
  CHECK(to_json_lines(*trace) == text);
}

TEST_CASE("The members of an event come to their places", "[trace]") {
  const auto act = event_of(R"("t_iut":7,"kind":"act","verb":"send","to":"a@b","text":"c","new":true,"phase":"done")");
  CHECK(act.n == 1);
  CHECK(act.t == 5ms);
  CHECK(act.t_iut == 7ms);
  CHECK_FALSE(act.scn.has_value());
  REQUIRE(act.as<ActEvent>() != nullptr);
  CHECK(act.as<ActEvent>()->fresh);
  CHECK(act.as<NoteEvent>() == nullptr);
  const auto stanza = event_of(R"("kind":"stanza","at":"iut","dir":"in","xml":"<message><body>a</body></message>")");
  CHECK_FALSE(stanza.as<StanzaEvent>()->out);
  REQUIRE(stanza.as<StanzaEvent>()->message != nullptr);
  CHECK(stanza.as<StanzaEvent>()->message->body == "a");
  const auto iq = event_of(R"("kind":"stanza","at":"iut","dir":"out","xml":"<iq type='get'/>")");
  CHECK(iq.as<StanzaEvent>()->out);
  CHECK(iq.as<StanzaEvent>()->message == nullptr);
  CHECK(event_of(R"("kind":"clock","advance":600000)").as<ClockEvent>()->advance == 10min);
}

TEST_CASE("Events stand in the order of their numbers, with gaps where some were left out", "[trace]") {
  const auto events = [](const std::string& first, const std::string& second) {
    return header + R"({"n":)" + first + R"(,"t":0,"kind":"note","text":"a"})" + "\n" + R"({"n":)" + second +
           R"(,"t":0,"kind":"note","text":"b"})" + "\n";
  };
  CHECK(said(events("1", "2")).empty());
  CHECK(said(events("3", "100")).empty());
  CHECK(said(events("2", "2")) == "line 3: \"n\" is 2, expected more than 2");
  CHECK(said(events("2", "1")) == "line 3: \"n\" is 1, expected more than 2");
  CHECK(said(events("0", "1")) == "line 2: \"n\" is 0, expected more than 0");
}

TEST_CASE("A last line that is cut off is left out, and that is said", "[trace]") {
  const std::string event = R"({"n":1,"t":0,"scn":null,"kind":"note","text":"h\u00e9)"
                            "\xc3\xa9"
                            R"("})";
  bool truncated = true;
  CHECK(parse_json_lines(header + event, &truncated)->events.size() == 1);
  CHECK_FALSE(truncated);
  for (std::size_t cut = 1; cut < event.size(); ++cut) {
    INFO("cut at " << cut);
    const auto trace = parse_json_lines(header + event + "\n" + event.substr(0, cut), &truncated);
    REQUIRE(trace.has_value());
    CHECK(trace->events.size() == 1);
    CHECK(truncated);
  }
  CHECK(said(header + event.substr(0, 20) + "\n") == "line 2: not a JSON object");
  CHECK(said(header.substr(0, 20)) == "line 1: not a JSON object");
  CHECK(said("\n" + header.substr(0, 20)) == "line 2: not a JSON object");
}

TEST_CASE("Empty lines and other line ends do not matter", "[trace]") {
  const std::string event = R"({"n":1,"t":0,"kind":"note","text":"a"})";
  CHECK(said("\n \t\r\n" + header + "\r\n\n" + event + "\r\n\r\n").empty());
  CHECK(parse_json_lines(header + "\n" + event)->events.size() == 1);
  CHECK(said("") == "line 1: the trace is empty, expected a header line");
  CHECK(said("\n\n") == "line 1: the trace is empty, expected a header line");
}

TEST_CASE("Hostile text in a stanza comes back as it was", "[trace]") {
  const std::string text = GENERATE(as<std::string>{}, "\\u0000 \\\\u0000", "\\\\ &quot;", "\xe2\x80\xae right to left",
                                    "&#10;{&quot;n&quot;:2}&#10;", "&lt;/message&gt;", "\x7f\xc2\x80\xc2\x9b",
                                    "${token}", "::error::x", "\xef\xbf\xbf", "\xf4\x8f\xbf\xbf");
  const bool allowed = text.find("\\u0000 ") != 0 && text != "\xef\xbf\xbf";  // XML 1.0 2.2
  const auto trace = parse_json_lines(header + message("<body>" + text + "</body>"));
  CHECK(trace.has_value() == allowed);
  if (allowed) CHECK(to_json_lines(*trace) == header + message("<body>" + text + "</body>"));
}

TEST_CASE("Text that is not UTF-8 is replaced and the trace stays readable", "[trace]") {
  Trace trace = parse_json_lines(header).value();
  trace.header.target = "\xff";
  trace.events.push_back({1, 0ms, std::nullopt, std::nullopt, NoteEvent{"a\xc3(\n\x01\xed\xa0\x80"}});
  const auto again = parse_json_lines(to_json_lines(trace));
  REQUIRE(again.has_value());
  CHECK(again->header.target == "\xef\xbf\xbd");
  CHECK(again->events.at(0).as<NoteEvent>()->text.find("a\xef\xbf\xbd(\n\x01") == 0);
}

TEST_CASE("A stanza that a live stream takes at its limits comes back from a trace", "[trace]") {
  std::string attributes;
  for (std::size_t i = 1; i < limits::attributes_max; ++i) attributes += " p:a" + std::to_string(i) + "=''";
  const std::string text = GENERATE_COPY(
      as<std::string>{}, "<message><body>" + std::string(limits::stanza_bytes_max - 32, '"') + "</body></message>",
      "<message xmlns:p='urn:p'" + attributes + "/>", "<message><xml:body/></message>");
  xml::StreamParser parser;
  std::vector<xml::StreamEvent> events;
  REQUIRE(parser.feed("<stream xmlns='jabber:client'>" + text, events).has_value());
  const auto stanza = xmpp::Stanza::parse(std::get<xml::ElementParsed>(events.at(1)).element).value();
  Trace trace = parse_json_lines(header).value();
  trace.events.push_back({1, 0ms, std::nullopt, std::nullopt, observe("iut", true, stanza)});
  const auto again = parse_json_lines(to_json_lines(trace));
  REQUIRE(again.has_value());
  CHECK((again->events.at(0).as<StanzaEvent>()->stanza.element() == stanza.element()));
}

}  // namespace conformance::trace

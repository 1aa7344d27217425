// SPDX-License-Identifier: MIT
#include "driver/protocol.hpp"

#include <catch2/catch.hpp>

namespace conformance::driver {

using scenario::Answer;

namespace {

std::string refusal(const std::string& line, bool strict = false) {
  const auto read = read_line(line, strict);
  return read.has_error() ? read.error().message() : "taken";
}

Reply reply(const std::string& line) { return std::get<Reply>(read_line(line, true).value()); }

}  // namespace

TEST_CASE("A request is one line of JSON, its fields in order", "[driver]") {
  CHECK(Request("hello").with("protocol", std::int64_t{1}).to_json(1) == R"({"seq":1,"cmd":"hello","protocol":1})");
  CHECK(Request("act").with("text", "two\nlines \"and\" more").with("new", true).to_json(7) ==
        R"({"seq":7,"cmd":"act","text":"two\nlines \"and\" more","new":true})");
}

TEST_CASE("Answers are ok, unsupported by client or driver, or an error", "[driver]") {
  CHECK(reply(R"({"seq":3,"ok":{}})").seq == 3);
  CHECK(reply(R"({"seq":3,"ok":{}})").answer.kind == Answer::Kind::ok);
  const auto client = reply(R"({"seq":3,"unsupported":{"why":"client","reason":"it has no alerts"}})");
  CHECK(client.answer.kind == Answer::Kind::unsupported_by_client);
  CHECK(client.answer.reason == "it has no alerts");
  CHECK(reply(R"({"seq":3,"unsupported":{"why":"driver","reason":"."}})").answer.kind ==
        Answer::Kind::unsupported_by_driver);
  CHECK(reply(R"({"seq":3,"error":{"reason":"no window"}})").answer.kind == Answer::Kind::error);
}

TEST_CASE("An alert says whom it is from", "[driver]") {
  const auto line = read_line(R"({"event":"alert","from":"romeo@montague.lit/orchard","kind":"text"})", true);
  CHECK(std::get<DriverEvent>(line.value()).from == "romeo@montague.lit/orchard");
  CHECK(refusal(R"({"event":"alert"})") == "an alert does not say whom it is \"from\"");
}

TEST_CASE("A line that is none of the protocol is refused, with what it should have been", "[driver]") {
  struct Row {
    std::string line;
    std::string reason;
  };
  const auto row = GENERATE(values<Row>({
      {"", "no JSON object"},
      {"Connected.", "no JSON object"},
      {"[1]", "no JSON object"},
      {R"({"seq":1,"ok":{})", "no JSON object"},
      {R"({"ok":{}})", "neither an answer (\"seq\") nor an event (\"event\")"},
      {R"({"seq":"1","ok":{}})", "\"seq\" is no number"},
      {R"({"seq":-1,"ok":{}})", "\"seq\" is no number"},
      {R"({"seq":1})", "an answer has one of \"ok\", \"unsupported\" and \"error\""},
      {R"({"seq":1,"ok":{},"error":{"reason":""}})", "an answer has one of \"ok\", \"unsupported\" and \"error\""},
      {R"({"seq":1,"ok":"done"})", "what an answer says is no object"},
      {R"({"seq":1,"error":{}})", "\"reason\" is no string"},
      {R"({"seq":1,"unsupported":{"why":"me","reason":""}})", "\"why\" is \"me\", expected client or driver"},
      {R"({"event":7})", "\"event\" is no string"},
  }));
  INFO(row.line);
  CHECK(refusal(row.line) == row.reason);
  std::string deep;
  for (int i = 0; i < 10'000; ++i) deep += R"({"a":)";
  CHECK(refusal(deep) == "nested deeper than 16");
}

TEST_CASE("What is not known is passed over, and refused where drivers are validated", "[driver]") {
  struct Row {
    std::string line;
    std::string reason;
  };
  const auto row = GENERATE(values<Row>({
      {R"({"seq":1,"ok":{},"took_ms":3})", "an unknown field \"took_ms\""},
      {R"({"seq":1,"error":{"reason":".","code":3}})", "an unknown field \"code\""},
      {R"({"event":"sang","from":"romeo@montague.lit"})", "an unknown event \"sang\""},
      {R"({"event":"alert","from":"romeo@montague.lit","loud":true})", "an unknown field \"loud\""},
  }));
  INFO(row.line);
  CHECK(refusal(row.line) == "taken");
  CHECK(refusal(row.line, true) == row.reason);
}

TEST_CASE("What a driver can do stands in its hello", "[driver]") {
  const auto hello = read_hello(R"({"name":"toy","version":"1","actions":["open","type"],"queries":["alerts"],
      "settings":{"chat_states":"runtime","attention":"restart"},"sync":true,"clock":"virtual","parallel_chats":false})",
                                true)
                         .value();
  CHECK(hello.name == "toy");
  CHECK(hello.abilities.actions == std::set<std::string>{"open", "type"});
  CHECK(hello.abilities.queries == std::set<std::string>{"alerts"});
  CHECK(hello.abilities.settings == std::set<std::string>{"attention", "chat_states"});
  CHECK(hello.restarting == std::set<std::string>{"attention"});
  CHECK(hello.abilities.sync);
  CHECK(hello.virtual_clock);
  CHECK_FALSE(hello.parallel_chats);
  const auto least = read_hello(R"({"name":"toy"})", true).value();
  CHECK(least.abilities.actions.empty());
  CHECK_FALSE(least.abilities.sync);
  for (const std::string wrong :
       {R"({})", R"({"name":"toy","actions":"open"})", R"({"name":"toy","actions":[1]})",
        R"({"name":"toy","settings":["chat_states"]})", R"({"name":"toy","settings":{"chat_states":"soon"}})",
        R"({"name":"toy","clock":"broken"})", R"({"name":"toy","sync":"yes"})"}) {
    INFO(wrong);
    CHECK(read_hello(wrong, false).has_error());
  }
}

TEST_CASE("The answer to a query is a text, a number, several texts, or nothing", "[driver]") {
  CHECK(read_value(R"({"value":"composing"})", true).value() == "composing");
  CHECK(read_value(R"({"value":2})", true).value() == "2");
  CHECK(read_value(R"({"value":["one","two"]})", true).value() == "one\ntwo\n");
  CHECK(read_value(R"({"value":null})", true).value().empty());
  CHECK(read_value("{}", true).error().reason == "the answer to a query has no \"value\"");
  CHECK(read_value(R"({"value":{}})", true).has_error());
  CHECK(read_value(R"({"value":[1]})", true).has_error());
  CHECK(read_value(R"({"value":-1})", true).has_error());
  CHECK(read_value(R"({"value":2,"of":3})", false).value() == "2");
  CHECK(read_value(R"({"value":2,"of":3})", true).has_error());
}

}  // namespace conformance::driver

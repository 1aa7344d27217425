// SPDX-License-Identifier: MIT
#include "scenario/loader.hpp"

#include <catch2/catch.hpp>

namespace conformance::scenario {

namespace {

const std::set<std::string> rules = {"0085/5.6/one-state", "0085/5.3/no-repeat"};

// A scenario with these cast, words and steps.
std::string text(const std::string& steps, const std::string& role = "client", const std::string& more = "") {
  return R"({"id":")" + role + R"(/x","title":"t","role":")" + role +
         R"(","rules":["0085/5.6/one-state"],"words":["hello"],)" + more +
         R"("cast":{"romeo":{"resources":["orchard","tomb"]},"juliet":{},"hall":{"room":true}},"steps":[)" + steps +
         "]}";
}

std::string said(const std::string& json) {
  const auto scenario = load("x.json", json, rules);
  return scenario.has_error() ? scenario.error().message() : "";
}

const std::string receives = R"({"romeo":"receives","stanza":"<message id='${id:any}'/>"},)";
const std::string uses = R"({"romeo":"sends","stanza":"<message id='${id}'/>"})";
const std::string no_more = R"({"romeo":"receives no more","stanza":"<message/>","judges":"0085/5.6/one-state"})";

}  // namespace

TEST_CASE("A number that is too large is refused like any other error in JSON", "[scenario]") {
  CHECK(said(R"({"id":1e400})") == "x.json: not JSON: number overflow parsing '1e400'");
}

TEST_CASE("A step that would go wrong later is refused with file, pointer and reason", "[scenario]") {
  struct Row {
    std::string steps;
    std::string message;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {R"({"romeo":"sends","stanza":"<message/>","resource":"hall"})",
       R"(/steps/0/resource: "hall" is not a resource of romeo)"},
      {R"({"romeo":"sends","iut":"send","stanza":"<message/>"})",
       R"(/steps/0/iut: a step has one subject, this one has "romeo" already)"},
      {R"({"romeo":"sends","stanza":"<${hello}/>"})",
       R"(/steps/0/stanza: byte 4: not well-formed: not well-formed (invalid token))"},
      {R"({"romeo":"sends","stanza":"<message ${hello}='1'/>"})",
       R"(/steps/0/stanza: byte 11: not well-formed: not well-formed (invalid token))"},
      {R"({"romeo":"sends","stanza":"<message/> ${hello}"})",
       R"(/steps/0/stanza: byte 11: text beside the element, expected exactly one element)"},
      {R"({"romeo":"sends","stanza":"<message/>${hello"})", R"(/steps/0/stanza: byte 10: "${" has no end)"},
      {R"({"romeo":"sends bytes","bytes":"${goodbye}"})",
       R"(/steps/0/bytes: ${goodbye} is not declared: expected a word of "words", a cast member, or what a step before has captured)"},
      {R"({"romeo":"receives","stanza":"<message id='1${id:any}'/>"})",
       R"(/steps/0/stanza: "${id:any}" takes a whole attribute or text, found "1${id:any}")"},
      {R"({"romeo":"receives","stanza":"<message xmlns='${hello}'/>"})",
       "/steps/0/stanza: a namespace cannot hold a placeholder"},
      {R"({"romeo":"receives","stanza":"<message id='${hello:any}'/>"})",
       "/steps/0/stanza: ${hello:any} captures what has a value already"},
      {R"({"romeo":"receives","stanza":"<message id='${juliet.bare:any}'/>"})",
       "/steps/0/stanza: ${juliet.bare:any} captures what has a value already"},
      {R"({"romeo":"receives","stanza":"<message/>","absent":["<x/>","<x a='${nobody}'/>"]})",
       R"(/steps/0/absent/1: ${nobody} is not declared: expected a word of "words", a cast member, or what a step before has captured)"},
      {R"({"romeo":"receives","stanza":"<message/>","absent":["<x>"]})",
       "/steps/0/stanza: absent: byte 3: not well-formed: mismatched tag"},
      {R"({"romeo":"receives","stanza":"<message/>","absent":"<x/>"})",
       R"(/steps/0/absent: found string "<x/>", expected a list)"},
      {R"({"romeo":"receives","stanza":"<message/>","exact":1})",
       "/steps/0/exact: found number 1, expected true or false"},
      {R"({"romeo":"receives","one of":[]})", "/steps/0/one of: expected at least one stanza"},
      {R"({"romeo":"receives","one of":[{"stanza":"<message/>","grade":"fail"}]})",
       R"(/steps/0/one of/0/grade: found "fail", expected one of pass, should-fail, info)"},
      {R"({"romeo":"receives","one of":[{"stanza":"<message/>","grade":"info"}]})",
       R"(/steps/0/one of/0: the grade info needs a "flag" that reports can show it by)"},
      {R"({"romeo":"receives","one of":[{"stanza":"<message/>","grade":"should-fail"}]})",
       R"(/steps/0/one of/0: the grade should-fail needs a "flag" that reports can show it by)"},
      {R"({"romeo":"sends","stanza":"<message/>","repeat":0})",
       "/steps/0/repeat: found number 0, expected a whole number from 1 to 1000"},
      {R"({"romeo":"goes active","stanza":"<message/>"})",
       R"(/steps/0/stanza: the key "stanza" is not known here, expected "romeo", resource)"},
      {R"({"romeo":"goes away"})",
       R"(/steps/0/romeo: found "goes away", expected sends, sends bytes, receives, receives no more, goes offline, comes back, drops, goes inactive, goes active, joins, leaves, kicks or silences)"},
      {R"({"romeo":"receives","one of":[{"stanza":"<message/>","within":"1s"}]})",
       R"(/steps/0/one of/0/within: the key "within" is not known here, expected stanza, grade, flag, exact or absent)"},
      {R"({"romeo":"receives","stanza":"<message/>","else":"not applicable"})",
       R"(/steps/0: the key "because" is missing)"},
      {R"({"romeo":"goes offline","stanza":"<message/>"})",
       R"(/steps/0/stanza: the key "stanza" is not known here, expected "romeo", resource)"},
      {R"({"romeo":"receives","stanza":"<message/>","else":"go on"})",
       R"(/steps/0/else: found "go on", expected one of inconclusive, not applicable)"},
      {R"({"iut":"shows","from":"romeo","text":"x","else":"go"})",
       R"(/steps/0/else: found "go", expected one of inconclusive, not applicable, go on)"},
      {R"({"iut":"shows","from":"romeo"})", R"(/steps/0: the key "text" is missing)"},
      {R"({"iut":"alerts","from":"romeo","count":1})", "/steps/0/count: found number 1, expected a string"},
      {R"({"iut":"configure","setting":"chat_states"})", R"(/steps/0: the key "value" is missing)"},
      {R"({"iut":"type","to":"romeo","repeat":1001})",
       "/steps/0/repeat: found number 1001, expected a whole number from 1 to 1000"},
      {R"({"iut":"configure","setting":"a","value":"b","else":"not applicable"})",
       R"(/steps/0/else: found "not applicable", expected one of go on)"},
      {R"({"iut":"logout","to":"romeo"})", R"(/steps/0/to: the key "to" is not known here, expected "iut")"},
      {R"({"iut":"comes back","from":"romeo"})",
       R"(/steps/0/from: the key "from" is not known here, expected "iut", within, else or because)"},
      {R"({"romeo":"sends","stanza":"<message/>","repeat":0})",
       "/steps/0/repeat: found number 0, expected a whole number from 1 to 1000"},
      {R"({"server":"speaks"})", R"(/steps/0/server: found "speaks", expected sends, archives or kicks)"},
      {R"({"server":"sends"})", R"(/steps/0: the key "stanza" is missing)"},
      {R"({"server":"sends","stanza":"<message/>"})", R"(/steps/0/stanza: what the server sends needs a "from")"},
      {R"({"server":"sends","stanza":"<message from='${romeo}'/>","repeat":2})",
       R"(/steps/0/repeat: the key "repeat" is not known here, expected server or stanza)"},
      {R"({"server":"archives","stanza":"<presence from='${romeo}'/>"})",
       "/steps/0/stanza: found <presence/>, expected a message"},
      {R"({"server":"kicks","stanza":"<message from='${romeo}'/>"})",
       R"(/steps/0/stanza: the key "stanza" is not known here, expected server)"},
      {R"({"server":"kicks","iut":"comes back"})",
       R"(/steps/0/iut: a step has one subject, this one has "server" already)"},
      {R"({"fence":"route","from":"romeo"})", R"(/steps/0: the key "to" is missing)"},
      {R"({"fence":"ui","from":"romeo"})",
       R"(/steps/0/from: the key "from" is not known here, expected fence, from, to or within)"},
      {R"({"quiet":"1s","within":"1s"})",
       R"(/steps/0/within: the key "within" is not known here, expected quiet or undisturbed)"},
      {R"({"quiet":"49h"})", "/steps/0/quiet: a time is longer than 48 hours"},
      {R"({"romeo":"joins"})", R"(/steps/0: the key "room" is missing)"},
      {R"({"romeo":"joins","room":"juliet"})", R"(/steps/0/room: "juliet" is not a room of the cast)"},
      {R"({"romeo":"leaves","room":"hall","to":"juliet"})",
       R"(/steps/0/to: the key "to" is not known here, expected "romeo", resource, room, within, else or because)"},
      {R"({"romeo":"kicks","room":"hall"})", R"(/steps/0: the key "whom" is missing)"},
      {R"({"romeo":"kicks","room":"hall","whom":"nurse"})", R"(/steps/0/whom: "nurse" is not in the cast)"},
      {R"({"romeo":"joins","room":"hall","whom":"juliet"})",
       R"(/steps/0/whom: the key "whom" is not known here, expected "romeo", resource, room, within, else or because)"},
      {R"({"romeo":"silences","room":"hall","whom":"hall"})", R"(/steps/0/whom: "hall" is not in the cast)"},
      {R"({"hall":"joins","room":"hall"})",
       "/steps/0: a step needs a subject, expected one of the keys iut, server, fence, quiet, romeo, juliet"},
      {R"({"iut":"join","to":"romeo"})", R"(/steps/0/to: "romeo" is not a room)"},
      {R"({"iut":"leave","to":"romeo","in":"hall"})", R"(/steps/0/to: "romeo" is not a room)"},
      {R"({"iut":"send","to":"hall","in":"hall"})", R"(/steps/0/to: "hall" is a room, expected a person)"},
      {R"({"iut":"send","to":"romeo","in":"cellar"})", R"(/steps/0/in: "cellar" is not a room of the cast)"},
      {R"({"iut":"shows","from":"cellar","text":"a"})", R"(/steps/0/from: "cellar" is not in the cast)"},
      {R"({"fence":"iq","from":"hall"})", R"(/steps/0/from: "hall" is a room, expected a person)"},
      {R"({"romeo":"sends","stanza":"<message to='${hall.nurse}'/>"})",
       R"(/steps/0/stanza: ${hall.nurse} is not declared: expected a word of "words", a cast member, or what a step before has captured)"},
      {R"("romeo")", R"(/steps/0: found string "romeo", expected an object)"},
  }));
  CHECK(said(text(row.steps)) == "x.json: " + row.message);
}

TEST_CASE("A capture is known to later steps if it is certain that it was made", "[scenario]") {
  const std::string unknown =
      "x.json: /steps/1/stanza: ${id} is not declared: expected a word of \"words\", a cast member, or what a step "
      "before has "
      "captured";
  const auto one_of = [](const std::string& first, const std::string& second) {
    return R"({"romeo":"receives","one of":[{"stanza":"<message )" + first + R"(/>"},{"stanza":"<presence )" + second +
           R"(/>"}]},)";
  };
  CHECK(said(text(receives + uses)).empty());
  CHECK(said(text(receives + receives + uses)).empty());
  CHECK(said(text(one_of("id='${id:any}'", "id='${id:any}'") + uses)).empty());
  CHECK(said(text(one_of("id='${id:any}'", "") + uses)) == unknown);
  CHECK(said(text(one_of("", "id='${id:any}'") + uses)) == unknown);
  CHECK(said(text(one_of("id='${id:any}'", "from='${id}'") + uses))
            .find("/steps/0/one of/1/stanza: ${id} is not declared") != std::string::npos);
  CHECK(said(text(receives + one_of("to='${id}'", "") + uses)).empty());
  // The scenario goes on after a judged step that was not met.
  CHECK(said(text(R"({"romeo":"receives","stanza":"<message id='${id:any}'/>","judges":"0085/5.6/one-state"},)" +
                  uses)) == unknown);
  CHECK(
      said(
          text(
              R"({"fence":"ui"},{"romeo":"receives no more","stanza":"<message id='${id:any}'/>","judges":"0085/5.6/one-state"},)" +
              uses))
          .find("/steps/2/stanza: ${id} is not declared") != std::string::npos);
}

TEST_CASE("Receives no more stands behind a fence with nothing between that causes anything", "[scenario]") {
  struct Row {
    std::string before;
    bool fenced;
  };
  const auto row = GENERATE(values<Row>({
      {"", false},
      {R"({"fence":"iq","from":"romeo"},)", true},
      {R"({"fence":"iq","from":"juliet"},)", false},
      {R"({"fence":"route","from":"juliet","to":"romeo"},)", true},
      {R"({"fence":"route","from":"romeo","to":"juliet"},)", false},
      {R"({"fence":"ui"},)", true},
      {R"({"romeo":"receives","stanza":"<message/>"},)", true},
      {R"({"juliet":"receives","stanza":"<message/>"},)", false},
      {R"({"fence":"ui"},{"juliet":"receives","stanza":"<message/>"},{"iut":"shows","from":"romeo","text":"a"},)",
       true},
      {R"({"fence":"ui"},{"romeo":"sends","stanza":"<message/>"},)", false},
      {R"({"fence":"ui"},{"juliet":"sends bytes","bytes":"x"},)", false},
      {R"({"fence":"ui"},{"juliet":"goes offline"},)", false},
      {R"({"fence":"ui"},{"iut":"type","to":"juliet","text":"a"},)", false},
      {R"({"fence":"ui"},{"iut":"configure","setting":"a","value":"b"},)", false},
      {R"({"fence":"ui"},{"server":"sends","stanza":"<message from='${romeo}'/>"},)", false},
      {R"({"fence":"ui"},{"server":"kicks"},)", false},
      {R"({"fence":"ui"},{"iut":"comes back"},)", false},
      {R"({"fence":"ui"},{"quiet":"10m"},)", false},
      {R"({"quiet":"10m"},{"fence":"ui"},)", true},
  }));
  INFO(row.before);
  CHECK((said(text(row.before + no_more)).find("needs a fence before it") == std::string::npos) == row.fenced);
}

TEST_CASE("A room of the cast is nothing but a room", "[scenario]") {
  const auto cast = [](const std::string& member) {
    return said(R"({"id":"client/x","title":"t","role":"client","rules":["0085/5.6/one-state"],"cast":{"hall":)" +
                member + R"(},"steps":[{"quiet":"1s"}]})");
  };
  CHECK(cast(R"({"room":true})").empty());
  CHECK(cast(R"({"room":false})") ==
        "x.json: /cast/hall/room: found false, expected true, or a cast member without it");
  CHECK(cast(R"({"room":"hall"})") == R"(x.json: /cast/hall/room: found string "hall", expected true or false)");
  CHECK(cast(R"({"room":true,"roster":"both"})") ==
        R"(x.json: /cast/hall/roster: the key "roster" is not known here, expected room)");
}

TEST_CASE("A second resource is one of a client under test, and no contact", "[scenario]") {
  const auto cast = [](const std::string& role, const std::string& member) {
    return said(R"({"id":")" + role + R"(/x","title":"t","role":")" + role +
                R"(","rules":["0085/5.6/one-state"],"cast":{"iut2":)" + member + R"(},"steps":[{"quiet":"1s"}]})");
  };
  CHECK(cast("client", R"({"resources":["garden"]})").empty());
  CHECK(cast("client", R"({"roster":"both"})") ==
        R"(x.json: /cast/iut2/roster: "iut2" is a resource of the client's own account, and no contact)");
  CHECK(cast("server", "{}") ==
        R"(x.json: /cast/iut2: "iut2" is a resource of a client under test, the role is server)");
}

TEST_CASE("Rooms and their occupants have addresses", "[scenario]") {
  const auto to = [](const std::string& address, const std::string& role) {
    return said(text(R"({"romeo":"sends","stanza":"<message to=')" + address + R"('/>"})", role));
  };
  for (const auto* role : {"client", "server"}) {
    CHECK(to("${hall}", role).empty());
    CHECK(to("${hall.romeo}", role).empty());
    CHECK(to("${hall.iut}", role).empty() == (role == std::string("client")));
  }
  CHECK(said(text(R"({"romeo":"kicks","room":"hall","whom":"iut"})")).empty());
  CHECK(said(text(R"({"romeo":"kicks","room":"hall","whom":"iut"})", "server")) ==
        R"(x.json: /steps/0/whom: "iut" is not in the cast)");
}

TEST_CASE("A client is driven and a server is not", "[scenario]") {
  CHECK(said(text(R"({"iut":"send","to":"romeo","text":"a"})", "server")) ==
        "x.json: /steps/0/iut: only a client can be driven, the role is server");
  CHECK(said(text(R"({"server":"kicks"})", "server")) ==
        "x.json: /steps/0/server: the server is played only around a client");
  CHECK(said(text(R"({"fence":"ui"})", "server")) == "x.json: /steps/0/fence: only a client has a user interface");
  CHECK(said(text(R"({"romeo":"sends","stanza":"<message to='${iut}'/>"})", "server")).find("${iut} is not declared") !=
        std::string::npos);
  CHECK(said(text(R"({"romeo":"sends","stanza":"<message to='${domain}'/>"})", "server")).empty());
  CHECK(said(text(R"({"romeo":"sends","stanza":"<message to='${iut.bare}' id='${token}' from='${romeo.tomb}'/>"})"))
            .empty());
}

}  // namespace conformance::scenario

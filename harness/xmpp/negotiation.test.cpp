// SPDX-License-Identifier: MIT
#include "xmpp/negotiation.hpp"

#include <catch2/catch.hpp>

#include "xml/parser.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::xmpp {

namespace {

const std::string ssn = "<field var='FORM_TYPE'><value>urn:xmpp:ssn</value></field>";
std::string said(const std::string& fields, const std::string& form = "type='submit'") {
  const auto text = "<message><feature xmlns='http://jabber.org/protocol/feature-neg'><x xmlns='jabber:x:data' " +
                    form + ">" + fields + "</x></feature></message>";
  const auto read = Negotiation::of(xml::parse_element(text, ns::client).value());
  if (!read) return "nothing";
  return read->type + (read->accept ? " accept" : "") + (read->terminate ? " terminate" : "") +
         (read->chat_states.empty() ? "" : " " + read->chat_states);
}
std::string field(const std::string& name, const std::string& value) {
  return "<field var='" + name + "'><value>" + value + "</value></field>";
}

}  // namespace

TEST_CASE("A session is asked for, accepted and ended by forms", "[xep0155]") {
  struct Row {
    std::string fields;
    const char* said;
  };
  const std::string states = "http://jabber.org/protocol/chatstates";
  const auto row = GENERATE_COPY(values<Row>({
      {ssn, "submit"},
      {ssn + field("accept", "true"), "submit accept"},
      {ssn + field("accept", "1"), "submit accept"},
      {ssn + field("accept", "0"), "submit"},
      {ssn + field("terminate", "1"), "submit terminate"},
      {ssn + field(states, "mustnot"), "submit mustnot"},
      {ssn + field("accept", "true") + field(states, "may"), "submit accept may"},
      {field("accept", "true") + ssn, "submit accept"},
      {ssn + field("unknown", "1"), "submit"},
      {ssn + "<unknown/>", "submit"},
      {ssn + "<field var='accept'/>", "submit"},
      {ssn + "<field><value>true</value></field>", "submit"},
      {field("accept", "true"), "nothing"},
      {field("FORM_TYPE", "urn:other") + field("accept", "true"), "nothing"},
      {"", "nothing"},
  }));
  CHECK(said(row.fields) == row.said);
}

TEST_CASE("A request is a form, and no type is none", "[xep0155]") {
  CHECK(said(ssn, "type='form'") == "form");
  CHECK(said(ssn, "").empty());
}

TEST_CASE("A message with another payload negotiates nothing", "[xep0155]") {
  for (const auto* text : {"<message><body>x</body></message>", "<message><x xmlns='jabber:x:data'/></message>",
                           "<message><feature xmlns='http://jabber.org/protocol/feature-neg'/></message>"}) {
    CHECK_FALSE(Negotiation::of(xml::parse_element(text, ns::client).value()));
  }
}

TEST_CASE("What is written as an acceptance is read as one", "[xep0155]") {
  xml::Builder message("message", ns::client);
  message.add(Negotiation::acceptance("mustnot"));
  const auto read = Negotiation::of(message.build());
  REQUIRE(read);
  CHECK((read->type == "submit" && read->accept && !read->terminate));
  CHECK(read->chat_states == "mustnot");
}

}  // namespace conformance::xmpp

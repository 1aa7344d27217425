// SPDX-License-Identifier: MIT
#include "peer/contact.hpp"

#include <catch2/catch.hpp>

#include "xml/parser.hpp"

namespace conformance::peer {

namespace {

// By hand: SHA-1 of client/pc//conformance actor<http://jabber.org/protocol/caps<http://jabber.org/protocol/chatstates<
// http://jabber.org/protocol/disco#info<urn:x-conformance:SALT:romeo< in one line.
constexpr const char* ver = "Rwc1axSkW2yZsPsRfXzYoM7BmOI=";
const std::string own_node = std::string(" node='urn:x-conformance:actor#") + ver + "'";

Contact romeo(const std::string& caps, const std::string& disco) {
  scenario::CastMember member;
  member.name = "romeo";
  member.features = {"http://jabber.org/protocol/chatstates"};
  member.caps = caps;
  member.disco = disco;
  return Contact(member, "SALT");
}

std::string answer(const Contact& contact, const std::string& type, const std::string& content) {
  const auto element =
      xml::parse_element("<iq type='" + type + "' id='1'>" + content + "</iq>", xmpp::ns::client).value();
  const auto reply = contact.answer(xmpp::Stanza::parse(element).value());
  return reply ? reply->to_string(xmpp::ns::client) : "silence";
}

std::string query(const std::string& node) {
  return "<query xmlns='http://jabber.org/protocol/disco#info'" + node + "/>";
}

std::string info(const std::string& node) {
  return "<iq type='result' id='1'><query xmlns='http://jabber.org/protocol/disco#info'" + node +
         "><identity category='client' type='pc' name='conformance actor'/>"
         "<feature var='http://jabber.org/protocol/disco#info'/><feature var='http://jabber.org/protocol/caps'/>"
         "<feature var='urn:x-conformance:SALT:romeo'/><feature var='http://jabber.org/protocol/chatstates'/>"
         "</query></iq>";
}

std::string error(const std::string& content, const std::string& condition) {
  return "<iq type='error' id='1'>" + content + "<error type='cancel'><" + condition +
         " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>";
}

}  // namespace

TEST_CASE("Caps are right, missing, wrong or not to be resolved, as the cast says", "[xep0115-5.1]") {
  CHECK(romeo("valid", "answers").caps()->ver == ver);
  CHECK(romeo("valid", "answers").caps()->hash == "sha-1");
  CHECK(romeo("unresolvable", "answers").caps()->ver == ver);
  CHECK_FALSE(romeo("none", "answers").caps());
  CHECK(romeo("wrong", "answers").caps()->ver != ver);
  CHECK(romeo("wrong", "answers").caps()->ver.size() == std::string(ver).size());
}

TEST_CASE("Each contact and run has caps that no cache knows", "[xep0115-5.1]") {
  scenario::CastMember member;
  member.name = "romeo";
  const auto of = [&member](const std::string& salt) { return Contact(member, salt).caps()->ver; };
  const auto romeos = of("SALT");
  CHECK(of("SALT") == romeos);
  CHECK(of("PEPPER") != romeos);
  member.name = "benvolio";
  CHECK(of("SALT") != romeos);
}

TEST_CASE("Disco is answered, refused or left in silence, as the cast says", "[xep0030-3.1]") {
  struct Row {
    const char* caps;
    const char* disco;
    std::string node;
    std::string answer;
  };
  const auto refused = [](const std::string& node) { return error(query(node), "item-not-found"); };
  const auto wrong = " node='urn:x-conformance:actor#" + romeo("wrong", "answers").caps()->ver + "'";
  const auto row = GENERATE_COPY(values<Row>({
      {"valid", "answers", "", info("")},
      {"valid", "answers", own_node, info(own_node)},
      {"valid", "answers", " node='other'", refused(" node='other'")},
      {"none", "answers", "", info("")},
      {"none", "answers", own_node, refused(own_node)},
      {"wrong", "answers", "", info("")},
      {"wrong", "answers", wrong, info(wrong)},
      {"unresolvable", "answers", "", info("")},
      {"unresolvable", "answers", own_node, refused(own_node)},
      {"valid", "error", "", refused("")},
      {"valid", "error", own_node, refused(own_node)},
      {"valid", "caps only", "", refused("")},
      {"valid", "caps only", own_node, info(own_node)},
      {"valid", "silent", "", "silence"},
      {"valid", "silent", own_node, "silence"},
  }));
  INFO(row.caps << ", " << row.disco << row.node);
  CHECK(answer(romeo(row.caps, row.disco), "get", query(row.node)) == row.answer);
}

TEST_CASE("Another iq is answered whatever disco does", "[rfc6120-8.2.3]") {
  const auto* disco = GENERATE("answers", "error", "silent", "caps only");
  const std::string version = "<query xmlns='jabber:iq:version'/>";
  const auto contact = romeo("valid", disco);
  CHECK(answer(contact, "get", "<ping xmlns='urn:xmpp:ping'/>") == "<iq type='result' id='1'/>");
  CHECK(answer(contact, "set", "<query xmlns='jabber:iq:roster'/>") == "<iq type='result' id='1'/>");
  CHECK(answer(contact, "get", version) == error(version, "service-unavailable"));
  CHECK(answer(contact, "set", query("")) == error(query(""), "service-unavailable"));
}

}  // namespace conformance::peer

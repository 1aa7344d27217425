// SPDX-License-Identifier: MIT
#include "xmpp/disco.hpp"

#include <catch2/catch.hpp>

#include "xml/parser.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::xmpp {

namespace {

Result<DiscoInfo> read(const std::string& text) {
  return DiscoInfo::parse(xml::parse_element(text, ns::client).value());
}

DiscoInfo info(const std::string& inside) {
  return read("<query xmlns='http://jabber.org/protocol/disco#info'>" + inside + "</query>").value();
}

InfoForm form(const std::string& fields) {
  return info("<x xmlns='jabber:x:data' type='result'>" + fields + "</x>").forms.at(0);
}

}  // namespace

TEST_CASE("A disco#info result has identities and features", "[xep0030-3.1]") {
  const auto read = info(
      "<identity category='client' type='pc' name='Balcony' xml:lang='en'/><identity category='account' "
      "type='registered'/>"
      "<feature var='http://jabber.org/protocol/chatstates'/><feature var='urn:xmpp:attention:0'/>");
  REQUIRE(read.identities.size() == 2);
  CHECK(read.identities[0] == Identity{"client", "pc", "en", "Balcony"});
  CHECK(read.identities[1] == Identity{"account", "registered", "", ""});
  CHECK(read.features == std::vector<std::string>{ns::chat_states, ns::attention});
  CHECK(read.has_feature(ns::chat_states));
  CHECK_FALSE(read.has_feature("http://jabber.org/protocol/chatstate"));
  CHECK_FALSE(read.node.has_value());
  CHECK(read.forms.empty());
}

TEST_CASE("Another element is no disco#info query", "[xep0030-3.1]") {
  CHECK(read("<query xmlns='http://jabber.org/protocol/disco#items'/>").error().message() == "not a disco#info query");
  CHECK(read("<query/>").has_error());
  CHECK(read("<info xmlns='http://jabber.org/protocol/disco#info'/>").has_error());
}

TEST_CASE("Unknown children and attributes of a disco#info query are passed over", "[xep0030-3.1]") {
  const auto read = info(
      "<item jid='romeo@montague.lit'/><feature xmlns='urn:x' var='urn:x'/><identity xmlns='urn:x'/><x xmlns='urn:x'/>"
      "text<feature var='urn:y' lang='en'><x/></feature>");
  CHECK(read.identities.empty());
  CHECK(read.forms.empty());
  CHECK(read.features == std::vector<std::string>{"urn:y"});
}

TEST_CASE("What a target leaves out of an identity or feature is empty", "[xep0030-3.1]") {
  const auto read = info("<identity lang='en'/><feature/>");
  CHECK(read.identities == std::vector<Identity>{{"", "", "", ""}});
  CHECK(read.features == std::vector<std::string>{""});
}

TEST_CASE("A form has its FORM_TYPE and its other fields with their values", "[xep0128-3]") {
  const auto read = form(
      "<field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>"
      "<field var='ip_version' type='text-multi'><value>ipv4</value><value>ipv6</value></field><field var='os'/>"
      "<title>not a field</title><field xmlns='urn:x' var='x'/>");
  CHECK(read.form_type == "urn:xmpp:dataforms:softwareinfo");
  CHECK(read.form_type_hidden);
  CHECK_FALSE(read.form_type_ambiguous);
  REQUIRE(read.fields.size() == 2);
  CHECK(read.fields[0].first == "ip_version");
  CHECK(read.fields[0].second == std::vector<std::string>{"ipv4", "ipv6"});
  CHECK(read.fields[1].first == "os");
  CHECK(read.fields[1].second.empty());
}

TEST_CASE("A FORM_TYPE is hidden by its type and ambiguous by different values", "[xep0115-5.4]") {
  CHECK_FALSE(form("<field var='FORM_TYPE'><value>a</value></field>").form_type_hidden);
  CHECK_FALSE(form("<field var='FORM_TYPE' type='text-single'><value>a</value></field>").form_type_hidden);
  CHECK(form("<field var='FORM_TYPE' type='hidden'><value>a</value><value>b</value></field>").form_type_ambiguous);
  CHECK_FALSE(
      form("<field var='FORM_TYPE' type='hidden'><value>a</value><value>a</value></field>").form_type_ambiguous);
  CHECK(form("<field var='os'><value>a</value></field>").form_type.empty());
}

TEST_CASE("A disco#info result that was written is read again", "[xep0030-3.1]") {
  const std::string text =
      "<query xmlns='http://jabber.org/protocol/disco#info' node='urn:n#v'>"
      "<identity category='client' type='pc' xml:lang='en' name='&lt;Balcony&gt;'/><identity category='account' "
      "type='x'/>"
      "<feature var='urn:a'/><feature var='urn:b'/>"
      "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>urn:f</value></field>"
      "<field var='os'><value>one</value><value>two</value></field></x></query>";
  const auto once = read(text).value();
  CHECK(once.node == "urn:n#v");
  CHECK(once.to_element().build().to_string(ns::client) == text);
}

}  // namespace conformance::xmpp

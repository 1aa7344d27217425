// SPDX-License-Identifier: MIT
#include "xmpp/caps.hpp"

#include <catch2/catch.hpp>

#include "xml/parser.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::xmpp {

namespace {

DiscoInfo info(const std::string& inside) {
  const auto text = "<query xmlns='http://jabber.org/protocol/disco#info'>" + inside + "</query>";
  return DiscoInfo::parse(xml::parse_element(text, ns::client).value()).value();
}

std::string form(const std::string& fields) { return "<x xmlns='jabber:x:data' type='result'>" + fields + "</x>"; }

std::string form_type(const std::string& value) {
  return "<field var='FORM_TYPE' type='hidden'><value>" + value + "</value></field>";
}

// Features in another order than the one they are hashed in.
const std::string features =
    "<feature var='http://jabber.org/protocol/muc'/><feature var='http://jabber.org/protocol/disco#items'/>"
    "<feature var='http://jabber.org/protocol/caps'/><feature var='http://jabber.org/protocol/disco#info'/>";
const std::string features_sorted =
    "http://jabber.org/protocol/caps<http://jabber.org/protocol/disco#info<http://jabber.org/protocol/disco#items<"
    "http://jabber.org/protocol/muc<";
const std::string simple = "<identity category='client' type='pc' name='Exodus 0.9.1'/>" + features;

}  // namespace

TEST_CASE("The simple generation example gives its string and ver", "[xep0115-5.2]") {
  CHECK(caps_string(info(simple)) == "client/pc//Exodus 0.9.1<" + features_sorted);
  CHECK(caps_ver(info(simple), "sha-1") == "QgayPKawpkPSDYmwT/WM94uAlu0=");
}

TEST_CASE("The complex generation example gives its string and ver", "[xep0115-5.3]") {
  const auto complex = info(
      "<identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/>"
      "<identity xml:lang='el' category='client' name='\xce\xa8 0.11' type='pc'/>" +
      features +
      form("<field var='software_version'><value>0.11</value></field><field var='os'><value>Mac</value></field>" +
           form_type("urn:xmpp:dataforms:softwareinfo") +
           "<field var='ip_version' type='text-multi'><value>ipv6</value><value>ipv4</value></field>"
           "<field var='os_version'><value>10.5.1</value></field><field var='software'><value>Psi</value></field>"));
  CHECK(caps_string(complex) == "client/pc/el/\xce\xa8 0.11<client/pc/en/Psi 0.11<" + features_sorted +
                                    "urn:xmpp:dataforms:softwareinfo<ip_version<ipv4<ipv6<os<Mac<os_version<10.5.1<"
                                    "software<Psi<software_version<0.11<");
  CHECK(caps_ver(complex, "sha-1") == "q07IKJEyjvHSyhy//CH0CxmKi8w=");
}

// The example's string by the other functions: printf S | openssl dgst -binary -sha256 | base64.
TEST_CASE("A ver is made with the hash function that is named, or not at all", "[xep0115-5.1]") {
  struct Row {
    const char* hash;
    std::optional<std::string> ver;
  };
  const auto row = GENERATE(values<Row>({
      {"sha-1", "QgayPKawpkPSDYmwT/WM94uAlu0="},
      {"sha-256", "Wr6IGEKhx6b9627gBmi/cCmpxXBc/GYq5zWuYfWGWoc="},
      {"sha-512", "fRSVSbrOODMrPDQyHoSWoR+RemysUcEeGGhMh+kl/hGp9UrJxyDnrh9BymsL57Am/eToRZ/T4s6QBqeC6LVmoQ=="},
      {"md5", std::nullopt},
      {"SHA-1", std::nullopt},
      {"sha1", std::nullopt},
      {"", std::nullopt},
  }));
  CHECK(caps_ver(info(simple), row.hash) == row.ver);
}

TEST_CASE("Identities are sorted by category, type and language, by octets", "[xep0115-5.1]") {
  CHECK(caps_string(info("<identity category='b' type='a'/><identity category='a' type='b' name='z'/>"
                         "<identity category='a' type='a' xml:lang='en'/><identity category='a' type='a' name='y'/>"
                         "<identity category='B' type='a'/>")) == "B/a//<a/a//y<a/a/en/<a/b//z<b/a//<");
  // i;octet: what is not ASCII comes last.
  CHECK(caps_string(info("<feature var='\xc3\xa9'/><feature var='z'/><feature var='Z'/>")) == "Z<z<\xc3\xa9<");
}

TEST_CASE("Forms are sorted by FORM_TYPE, and those without a hidden one are ignored", "[xep0115-5.4]") {
  const std::string a = form(form_type("urn:a") + "<field var='x'><value>1</value></field>");
  const std::string b = form(form_type("urn:b"));
  CHECK(caps_string(info(b + a)) == "urn:a<x<1<urn:b<");
  CHECK(caps_string(info(form("<field var='FORM_TYPE'><value>urn:c</value></field>") + b)) == "urn:b<");
  CHECK(caps_string(info(form("<field var='x'><value>1</value></field>") + b)) == "urn:b<");
  CHECK(caps_string(info(form("<field var='FORM_TYPE' type='hidden'/><field var='x'/>") + b)) == "urn:b<");
  CHECK(caps_string(info("")).empty());
  // Two fields of one name: by their sorted values.
  CHECK(caps_string(info(form(form_type("urn:a") + "<field var='x'><value>2</value><value>1</value></field>"
                                                   "<field var='x'><value>3</value><value>0</value></field>"))) ==
        "urn:a<x<0<3<x<1<2<");
}

TEST_CASE("What XEP-0115 calls ill-formed is told, and nothing else", "[xep0115-5.4]") {
  struct Row {
    std::string inside;
    std::optional<std::string> why;
  };
  const std::string pc = "<identity category='client' type='pc' name='a'/>";
  const auto row = GENERATE_COPY(values<Row>({
      {simple, std::nullopt},
      {pc + pc, "the identity client/pc//a is there twice"},
      {pc + "<identity category='client' type='pc' name='b'/>", std::nullopt},  // XEP-0030 3.1 forbids that, not this
      {pc + "<identity category='client' type='pc' name='a' xml:lang='en'/>", std::nullopt},
      {pc + "<identity category='client' type='phone' name='a'/>", std::nullopt},
      {"<feature var='urn:a'/><feature var='urn:b'/><feature var='urn:a'/>", "the feature urn:a is there twice"},
      {"<feature var='urn:a'/><feature var='urn:A'/>", std::nullopt},
      {form(form_type("urn:f")) + form(form_type("urn:f")), "the form urn:f is there twice"},
      {form(form_type("urn:f")) + form(form_type("urn:g")), std::nullopt},
      {form(form_type("urn:f</value><value>urn:g")), "a form has more than one FORM_TYPE"},
      {form(form_type("urn:f</value><value>urn:f")), std::nullopt},
      {form("<field var='x'/>") + form("<field var='x'/>"), std::nullopt},  // without FORM_TYPE: ignored
  }));
  INFO(row.inside);
  CHECK(ill_formed_for_caps(info(row.inside)) == row.why);
}

TEST_CASE("Caps are read from a presence and written again", "[xep0115-4]") {
  const auto presence = [](const std::string& inside) {
    return xml::parse_element("<presence>" + inside + "</presence>", ns::client).value();
  };
  const std::string c =
      "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='http://capulet.lit/exodus' "
      "ver='QgayPKawpkPSDYmwT/WM94uAlu0='/>";
  const auto caps = Caps::of(presence("<show>away</show>" + c));
  REQUIRE(caps.has_value());
  CHECK(caps->hash == "sha-1");
  CHECK(caps->disco_node() == "http://capulet.lit/exodus#QgayPKawpkPSDYmwT/WM94uAlu0=");
  CHECK(caps->to_element().build().to_string(ns::client) == c);
  const auto bare = Caps::of(presence("<c xmlns='http://jabber.org/protocol/caps' ext='x'/>"));
  REQUIRE(bare.has_value());
  CHECK((bare->hash.empty() && bare->node.empty() && bare->ver.empty()));
  CHECK(bare->to_element().build().to_string(ns::client) == "<c xmlns='http://jabber.org/protocol/caps'/>");
  CHECK_FALSE(Caps::of(presence("<c/><x xmlns='http://jabber.org/protocol/caps'/>")).has_value());
}

}  // namespace conformance::xmpp

// SPDX-License-Identifier: MIT
#include "xmpp/domainpart.hpp"

#include <catch2/catch.hpp>

namespace conformance::xmpp {

TEST_CASE("A domainpart is an address or a name of LDH labels and U-labels", "[rfc7622-3.2]") {
  struct Row {
    const char* text;
    const char* prepared;
  };
  const auto row = GENERATE(values<Row>({
      {"capulet.lit", "capulet.lit"},
      {"Capulet.LIT.", "capulet.lit"},
      {"localhost", "localhost"},
      {"a-b.c3.lit", "a-b.c3.lit"},
      {"127.0.0.1", "127.0.0.1"},
      {"[::1]", "[::1]"},
      {"[2001:DB8:0:0:0:0:0:1]", "[2001:db8::1]"},  // RFC 5952 4
      {"b\xc3\xbc\x63her.lit", "b\xc3\xbc\x63her.lit"},
      {"B\xc3\x9c\x43HER.lit", "b\xc3\xbc\x63her.lit"},
      {"bu\xcc\x88\x63her.lit", "b\xc3\xbc\x63her.lit"},  // not in NFC
      {"xn--bcher-kva.lit", "b\xc3\xbc\x63her.lit"},      // an A-label, RFC 7622 3.2.1
      {"XN--BCHER-KVA.lit", "b\xc3\xbc\x63her.lit"},
      {"fa\xc3\x9f.lit", "fa\xc3\x9f.lit"},  // IDNA2008 keeps sharp s (RFC 5894 7.2)
      {"xn--fa-hia.lit", "fa\xc3\x9f.lit"},
      {"\xef\xbd\x83\xef\xbd\x81.lit", "ca.lit"},  // fullwidth c and a
      {"a\xef\xbc\x8e\x62", "a.b"},                // a fullwidth full stop
      {"xn--bcegaheg", "\xe1\x8f\xab\xe1\x8f\xae\xe1\x8f\xb1\xe1\x8f\xb2\xe1\x8f\xb0\xe1\x8f\xae"},  // Cherokee
      {"\xe2\x84\xaa.lit", "k.lit"},                     // KELVIN SIGN, a letter of ASCII in lower case
      {"l\xc2\xb7l.lit", "l\xc2\xb7l.lit"},              // CONTEXTO, where it may stand
      {"\xd7\x90\xd7\x91.lit", "\xd7\x90\xd7\x91.lit"},  // Hebrew beside a label that is left-to-right
  }));
  INFO(row.text);
  const auto prepared = prepare_domainpart(row.text);
  REQUIRE(prepared.has_value());
  CHECK(*prepared == row.prepared);
  CHECK(prepare_domainpart(*prepared).value() == *prepared);
}

TEST_CASE("What is no name by IDNA2008 and no address is no domainpart", "[rfc7622-3.2]") {
  struct Row {
    const char* text;
    const char* reason;
  };
  const auto row = GENERATE(values<Row>({
      {"", "is empty"},
      {".", "is empty"},
      {"a..b", "has an empty label"},
      {".a", "has an empty label"},
      {"a\xef\xbc\x8e", "has an empty label"},
      {"a_b.lit", "has a character that is not allowed"},
      {"capulet.lit:5222", "has a character that is not allowed"},
      {"a b", "has a character that is not allowed"},
      {"-a.lit", "has a label that IDNA2008 does not allow"},
      {"a-.lit", "has a label that IDNA2008 does not allow"},
      {"ab--c.lit", "has a label that IDNA2008 does not allow"},
      {"xn--a.lit", "has a label that IDNA2008 does not allow"},
      {"xn--.lit", "has a label that IDNA2008 does not allow"},
      {"xn--bcher-kva8.lit", "has a label that IDNA2008 does not allow"},
      {"\xe2\x99\x9a.lit", "has a label that IDNA2008 does not allow"},       // a chess king
      {"\xe2\x85\xa3.lit", "has a label that IDNA2008 does not allow"},       // ROMAN NUMERAL FOUR, by itself unmapped
      {"\xcc\x81\x61.lit", "has a label that IDNA2008 does not allow"},       // begins with a combining mark
      {"a\xc2\xb7\x62.lit", "has a label that IDNA2008 does not allow"},      // CONTEXTO, where it may not stand
      {"a\xe2\x80\x8d\x62.lit", "has a label that IDNA2008 does not allow"},  // CONTEXTJ
      {"\xd7\x90.1a.lit", "breaks the Bidi rule (RFC 5893 2)"},               // a digit first beside Hebrew
      {"\xff.lit", "is not UTF-8"},
      {"[]", "is no IPv6 address in brackets"},
      {"[::1", "is no IPv6 address in brackets"},
      {"[127.0.0.1]", "is no IPv6 address in brackets"},
      {"[fe80::1%eth0]", "is no IPv6 address in brackets"},
      {"[::1]a]", "is no IPv6 address in brackets"},
  }));
  INFO(row.text);
  const auto prepared = prepare_domainpart(row.text);
  REQUIRE(prepared.has_error());
  CHECK(prepared.error().reason == row.reason);
}

TEST_CASE("A label has 63 octets at most, counted as A-label", "[rfc7622-3.2]") {
  CHECK(prepare_domainpart(std::string(63, 'a')).has_value());
  CHECK(prepare_domainpart(std::string(64, 'a')).has_error());
  // "xn--" and the rest of Punycode are longer than the two octets of u with diaeresis in UTF-8.
  CHECK(prepare_domainpart("\xc3\xbc" + std::string(50, 'a')).has_value());
  CHECK(prepare_domainpart("\xc3\xbc" + std::string(61, 'a')).has_error());
}

TEST_CASE("A NUL ends no name", "[rfc7622-3.2]") {
  using std::string_literals::operator""s;
  CHECK(prepare_domainpart("[::1\0]"s).has_error());
  CHECK(prepare_domainpart("\0\xc3\xbc"s).has_error());
  CHECK(prepare_domainpart("\xc3\xbc\0\x20"s).has_error());
}

}  // namespace conformance::xmpp

// SPDX-License-Identifier: MIT
#include "xmpp/jid.hpp"

#include <catch2/catch.hpp>

namespace conformance::xmpp {

namespace {

std::string times(const std::string& text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

}  // namespace

// The examples of RFC 7622 3.5, table 1, with capulet.lit for its domain, in their order, and more of the kind.
TEST_CASE("Jid::parse takes an address apart", "[rfc7622-3.5]") {
  struct Row {
    const char* text;
    const char* local;
    const char* domain;
    const char* resource;
  };
  const auto row = GENERATE(values<Row>({
      {"juliet@capulet.lit", "juliet", "capulet.lit", ""},
      {"juliet@capulet.lit/foo", "juliet", "capulet.lit", "foo"},
      {"juliet@capulet.lit/foo bar", "juliet", "capulet.lit", "foo bar"},
      {"juliet@capulet.lit/foo@bar", "juliet", "capulet.lit", "foo@bar"},
      {"foo\\20bar@capulet.lit", "foo\\20bar", "capulet.lit", ""},
      {"fussball@capulet.lit", "fussball", "capulet.lit", ""},
      {"fu\xc3\x9f\x62\x61ll@capulet.lit", "fu\xc3\x9f\x62\x61ll", "capulet.lit", ""},
      {"\xcf\x80@capulet.lit", "\xcf\x80", "capulet.lit", ""},
      {"\xcf\x83@capulet.lit/foo", "\xcf\x83", "capulet.lit", "foo"},
      {"\xcf\x82@capulet.lit/foo", "\xcf\x82", "capulet.lit", "foo"},
      {"king@capulet.lit/\xe2\x99\x9a", "king", "capulet.lit", "\xe2\x99\x9a"},
      {"capulet.lit", "", "capulet.lit", ""},
      {"capulet.lit/foobar", "", "capulet.lit", "foobar"},
      {"a.capulet.lit/b@montague.lit", "", "a.capulet.lit", "b@montague.lit"},
      {"romeo@localhost", "romeo", "localhost", ""},
      {"romeo@127.0.0.1", "romeo", "127.0.0.1", ""},
      {"romeo@[::1]/orchard", "romeo", "[::1]", "orchard"},
      {"romeo@montague.lit/a/b/c", "romeo", "montague.lit", "a/b/c"},
      {"romeo@montague.lit//", "romeo", "montague.lit", "/"},
      {"montague.lit/romeo@montague.lit/orchard", "", "montague.lit", "romeo@montague.lit/orchard"},
      {"romeo@montague.lit/<&'\":>", "romeo", "montague.lit", "<&'\":>"},
  }));
  INFO(row.text);
  const auto jid = Jid::parse(row.text);
  REQUIRE(jid.has_value());
  CHECK(jid->local() == row.local);
  CHECK(jid->domain() == row.domain);
  CHECK(jid->resource() == row.resource);
  CHECK(jid->to_string() == row.text);
  CHECK(jid->is_bare() == std::string(row.resource).empty());
}

TEST_CASE("Jid::parse refuses a malformed address and says where", "[rfc7622-3.1]") {
  struct Row {
    const char* text;
    const char* reason;
    std::size_t offset_bytes;
  };
  const auto row = GENERATE(values<Row>({
      {"", "domainpart is empty", 0},
      {"/", "domainpart is empty", 0},
      {"/orchard", "domainpart is empty", 0},
      {"romeo@", "domainpart is empty", 6},
      {"romeo@/orchard", "domainpart is empty", 6},
      {".", "domainpart is empty", 0},
      {"romeo@./orchard", "domainpart is empty", 6},
      {"@montague.lit", "localpart is empty", 0},
      {"@", "localpart is empty", 0},
      {"romeo@montague.lit/", "resourcepart is empty", 19},
      {"montague.lit/", "resourcepart is empty", 13},
      {"\"juliet\"@capulet.lit", "localpart has a character that is not allowed", 0},
      {"foo bar@capulet.lit", "localpart has a character that is not allowed", 0},
      {"<@capulet.lit", "localpart has a character that is not allowed", 0},
      {">@capulet.lit", "localpart has a character that is not allowed", 0},
      {"a&b@capulet.lit", "localpart has a character that is not allowed", 0},
      {"a'b@capulet.lit", "localpart has a character that is not allowed", 0},
      {"a:b@capulet.lit", "localpart has a character that is not allowed", 0},
      {"a\tb@capulet.lit", "localpart has a character that is not allowed", 0},
      {"a\x7f@capulet.lit", "localpart has a character that is not allowed", 0},
      {"romeo@juliet@capulet.lit", "domainpart has a character that is not allowed", 6},
      {"romeo@capulet lit", "domainpart has a character that is not allowed", 6},
      {"romeo@<capulet>/orchard", "domainpart has a character that is not allowed", 6},
      {"romeo@capulet.lit\n", "domainpart has a character that is not allowed", 6},
      {"romeo@montague.lit/a\x01", "resourcepart has a character that is not allowed", 19},
      {"romeo@montague.lit..", "domainpart has an empty label", 6},
      {"romeo@.montague.lit", "domainpart has an empty label", 6},
      {"montague..lit/orchard", "domainpart has an empty label", 0},
  }));
  INFO(row.text);
  const auto jid = Jid::parse(row.text);
  REQUIRE(jid.has_error());
  CHECK(jid.error().message() == "byte " + std::to_string(row.offset_bytes) + ": " + row.reason);
}

// RFC 7622 3.5, table 2, in its order.
TEST_CASE("Jid::parse refuses what RFC 7622 gives as examples of no address", "[rfc7622-3.5]") {
  struct Row {
    const char* text;
    const char* message;
  };
  const auto row = GENERATE(values<Row>({
      {"\"juliet\"@capulet.lit", "byte 0: localpart has a character that is not allowed"},
      {"foo bar@capulet.lit", "byte 0: localpart has a character that is not allowed"},
      {"@capulet.lit/", "byte 0: localpart is empty"},
      {"henry\xe2\x85\xa3@capulet.lit", "byte 0: localpart has a character that is not allowed"},
      {"\xe2\x99\x9a@capulet.lit", "byte 0: localpart has a character that is not allowed"},
      {"juliet@", "byte 7: domainpart is empty"},
      {"/foobar", "byte 0: domainpart is empty"},
  }));
  INFO(row.text);
  CHECK(Jid::parse(row.text).error().message() == row.message);
}

// Table 2 has it among the wrong ones; erratum 4560 takes it out: OpaqueString allows spaces anywhere.
TEST_CASE("A resourcepart may begin with a space", "[rfc7622-3.5]") {
  CHECK(Jid::parse("juliet@capulet.lit/ foo").value().resource() == " foo");
}

TEST_CASE("Local- and domainpart are mapped to lower case and all parts to NFC", "[rfc7622-3.3.1]") {
  struct Row {
    const char* text;
    const char* prepared;
  };
  const auto row = GENERATE(values<Row>({
      {"ROMEO@Montague.LIT/Orchard", "romeo@montague.lit/Orchard"},
      {"\xc3\x89toile@capulet.lit/\xc3\x89", "\xc3\xa9toile@capulet.lit/\xc3\x89"},
      {"\xce\xa3@capulet.lit/\xce\xa3", "\xcf\x83@capulet.lit/\xce\xa3"},  // capital sigma, RFC 7622 3.5 example 9
      {"\xcf\x82@capulet.lit", "\xcf\x82@capulet.lit"},                    // final sigma stays, example 11
      {"e\xcc\x81@B\xc3\x9c.lit/e\xcc\x81", "\xc3\xa9@b\xc3\xbc.lit/\xc3\xa9"},
      {"E\xcc\x81@capulet.lit", "\xc3\xa9@capulet.lit"},
      {"a@capulet.lit/\xe2\x84\xab", "a@capulet.lit/\xc3\x85"},                // the sign for Angstrom
      {"\xef\xbc\xa1@\xef\xbc\xa2.lit/\xef\xbc\xa1", "a@b.lit/\xef\xbc\xa1"},  // fullwidth A and B
      {"a@capulet.lit/a\xe1\x9a\x80\x62", "a@capulet.lit/a b"},                // OGHAM SPACE MARK
      {"montague.lit.", "montague.lit"},                                       // RFC 7622 3.2
      {"romeo@montague.lit./orchard.", "romeo@montague.lit/orchard."},
  }));
  const auto jid = Jid::parse(row.text);
  REQUIRE(jid.has_value());
  CHECK(jid->to_string() == row.prepared);
  CHECK(Jid::parse(row.prepared).value() == *jid);
}

TEST_CASE("Each part may have 1023 octets and not one more", "[rfc7622-3.1]") {
  const std::string most(1023, 'a');
  const std::string accented = times("\xc3\xa9", 511);  // 1022 octets
  const std::string label(63, 'b');
  const std::string domain = times(label + ".", 15) + label;  // 16 labels with 15 dots: 1023 octets
  CHECK(Jid::parse(most + "@" + domain + "/" + most).value().to_string().size() == 3 * 1023 + 2);
  CHECK(Jid::parse(most + "a@capulet.lit").error().message() == "byte 0: localpart is longer than 1023 octets");
  CHECK(Jid::parse("a@c." + times(label + ".", 15) + label.substr(1)).error().message() ==
        "byte 2: domainpart is longer than 1023 octets");
  CHECK(Jid::parse("a@b/" + most + "a").error().message() == "byte 4: resourcepart is longer than 1023 octets");
  // The final dot is no part of the domainpart, and what counts is the prepared form.
  CHECK(Jid::parse(domain + ".").value().to_string() == domain);
  CHECK(Jid::parse("a@b/a" + accented).has_value());
  CHECK(Jid::parse("a@b/aa" + accented).has_error());
  CHECK(Jid::parse("a@b/" + times("e\xcc\x81", 511)).has_value());
  CHECK(Jid::parse(times("\xef\xbc\xa1", 1023) + "@b").value().local() == most);  // fullwidth A, three octets each
  CHECK(Jid::parse(times("\xef\xbc\xa1", 1024) + "@b").has_error());
  CHECK(Jid::parse("a@b/" + times("\xe3\x80\x80", 1023)).value().resource() == std::string(1023, ' '));
}

TEST_CASE("A JID gives its bare form and takes another resourcepart", "[rfc7622-3.4]") {
  const auto jid = Jid::parse("romeo@montague.lit/orchard").value();
  CHECK(jid.bare().to_string() == "romeo@montague.lit");
  CHECK(jid.bare().bare() == jid.bare());
  CHECK(jid.with_resource("a/b@c").value().to_string() == "romeo@montague.lit/a/b@c");
  CHECK(jid.with_resource("").error().reason == "resourcepart is empty");
  CHECK(jid.with_resource(std::string(1024, 'x')).has_error());
  CHECK(Jid::parse("montague.lit").value().with_resource("x").value().to_string() == "montague.lit/x");
}

TEST_CASE("JIDs are equal if their prepared parts are, and have an order", "[rfc7622-3.1]") {
  const auto jid = [](const char* text) { return Jid::parse(text).value(); };
  CHECK(jid("Romeo@MONTAGUE.lit/x") == jid("romeo@montague.lit/x"));
  CHECK(jid("romeo@montague.lit/x") != jid("romeo@montague.lit/X"));
  CHECK(jid("romeo@montague.lit") != jid("montague.lit/romeo"));
  CHECK(jid("romeo@montague.lit") < jid("romeo@montague.lit/x"));
}

}  // namespace conformance::xmpp

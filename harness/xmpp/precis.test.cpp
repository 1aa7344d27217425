// SPDX-License-Identifier: MIT
#include "xmpp/precis.hpp"

#include <catch2/catch.hpp>

#include "xmpp/precis_classes.hpp"

namespace conformance::xmpp::precis {

// RFC 8265 3.5, table 1, in its order.
TEST_CASE("UsernameCaseMapped takes the usernames that RFC 8265 gives as examples", "[rfc8265-3.5]") {
  struct Row {
    const char* text;
    const char* enforced;
  };
  const auto row = GENERATE(values<Row>({
      {"juliet@capulet.lit", "juliet@capulet.lit"},
      {"fussball", "fussball"},
      {"fu\xc3\x9f\x62\x61ll", "fu\xc3\x9f\x62\x61ll"},
      {"\xcf\x80", "\xcf\x80"},
      {"\xce\xa3", "\xcf\x83"},
      {"\xcf\x83", "\xcf\x83"},
      {"\xcf\x82", "\xcf\x82"},
      // More of the kind.
      {"ROMEO", "romeo"},
      {"\xef\xbc\xb2omeo", "romeo"},                 // FULLWIDTH LATIN CAPITAL LETTER R
      {"\xef\xbe\x8a\xef\xbe\x9f", "\xe3\x83\x91"},  // halfwidth HA and its mark: one letter by NFC
      {"\xc7\x85x", ""},                             // a titlecase letter has a compatibility mapping
      {"e\xcc\x81", "\xc3\xa9"},
      {"\xd7\x90\xd7\x91\x31", "\xd7\x90\xd7\x91\x31"},  // Hebrew that ends in a European number
  }));
  INFO(row.text);
  const auto enforced = username_case_mapped(row.text);
  if (*row.enforced == '\0') {
    CHECK(enforced.has_error());
  } else {
    REQUIRE(enforced.has_value());
    CHECK(*enforced == row.enforced);
    CHECK(username_case_mapped(*enforced).value() == *enforced);
  }
}

// RFC 8265 3.5, table 2, in its order, and more of the kind.
TEST_CASE("UsernameCaseMapped refuses what is no username", "[rfc8265-3.5]") {
  struct Row {
    const char* text;
    const char* reason;
  };
  const auto row = GENERATE(values<Row>({
      {"foo bar", "has a character that is not allowed"},
      {"", "is empty"},
      {"henry\xe2\x85\xa3", "has a character that is not allowed"},
      {"\xe2\x99\x9a", "has a character that is not allowed"},
      {"a\xe3\x80\x80\x62", "has a character that is not allowed"},  // IDEOGRAPHIC SPACE, a space after mapping
      {"\xef\xac\x81", "has a character that is not allowed"},       // LATIN SMALL LIGATURE FI
      {"\xe2\x84\xab", "has a character that is not allowed"},       // ANGSTROM SIGN
      {"a\xc2\xad\x62", "has a character that is not allowed"},      // SOFT HYPHEN, ignorable
      {"a\xcd\xb8", "has a character that is not allowed"},          // U+0378, unassigned
      {"\xe1\x84\x80", "has a character that is not allowed"},       // HANGUL CHOSEONG KIYEOK, old jamo
      {"a\x01", "has a character that is not allowed"},
      {"\xc2\x80", "has a character that is not allowed"},
      {"\xd7\x90\x61", "breaks the Bidi rule (RFC 5893 2)"},
      {"1\xd7\x90", "breaks the Bidi rule (RFC 5893 2)"},
      {"a\xff", "is not UTF-8"},
      {"\xed\xa0\x80", "is not UTF-8"},  // a surrogate
      {"\xc0\xaf", "is not UTF-8"},      // overlong
  }));
  INFO(row.text);
  const auto enforced = username_case_mapped(row.text);
  REQUIRE(enforced.has_error());
  CHECK(enforced.error().message() == row.reason);
}

// RFC 8265 4.3, table 3, in its order.
TEST_CASE("OpaqueString takes the passwords that RFC 8265 gives as examples", "[rfc8265-4.3]") {
  struct Row {
    const char* text;
    const char* enforced;
  };
  const auto row = GENERATE(values<Row>({
      {"correct horse battery staple", "correct horse battery staple"},
      {"Correct Horse Battery Staple", "Correct Horse Battery Staple"},
      {"\xcf\x80\xc3\x9f\xc3\xa5", "\xcf\x80\xc3\x9f\xc3\xa5"},
      {"Jack of \xe2\x99\xa6s", "Jack of \xe2\x99\xa6s"},
      {"foo\xe1\x9a\x80\x62\x61r", "foo bar"},
      // More of the kind.
      {" ", " "},
      {"\xc2\xa0", " "},
      {"\xef\xbc\xa1", "\xef\xbc\xa1"},  // no width mapping
      {"\xe2\x85\xa3", "\xe2\x85\xa3"},  // compatibility characters stay
      {"a\xcc\x8a", "\xc3\xa5"},
      {"\xd7\x90\x61", "\xd7\x90\x61"},  // no Bidi rule
  }));
  INFO(row.text);
  const auto enforced = opaque_string(row.text);
  REQUIRE(enforced.has_value());
  CHECK(*enforced == row.enforced);
  CHECK(opaque_string(*enforced).value() == *enforced);
}

// RFC 8265 4.3, table 4, and more of the kind.
TEST_CASE("OpaqueString refuses what is empty, controls and what is not assigned", "[rfc8265-4.3]") {
  const auto* text = GENERATE("", "my cat is a \x09\x62y", "a\x7f", "\xc2\x85", "\xef\xbf\xbe", "\xcd\xb8", "a\xc2\xad",
                              "\xc3\xa9\x0a", "\xff");
  CHECK(opaque_string(text).has_error());
}

TEST_CASE("Every category of RFC 8264 section 9 has its derived property", "[rfc8264-8]") {
  struct Row {
    const char* category;
    char32_t code_point;
    Property property;
  };
  const auto row = GENERATE(values<Row>({
      {"LetterDigits (Ll)", U'a', Property::valid},
      {"LetterDigits (Lu)", 0x00C9, Property::valid},
      {"LetterDigits (Lo)", 0x05D0, Property::valid},
      {"LetterDigits (Nd)", 0x0967, Property::valid},
      {"LetterDigits (Lm)", 0x02B9 + 1, Property::valid},
      {"LetterDigits (Mn)", 0x0301, Property::valid},
      {"LetterDigits (Mc)", 0x0903, Property::valid},
      {"Exceptions, PVALID", 0x00DF, Property::valid},
      {"Exceptions, PVALID", 0x3007, Property::valid},
      {"Exceptions, CONTEXTO", 0x00B7, Property::context_other},
      {"Exceptions, CONTEXTO", 0x0660, Property::context_other},
      {"Exceptions, CONTEXTO", 0x06F9, Property::context_other},
      {"Exceptions, DISALLOWED", 0x0640, Property::disallowed},
      {"Exceptions, DISALLOWED", 0x3035, Property::disallowed},
      {"Unassigned", 0x0378, Property::unassigned},
      {"ASCII7", U'~', Property::valid},
      {"ASCII7", U'!', Property::valid},
      {"JoinControl", 0x200C, Property::context_join},
      {"JoinControl", 0x200D, Property::context_join},
      {"OldHangulJamo", 0x1100, Property::disallowed},
      {"OldHangulJamo", 0x11A8, Property::disallowed},
      {"PrecisIgnorableProperties", 0x00AD, Property::disallowed},
      {"PrecisIgnorableProperties, a noncharacter", 0xFFFE, Property::disallowed},
      {"PrecisIgnorableProperties, a noncharacter", 0x10FFFF, Property::disallowed},
      {"Controls", 0x0009, Property::disallowed},
      {"Controls", 0x007F, Property::disallowed},
      {"HasCompat", 0x2163, Property::freeform_valid},
      {"HasCompat", 0xFB01, Property::freeform_valid},
      {"OtherLetterDigits (Nl)", 0x16EE, Property::freeform_valid},
      {"OtherLetterDigits (Me)", 0x0488, Property::freeform_valid},
      {"OtherLetterDigits (No)", 0x0D70, Property::freeform_valid},
      {"Spaces", 0x0020, Property::freeform_valid},
      {"Symbols", 0x265A, Property::freeform_valid},
      {"Punctuation", 0x2020, Property::freeform_valid},
      {"others: private use", 0xE000, Property::disallowed},
      {"others: a format character", 0x0600, Property::disallowed},
      {"others: a surrogate", 0xD800, Property::disallowed},
  }));
  INFO(row.category << " " << std::hex << static_cast<unsigned>(row.code_point));
  CHECK(static_cast<int>(derived_property(row.code_point)) == static_cast<int>(row.property));
}

TEST_CASE("Each contextual rule of RFC 5892 appendix A is asked where its character stands", "[rfc5892-a]") {
  struct Row {
    const char* rule;
    const char32_t* text;
    std::size_t at;
    bool holds;
  };
  const auto row = GENERATE(values<Row>({
      {"A.1 after a virama", U"\u0915\u094D\u200C\u0937", 2, true},
      {"A.1 between joining letters", U"\u0628\u200C\u0628", 1, true},
      {"A.1 over transparent ones", U"\u0628\u064B\u200C\u064B\u0628", 2, true},
      {"A.1 between Latin letters", U"a\u200Cb", 1, false},
      {"A.1 at the end", U"\u0628\u200C", 1, false},
      {"A.1 at the beginning", U"\u200C\u0628", 0, false},
      {"A.1 behind what joins to the right only", U"\u0627\u200C\u0628", 1, false},
      {"A.2 after a virama", U"\u0915\u094D\u200D\u0937", 2, true},
      {"A.2 between joining letters", U"\u0628\u200D\u0628", 1, false},
      {"A.3 between two l", U"l\u00B7l", 1, true},
      {"A.3 at the end", U"l\u00B7", 1, false},
      {"A.3 at the beginning", U"\u00B7l", 0, false},
      {"A.3 between others", U"a\u00B7l", 1, false},
      {"A.4 before Greek", U"\u0375\u03B1", 0, true},
      {"A.4 before Latin", U"\u0375a", 0, false},
      {"A.4 at the end", U"\u03B1\u0375", 1, false},
      {"A.5 after Hebrew", U"\u05D0\u05F3", 1, true},
      {"A.5 after Latin", U"a\u05F3", 1, false},
      {"A.6 after Hebrew", U"\u05D0\u05F4", 1, true},
      {"A.6 at the beginning", U"\u05F4\u05D0", 0, false},
      {"A.7 beside Katakana", U"\u30FB\u30AB", 0, true},
      {"A.7 beside Han, further off", U"\u30FBa\u4E00", 0, true},
      {"A.7 beside Hiragana", U"\u3042\u30FB", 1, true},
      {"A.7 beside Latin", U"a\u30FBb", 1, false},
      {"A.8 alone", U"\u0661\u0662", 0, true},
      {"A.8 mixed", U"\u0661\u06F2", 0, false},
      {"A.9 alone", U"\u06F1\u06F2", 1, true},
      {"A.9 mixed", U"\u0661\u06F2", 1, false},
  }));
  INFO(row.rule);
  CHECK(context_holds(row.text, row.at) == row.holds);
}

TEST_CASE("Each condition of the Bidi rule is kept and broken", "[rfc5893-2]") {
  struct Row {
    const char* condition;
    const char32_t* text;
    bool satisfied;
  };
  const auto row = GENERATE(values<Row>({
      {"empty", U"", false},
      {"1: begins with L", U"a", true},
      {"1: begins with R", U"\u05D0", true},
      {"1: begins with AL", U"\u0628", true},
      {"1: begins with a number", U"1a", false},
      {"1: begins with an Arabic number", U"\u0661\u0628", false},
      {"1: begins with a mark", U"\u0301a", false},
      {"2: L within R", U"\u05D0a\u05D0", false},
      {"2: neutral within R", U"\u05D0-\u05D0", true},
      {"3: R ends with a number", U"\u05D01", true},
      {"3: R ends with a mark", U"\u05D0\u05B0", true},
      {"3: R ends with a neutral", U"\u05D0-", false},
      {"3: R ends with a neutral and a mark", U"\u05D0-\u05B0", false},
      {"4: European and Arabic numbers in R", U"\u06281\u0661", false},
      {"4: Arabic numbers in R", U"\u0628\u0661", true},
      {"5: R within L", U"a\u05D0b", false},
      {"5: neutral within L", U"a-b", true},
      {"6: L ends with a number", U"a1", true},
      {"6: L ends with a neutral", U"a-", false},
  }));
  INFO(row.condition);
  CHECK(satisfies_bidi_rule(row.text) == row.satisfied);
}

}  // namespace conformance::xmpp::precis

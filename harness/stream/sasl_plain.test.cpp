// SPDX-License-Identifier: MIT
#include "stream/sasl_plain.hpp"

#include <catch2/catch.hpp>

#include "stream/base64.hpp"

namespace conformance::stream {

TEST_CASE("Base 64 gives the test vectors of its specification both ways", "[rfc4648-10]") {
  struct Row {
    const char* bytes;
    const char* text;
  };
  const auto row = GENERATE(values<Row>({
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
      {"\xff\xfe\xfd", "//79"},
  }));
  CHECK(to_base64(row.bytes) == row.text);
  CHECK(from_base64(row.text) == std::string(row.bytes));
}

TEST_CASE("What is not base 64 is refused", "[rfc4648-3]") {
  const auto* text = GENERATE("Z", "Zg", "Zg=", "Zh==", "Z===", "====", "Zm 9", "Zm9v\n", "Zg==Zg==", "Zm-_");
  CHECK_FALSE(from_base64(text));
}

TEST_CASE("A PLAIN message is written as the examples of RFC 6120 have it", "[rfc4616-2]") {
  // RFC 6120 9.1.2: juliet and r0m30myr0m30.
  CHECK(PlainMessage{"", "juliet", "r0m30myr0m30"}.to_base64() == "AGp1bGlldAByMG0zMG15cjBtMzA=");
  const auto read = read_plain("AGp1bGlldAByMG0zMG15cjBtMzA=");
  REQUIRE(std::holds_alternative<PlainMessage>(read));
  CHECK(std::get<PlainMessage>(read).authzid.empty());
  CHECK(std::get<PlainMessage>(read).authcid == "juliet");
  CHECK(std::get<PlainMessage>(read).password == "r0m30myr0m30");
}

TEST_CASE("A PLAIN message that is none is refused with the condition for it", "[rfc6120-6.5]") {
  struct Row {
    std::string base64;
    const char* condition;
  };
  using namespace std::string_literals;
  const auto row = GENERATE(values<Row>({
      {"not base 64", "incorrect-encoding"},
      {"=", "incorrect-encoding"},
      {"", "malformed-request"},
      {to_base64("juliet"), "malformed-request"},
      {to_base64("\0juliet"s), "malformed-request"},
      {to_base64("\0juliet\0"s), "malformed-request"},
      {to_base64("\0\0secret"s), "malformed-request"},
      {to_base64("\0juliet\0sec\0ret"s), "malformed-request"},
      {to_base64("\0juliet\0"s + std::string(1'024, 'x')), "malformed-request"},
  }));
  const auto read = read_plain(row.base64);
  REQUIRE(std::holds_alternative<SaslCondition>(read));
  CHECK(std::get<SaslCondition>(read).name == row.condition);
}

TEST_CASE("A PLAIN password of the longest length is taken", "[rfc4616-2]") {
  const PlainMessage longest{"", "juliet", std::string(1'023, 'x')};
  CHECK(std::holds_alternative<PlainMessage>(read_plain(longest.to_base64())));
}

}  // namespace conformance::stream

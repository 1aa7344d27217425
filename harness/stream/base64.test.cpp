// SPDX-License-Identifier: MIT
#include "stream/base64.hpp"

#include <catch2/catch.hpp>

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

}  // namespace conformance::stream

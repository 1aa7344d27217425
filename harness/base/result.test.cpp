// SPDX-License-Identifier: MIT
#include "base/result.hpp"

#include <catch2/catch.hpp>

namespace conformance {

TEST_CASE("An error says its place and its reason, or the reason alone", "[result]") {
  CHECK(InputError("is empty", "byte 3").message() == "byte 3: is empty");
  CHECK(InputError("is empty", "").message() == "is empty");
}

TEST_CASE("An error seen from a container has the container's place in front", "[result]") {
  const auto inner = InputError("is empty", "/steps/3").within("x.json");
  CHECK(inner.place == "x.json: /steps/3");
  CHECK(inner.reason == "is empty");
  CHECK(InputError("is empty", "").within("x.json").place == "x.json");
}

TEST_CASE("The value of an error is thrown as its message", "[result]") {
  const Result<std::string> wrong = InputError("is empty", "byte 3");
  CHECK_THROWS_AS(wrong.value(), UnexpectedInputError);
  CHECK_THROWS_WITH(wrong.value(), "byte 3: is empty");
  const Result<std::string> right = std::string("a text is a value");
  CHECK(right.value() == "a text is a value");
}

}  // namespace conformance

// SPDX-License-Identifier: MIT
#include "reports/wrap.hpp"

#include <catch2/catch.hpp>

namespace conformance::reports {

TEST_CASE("wrap breaks at spaces, keeps those within a line, and leaves long words whole", "[reports]") {
  struct Row {
    const char* text;
    std::vector<std::string> lines;
  };
  const auto row = GENERATE(values<Row>({
      {"", {""}},
      {"a rose by any other name", {"a rose by", "any other", "name"}},
      {"a  rose", {"a  rose"}},
      {"  a rose", {"  a rose"}},
      {"exactly10c x", {"exactly10c", "x"}},
      {"a honorificabilitudinitas b", {"a", "honorificabilitudinitas", "b"}},
      {"honorificabilitudinitas", {"honorificabilitudinitas"}},
      {"\xe6\x97\xa5\xe6\x9c\xac\xe6\x97\xa5 \xe6\x9c\xac\xe6\x97\xa5",
       {"\xe6\x97\xa5\xe6\x9c\xac\xe6\x97\xa5", "\xe6\x9c\xac\xe6\x97\xa5"}},
      {"see here: ::error::gone", {"see here:", "\\x3a:error::gone"}},
  }));
  CHECK(wrap(row.text, 10) == row.lines);
}

TEST_CASE("wrap indents the lines after the first", "[reports]") {
  CHECK(wrap("a rose by any other name", 10, 2) == std::vector<std::string>{"a rose by", "  any", "  other", "  name"});
}

}  // namespace conformance::reports

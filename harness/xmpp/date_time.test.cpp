// SPDX-License-Identifier: MIT
#include "xmpp/date_time.hpp"

#include <catch2/catch.hpp>

namespace conformance::xmpp {

TEST_CASE("A time of XEP-0082 in UTC is told from what is none", "[xep0082-3.2]") {
  struct Row {
    const char* text;
    bool is_one;
  };
  const auto row = GENERATE(values<Row>({
      {"2002-09-10T23:08:25Z", true},
      {"1969-07-21T02:56:15.123Z", true},
      {"2000-02-29T23:59:60Z", true},
      {"1969-07-21T02:56:15+00:00", true},
      {"1969-07-21T02:56:15-00:00", true},
      {"1969-07-20T21:56:15-05:00", false},
      {"1900-02-29T00:00:00Z", false},
      {"2001-02-29T00:00:00Z", false},
      {"2001-04-31T00:00:00Z", false},
      {"2001-13-01T00:00:00Z", false},
      {"2001-00-01T00:00:00Z", false},
      {"2001-01-00T00:00:00Z", false},
      {"2001-01-01T24:00:00Z", false},
      {"2001-01-01T00:60:00Z", false},
      {"2001-01-01T00:00:61Z", false},
      {"2001-01-01T00:00:00.Z", false},
      {"2001-01-01T00:00:00", false},
      {"2001-01-01T00:00:00z", false},
      {"2001-01-01 00:00:00Z", false},
      {"20020910T23:08:25", false},  // XEP-0091
      {"2001-01-01", false},
      {"", false},
  }));
  INFO(row.text);
  CHECK(is_utc_date_time(row.text) == row.is_one);
}

}  // namespace conformance::xmpp

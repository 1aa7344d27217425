// SPDX-License-Identifier: MIT
#include "base/suggest.hpp"

#include <catch2/catch.hpp>

namespace conformance {

TEST_CASE("The nearest candidate is the one that was probably meant, or none", "[suggest]") {
  struct Row {
    const char* word;
    const char* meant;
  };
  const std::vector<std::string> candidates = {"--target", "--tls", "--quiet", "0085/5.3/composing-once", "-q"};
  const auto row = GENERATE(values<Row>({
      {"--target", "--target"},                                // itself
      {"--tagret", "--target"},                                // two letters the other way round
      {"--targt", "--target"},                                 // one is missing
      {"--tarrget", "--target"},                               // one too many
      {"--tis", "--tls"},                                      // another
      {"--tlsss", "--tls"},                                    // two too many, the most for a short word
      {"--tlssss", ""},                                        // three too many
      {"composing-once", ""},                                  // nine are missing, far for 14 letters
      {"0085/5.3/composing-twice", "0085/5.3/composing-once"}  // a third may differ in a long word
  }));
  CHECK(nearest(row.word, candidates) == row.meant);
}

TEST_CASE("Of candidates at the same distance the first is meant", "[suggest]") {
  CHECK(nearest("--b", {"--a", "--c"}) == "--a");
  CHECK(nearest("--bb", {"--a", "--b"}) == "--b");
}

TEST_CASE("Words that have nothing in common are not near, however short they are", "[suggest]") {
  CHECK(nearest("ab", {"cd"}).empty());
  CHECK(nearest("x", {"y"}).empty());
  CHECK(nearest("", {"on", "x", ""}).empty());
  CHECK(nearest("off", {}).empty());
}

TEST_CASE("A word of more than 200 bytes is not compared", "[suggest]") {
  const std::string longest(200, 'a');
  CHECK(nearest(longest, {longest}) == longest);
  CHECK(nearest(longest + "a", {longest + "a"}).empty());
}

TEST_CASE("What was meant is asked in half a sentence", "[suggest]") {
  CHECK(did_you_mean("tagret", {"target", "tls"}) == ", did you mean \"target\"?");
  CHECK(did_you_mean("nothing", {"target", "tls"}).empty());
}

}  // namespace conformance

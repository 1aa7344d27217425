// SPDX-License-Identifier: MIT
#include "base/seed.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

namespace conformance {

// Worked out apart from this code: FNV-1a that starts at its offset basis XOR the seed, then SplitMix64's finaliser.
TEST_CASE("A seed and a name give the same number and word on every machine", "[seed]") {
  struct Row {
    std::uint64_t seed;
    const char* name;
    std::uint64_t number;
    const char* word;
  };
  const auto row = GENERATE(values<Row>({
      {0, "", 0xf52a15e9a9b5e89bULL, "rrolwwil"},
      {1, "token", 0x81101be421d6405aULL, "kctgyeam"},
      {2, "token", 0xc53748fd4f8ebc30ULL, "opvlbpmp"},
      {1, "tokem", 0xb06f13c2abdf22deULL, "ehxfabmj"},
      {1, "juliet", 0x5a2cdc734c7b2df6ULL, "swidnkybqf"},
      {UINT64_MAX, "token", 0xdae3e433d370dfcdULL, "hbpkywxrssihj"},
  }));
  const std::string expected = row.word;
  CHECK(Seed(row.seed).value() == row.seed);
  CHECK(Seed(row.seed).number(row.name) == row.number);
  CHECK(Seed(row.seed).word(row.name, expected.size()) == expected);
}

TEST_CASE("A word has eight letters where nothing else is asked for", "[seed]") {
  CHECK(Seed(1).word("token") == "kctgyeam");
  CHECK(Seed(1).word("token", 0).empty());
}

TEST_CASE("Words of a thousand names differ and have small letters only", "[seed]") {
  std::set<std::string> words;
  for (int i = 0; i < 1000; ++i) words.insert(Seed(7).word("name " + std::to_string(i), 10));
  CHECK(words.size() == 1000);
  for (const auto& word : words) {
    CHECK(std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; }));
  }
}

TEST_CASE("Random seeds differ", "[seed]") { CHECK(Seed::random().value() != Seed::random().value()); }

}  // namespace conformance

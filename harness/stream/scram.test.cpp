// SPDX-License-Identifier: MIT
#include "stream/scram.hpp"

#include <catch2/catch.hpp>

#include "stream/base64.hpp"

namespace conformance::stream {

TEST_CASE("The keys of the examples of RFC 5802 and RFC 7677 come out", "[rfc5802-5]") {
  // The password, salts and counts of both examples; the keys were computed with another implementation.
  struct Row {
    ScramHash hash;
    const char* salt;
    const char* salted;
    const char* stored_key;
    const char* server_key;
  };
  const auto row = GENERATE(values<Row>({
      {ScramHash::sha_1, "QSXCR+Q6sek8bf92", "1d96ee3a529b5a5f9e47c01f229a2cb8a6e15f7d",
       "6dlGYMOdZcOPutkcNY8U2g7vK9Y=", "D+CSWLOshSulAsxiupA+qs2/fTE="},
      {ScramHash::sha_256,
       "W22ZaJ0SNY7soEsUEjb6gQ==", "c4a49510323ab4f952cac1fa99441939e78ea74d6be81ddf7096e87513dc615d",
       "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=", "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="},
  }));
  const auto salt = *from_base64(row.salt);
  const auto secrets = scram_secrets(row.hash, "pencil", salt, 4'096);
  REQUIRE(secrets);
  CHECK(to_base64(secrets->stored_key) == row.stored_key);
  CHECK(to_base64(secrets->server_key) == row.server_key);
  CHECK(secrets->iterations == 4'096);
  ScramCache cache;
  CHECK(cache.salted_password(row.hash, "pencil", salt, 4'096) == std::string(row.salted));
}

TEST_CASE("A password is prepared by SASLprep, and one that cannot be is none", "[rfc4013]") {
  // RFC 4013 3: a soft hyphen is mapped to nothing, a compatibility character to what it stands for, BEL is prohibited.
  const std::string salt = "salt of Verona";
  const auto ix = scram_secrets(ScramHash::sha_1, "IX", salt, 10);
  REQUIRE(ix);
  for (const auto* same : {"I\xc2\xadX", "\xe2\x85\xa8"}) {
    CHECK(scram_secrets(ScramHash::sha_1, same, salt, 10)->stored_key == ix->stored_key);
  }
  CHECK_FALSE(scram_secrets(ScramHash::sha_1, "\x07", salt, 10));
  ScramCache cache;
  CHECK_FALSE(cache.salted_password(ScramHash::sha_1, "\x07", salt, 10));
}

TEST_CASE("A salted password is derived once for each password, salt, count and hash", "[rfc5802-5.1]") {
  ScramCache cache;
  for (int i = 0; i < 3; ++i) cache.salted_password(ScramHash::sha_1, "pencil", "salt", 10);
  CHECK(cache.derived() == 1);
  cache.salted_password(ScramHash::sha_256, "pencil", "salt", 10);
  cache.salted_password(ScramHash::sha_1, "pen", "salt", 10);
  cache.salted_password(ScramHash::sha_1, "pencil", "pepper", 10);
  cache.salted_password(ScramHash::sha_1, "pencil", "salt", 11);
  CHECK(cache.derived() == 5);
}

TEST_CASE("Salts are 16 bytes that do not repeat", "[rfc5802-2.1]") {
  CHECK(random_salt().size() == 16);
  CHECK(random_salt() != random_salt());
}

}  // namespace conformance::stream

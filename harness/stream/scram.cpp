// SPDX-License-Identifier: MIT
#include "stream/scram.hpp"

#include <gsasl.h>

#include <array>
#include <cstdlib>

#include "base/check.hpp"

namespace conformance::stream {

namespace {

constexpr std::size_t salt_bytes = 16;

struct Keys {
  std::array<char, GSASL_HASH_MAX_SIZE> salted{};
  std::array<char, GSASL_HASH_MAX_SIZE> client{};
  std::array<char, GSASL_HASH_MAX_SIZE> server{};
  std::array<char, GSASL_HASH_MAX_SIZE> stored{};
};

Gsasl_hash to_gsasl(ScramHash hash) { return hash == ScramHash::sha_1 ? GSASL_HASH_SHA1 : GSASL_HASH_SHA256; }

std::optional<Keys> derive(ScramHash hash, const std::string& password, const std::string& salt, unsigned iterations) {
  char* prepared = nullptr;
  // RFC 5802 5.1 and RFC 4013 2.5: what is not assigned yet may stand in a password.
  if (gsasl_saslprep(password.c_str(), GSASL_ALLOW_UNASSIGNED, &prepared, nullptr) != GSASL_OK) return std::nullopt;
  Keys keys;
  const int done =
      gsasl_scram_secrets_from_password(to_gsasl(hash), prepared, iterations, salt.data(), salt.size(),
                                        keys.salted.data(), keys.client.data(), keys.server.data(), keys.stored.data());
  gsasl_free(prepared);
  if (done != GSASL_OK) return std::nullopt;
  return keys;
}

}  // namespace

std::optional<ScramSecrets> scram_secrets(ScramHash hash, const std::string& password, const std::string& salt,
                                          unsigned iterations) {
  const auto keys = derive(hash, password, salt, iterations);
  if (!keys) return std::nullopt;
  const std::size_t length = gsasl_hash_length(to_gsasl(hash));
  return ScramSecrets{iterations, salt, {keys->stored.data(), length}, {keys->server.data(), length}};
}

std::string random_salt() {
  std::string salt(salt_bytes, '\0');
  check(gsasl_nonce(salt.data(), salt.size()) == GSASL_OK, "the machine has no entropy");
  return salt;
}

std::optional<std::string> ScramCache::salted_password(ScramHash hash, const std::string& password,
                                                       const std::string& salt, unsigned iterations) {
  const auto key = std::tuple(hash, password, salt, iterations);
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  ++derived_;
  const auto keys = derive(hash, password, salt, iterations);
  if (!keys) return std::nullopt;
  std::string hex;
  constexpr const char* digits = "0123456789abcdef";
  for (std::size_t i = 0; i < gsasl_hash_length(to_gsasl(hash)); ++i) {
    const auto byte = static_cast<unsigned char>(keys->salted[i]);
    hex.push_back(digits[byte >> 4U]);
    hex.push_back(digits[byte & 15U]);
  }
  if (known_.size() >= salted_passwords_max) known_.clear();
  return known_.emplace(key, hex).first->second;
}

}  // namespace conformance::stream

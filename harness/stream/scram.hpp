// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <tuple>

/// The keys of SCRAM (RFC 5802 3, RFC 7677), and what is kept of them so that a login costs no key derivation.
namespace conformance::stream {

enum class ScramHash { sha_1, sha_256 };

/// What a server says at most, that a client still derives: half a second on a slow machine. Servers have 4,096 (the
/// least of RFC 7677 4) to 600,000.
inline constexpr unsigned scram_iterations_max = 1'000'000;
/// Salted passwords that a client keeps: one for each account of a long run.
inline constexpr std::size_t salted_passwords_max = 10'000;

/// What a server keeps of a password: bytes, not base 64.
struct ScramSecrets {
  unsigned iterations = 0;
  std::string salt;
  std::string stored_key;
  std::string server_key;
};

/// Derives them. Nothing, if the password is none by SASLprep (RFC 4013).
std::optional<ScramSecrets> scram_secrets(ScramHash hash, const std::string& password, const std::string& salt,
                                          unsigned iterations);
/// 16 bytes by chance.
std::string random_salt();

/// The salted passwords of a client.
class ScramCache {
 public:
  /// SaltedPassword in hexadecimal, derived or remembered. Nothing, if the password is none by SASLprep.
  std::optional<std::string> salted_password(ScramHash hash, const std::string& password, const std::string& salt,
                                             unsigned iterations);
  /// How many were derived and not remembered.
  [[nodiscard]] int derived() const { return derived_; }

 private:
  std::map<std::tuple<ScramHash, std::string, std::string, unsigned>, std::string> known_;
  int derived_ = 0;
};

}  // namespace conformance::stream

// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "stream/scram.hpp"

namespace conformance::stream {

/// What a server knows of accounts while a stream comes up.
class Accounts {
 public:
  Accounts() = default;
  Accounts(const Accounts&) = delete;
  Accounts& operator=(const Accounts&) = delete;
  virtual ~Accounts() = default;
  /// Whether the domain is served here.
  [[nodiscard]] virtual bool serves(const std::string& domain) const = 0;
  /// Whether the password is that of the account (PLAIN).
  [[nodiscard]] virtual bool authenticate(const std::string& local, const std::string& domain,
                                          const std::string& password) const = 0;
  /// What SCRAM needs of the account, derived once. Nothing if there is none.
  [[nodiscard]] virtual std::optional<ScramSecrets> scram(const std::string& local, const std::string& domain,
                                                          ScramHash hash) = 0;
  /// A fresh account for who has none (ANONYMOUS, XEP-0175); nothing where nobody may come without one.
  [[nodiscard]] virtual std::optional<std::string> anonymous_account(const std::string& /*domain*/) {
    return std::nullopt;
  }
  /// In-band registration; false if the account is there already.
  virtual bool register_account(const std::string& local, const std::string& domain, const std::string& password) = 0;
  /// The resourcepart to bind, for the one that was asked for ("" if none was).
  [[nodiscard]] virtual std::string choose_resource(const std::string& local, const std::string& domain,
                                                    const std::string& wanted) = 0;
};

}  // namespace conformance::stream

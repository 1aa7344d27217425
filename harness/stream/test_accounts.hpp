// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>

#include "stream/server.hpp"

namespace conformance::stream {

/// The accounts of capulet.lit, for tests: juliet with the password r0m30myr0m30, and whoever registers.
class TestAccounts final : public Accounts {
 public:
  unsigned iterations = 10;  // quick
  [[nodiscard]] bool serves(const std::string& domain) const override { return domain == "capulet.lit"; }
  [[nodiscard]] bool authenticate(const std::string& local, const std::string& /*domain*/,
                                  const std::string& password) const override {
    const auto found = passwords_.find(local);
    return found != passwords_.end() && found->second == password;
  }
  [[nodiscard]] std::optional<ScramSecrets> scram(const std::string& local, const std::string& /*domain*/,
                                                  ScramHash hash) override {
    const auto found = passwords_.find(local);
    if (found == passwords_.end()) return std::nullopt;
    return scram_secrets(hash, found->second, "salt of Verona", iterations);
  }
  [[nodiscard]] std::optional<std::string> anonymous_account(const std::string& /*domain*/) override {
    return "somebody";
  }
  bool register_account(const std::string& local, const std::string& /*domain*/, const std::string& password) override {
    return passwords_.emplace(local, password).second;
  }
  [[nodiscard]] std::string choose_resource(const std::string& /*local*/, const std::string& /*domain*/,
                                            const std::string& wanted) override {
    return wanted.empty() ? "chosen" : wanted;
  }

 private:
  std::map<std::string, std::string> passwords_{{"juliet", "r0m30myr0m30"}};
};

}  // namespace conformance::stream

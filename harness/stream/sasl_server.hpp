// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "stream/accounts.hpp"
#include "stream/sasl.hpp"

namespace conformance::stream {

/// The mechanisms that a server offers on a stream, in its order of preference.
std::vector<std::string> offered_mechanisms(bool has_binding, bool plain_is_safe, bool anonymous);

/// The server's end of a login to an account of `domain`.
class SaslServer final : public SaslExchange {
 public:
  /// `binding` is tls-exporter of the stream, "" if there is none.
  SaslServer(const std::string& mechanism, Accounts& accounts, std::string domain, std::string binding);

  SaslStep step(const std::optional<std::string>& heard) override;
  /// Of the account, when it is done.
  [[nodiscard]] const std::string& local() const { return local_; }

 private:
  int answer(int property) override;
  [[nodiscard]] std::string reason_for(int status) const override;
  int take_name();
  int take_password();
  int scram(int property);

  Accounts& accounts_;
  std::string domain_;
  std::string binding_;
  std::string local_;
  std::string condition_ = "not-authorized";
};

}  // namespace conformance::stream

// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "stream/sasl.hpp"
#include "stream/scram.hpp"

namespace conformance::stream {

/// What a client knows when it chooses a mechanism.
struct SaslSituation {
  std::vector<std::string> offered;        ///< mechanisms of the server
  std::vector<std::string> binding_types;  ///< channel bindings of the server (XEP-0440); none if it does not say
  bool has_binding = false;                ///< this stream has the channel binding tls-exporter
  bool plain_is_safe = false;              ///< PLAIN may be used: TLS, loopback, or allowed
  bool anonymous = false;                  ///< there is no account
};

/// The best mechanism that both sides have: SCRAM with channel binding before SCRAM without, SHA-256 before SHA-1,
/// PLAIN last; without an account ANONYMOUS only. Errors say what the server offers, at most 20 of them.
Result<std::string> choose_mechanism(const SaslSituation& situation);

/// The client's end of a login.
class SaslClient final : public SaslExchange {
 public:
  struct Account {
    std::string local;
    std::string password;
    std::string binding;  ///< tls-exporter of the stream
  };
  SaslClient(const std::string& mechanism, Account account, std::shared_ptr<ScramCache> cache);

 private:
  int answer(int property) override;
  [[nodiscard]] std::string reason_for(int status) const override;
  int salted_password();

  Account account_;
  std::shared_ptr<ScramCache> cache_;
  std::string reason_;
};

}  // namespace conformance::stream

// SPDX-License-Identifier: MIT
#include "stream/sasl_server.hpp"

#include <gsasl.h>

#include <utility>

#include "stream/base64.hpp"
#include "xmpp/jid.hpp"

namespace conformance::stream {

std::vector<std::string> offered_mechanisms(bool has_binding, bool plain_is_safe, bool anonymous) {
  std::vector<std::string> names;
  if (has_binding) names = {"SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS"};
  names.insert(names.end(), {"SCRAM-SHA-256", "SCRAM-SHA-1"});
  if (plain_is_safe) names.emplace_back("PLAIN");
  if (anonymous) names.emplace_back("ANONYMOUS");
  return names;
}

SaslServer::SaslServer(const std::string& mechanism, Accounts& accounts, std::string domain, std::string binding)
    : SaslExchange(mechanism, Side::server),
      accounts_(accounts),
      domain_(std::move(domain)),
      binding_(std::move(binding)) {}

SaslStep SaslServer::step(const std::optional<std::string>& heard) {
  // RFC 4505 2 lets who comes without an account say nothing; libgsasl does not.
  const bool says_nothing = mechanism() == "ANONYMOUS" && heard && heard->empty();
  // RFC 5802 6: who wants a channel binding that this mechanism has not is refused, which libgsasl does later or not.
  const bool plain_scram = mechanism().starts_with("SCRAM-") && !mechanism().ends_with("-PLUS");
  if (plain_scram && heard && heard->starts_with("p=")) return {SaslStep::State::failed, "", condition_};
  return SaslExchange::step(says_nothing ? "nobody" : heard);
}

int SaslServer::answer(int property) {
  switch (property) {
    case GSASL_VALIDATE_SIMPLE:
      return take_password();
    case GSASL_VALIDATE_ANONYMOUS: {
      const auto local = accounts_.anonymous_account(domain_);
      if (!local) return GSASL_AUTHENTICATION_ERROR;
      local_ = *local;
      return GSASL_OK;
    }
    case GSASL_CB_TLS_EXPORTER:
      if (binding_.empty()) return GSASL_NO_CALLBACK;
      set(property, to_base64(binding_));
      return GSASL_OK;
    case GSASL_SCRAM_ITER:
    case GSASL_SCRAM_SALT:
    case GSASL_SCRAM_STOREDKEY:
    case GSASL_SCRAM_SERVERKEY:
      return scram(property);
    default:
      return GSASL_NO_CALLBACK;
  }
}

// Whom the client wants to log in as, and act as.
int SaslServer::take_name() {
  const auto account = xmpp::Jid::parse(get(GSASL_AUTHID) + "@" + domain_);
  if (account.has_error() || account->domain() != domain_ || !account->is_bare()) return GSASL_AUTHENTICATION_ERROR;
  local_ = account->local();
  // RFC 6120 6.3.8: to act as oneself is all that is allowed. Where no name is given, libgsasl gives that of PLAIN
  // again.
  const auto other = get(GSASL_AUTHZID);
  if (!other.empty() && other != get(GSASL_AUTHID) && other != account->to_string()) condition_ = "invalid-authzid";
  return GSASL_OK;
}

int SaslServer::take_password() {
  // RFC 4616 2: neither is empty.
  if (get(GSASL_AUTHID).empty() || get(GSASL_PASSWORD).empty()) {
    condition_ = "malformed-request";
    return GSASL_AUTHENTICATION_ERROR;
  }
  const int named = take_name();
  if (named != GSASL_OK) return named;
  const bool right = accounts_.authenticate(local_, domain_, get(GSASL_PASSWORD));
  if (!right) condition_ = "not-authorized";
  return right && condition_ != "invalid-authzid" ? GSASL_OK : GSASL_AUTHENTICATION_ERROR;
}

int SaslServer::scram(int property) {
  if (local_.empty()) {
    const int named = take_name();
    if (named != GSASL_OK) return named;
  }
  const auto hash = mechanism().starts_with("SCRAM-SHA-256") ? ScramHash::sha_256 : ScramHash::sha_1;
  const auto secrets = accounts_.scram(local_, domain_, hash);
  if (!secrets || condition_ == "invalid-authzid") return GSASL_AUTHENTICATION_ERROR;
  if (property == GSASL_SCRAM_ITER) set(property, std::to_string(secrets->iterations));
  if (property == GSASL_SCRAM_SALT) set(property, to_base64(secrets->salt));
  if (property == GSASL_SCRAM_STOREDKEY) set(property, to_base64(secrets->stored_key));
  if (property == GSASL_SCRAM_SERVERKEY) set(property, to_base64(secrets->server_key));
  return GSASL_OK;
}

std::string SaslServer::reason_for(int status) const {
  if (condition_ != "not-authorized") return condition_;
  return status == GSASL_MECHANISM_PARSE_ERROR || status == GSASL_MECHANISM_CALLED_TOO_MANY_TIMES ? "malformed-request"
                                                                                                  : condition_;
}

}  // namespace conformance::stream

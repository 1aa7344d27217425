// SPDX-License-Identifier: MIT
#include "stream/sasl_client.hpp"

#include <gsasl.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "stream/base64.hpp"
#include "stream/words.hpp"

namespace conformance::stream {

namespace {

// Mechanisms that an error names; a server has about ten.
constexpr std::size_t mechanisms_named_max = 20;

bool is_plus(std::string_view mechanism) { return mechanism.ends_with("-PLUS"); }

std::string named(const std::vector<std::string>& mechanisms) {
  std::string text;
  for (std::size_t i = 0; i < mechanisms.size() && i < mechanisms_named_max; ++i) {
    text += (i > 0 ? ", " : "") + excerpt(mechanisms[i]);
  }
  return text.empty() ? "none" : text;
}

template <class Range>
bool has(const Range& range, std::string_view word) {
  return std::find(range.begin(), range.end(), word) != range.end();
}

}  // namespace

Result<std::string> choose_mechanism(const SaslSituation& situation) {
  // A server that offers -PLUS and no list means the binding of RFC 9266 on TLS 1.3.
  const bool bound =
      situation.has_binding && (situation.binding_types.empty() || has(situation.binding_types, tls_exporter));
  constexpr std::array<const char*, 5> by_password{"SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256",
                                                   "SCRAM-SHA-1", "PLAIN"};
  for (std::string mechanism : by_password) {
    if (situation.anonymous || !has(situation.offered, mechanism)) continue;
    if (is_plus(mechanism) && !bound) continue;
    if (mechanism == "PLAIN" && !situation.plain_is_safe) continue;
    return mechanism;
  }
  if (situation.anonymous && has(situation.offered, "ANONYMOUS")) return std::string("ANONYMOUS");
  std::string reason = "no SASL mechanism of the server can be used";
  if (situation.anonymous) reason += " without an account";
  reason += ": it offers " + named(situation.offered);
  if (!situation.anonymous && has(situation.offered, "PLAIN"))
    reason += ", and PLAIN would show the password to the network";
  return InputError{reason, ""};
}

SaslClient::SaslClient(const std::string& mechanism, Account account, std::shared_ptr<ScramCache> cache)
    : SaslExchange(mechanism, Side::client),
      account_(std::move(account)),
      cache_(cache ? std::move(cache) : std::make_shared<ScramCache>()) {}

int SaslClient::answer(int property) {
  switch (property) {
    case GSASL_AUTHID:
      set(property, account_.local);
      return GSASL_OK;
    case GSASL_PASSWORD:
      if (mechanism() != "PLAIN") return GSASL_NO_CALLBACK;
      set(property, account_.password);
      return GSASL_OK;
    case GSASL_SCRAM_SALTED_PASSWORD:
      return salted_password();
    case GSASL_CB_TLS_EXPORTER:
      if (!is_plus(mechanism())) return GSASL_NO_CALLBACK;
      set(property, to_base64(account_.binding));
      return GSASL_OK;
    case GSASL_ANONYMOUS_TOKEN:
      set(property, "");  // RFC 4505 2: whatever stood there would be a trace of somebody
      return GSASL_OK;
    default:
      return GSASL_NO_CALLBACK;
  }
}

int SaslClient::salted_password() {
  const auto text = get(GSASL_SCRAM_ITER);
  unsigned iterations = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), iterations);
  if (parsed.ec != std::errc() || iterations == 0 || iterations > scram_iterations_max) {
    reason_ = "the server asks for " + excerpt(text) + " iterations of SCRAM, at most " +
              std::to_string(scram_iterations_max) + " are made";
    return GSASL_NO_CALLBACK;
  }
  const auto salt = from_base64(get(GSASL_SCRAM_SALT));
  const auto hash = mechanism().starts_with("SCRAM-SHA-256") ? ScramHash::sha_256 : ScramHash::sha_1;
  const auto salted = salt ? cache_->salted_password(hash, account_.password, *salt, iterations) : std::nullopt;
  if (!salted) {
    reason_ = salt ? "the password has characters that SASLprep forbids" : "the salt of the server is not base 64";
    return GSASL_NO_CALLBACK;
  }
  set(GSASL_SCRAM_SALTED_PASSWORD, *salted);
  return GSASL_OK;
}

std::string SaslClient::reason_for(int status) const {
  if (!reason_.empty()) return reason_;
  if (status == GSASL_AUTHENTICATION_ERROR) return "the server has not proved that it knows the password";
  return "the server does not keep to " + mechanism();
}

}  // namespace conformance::stream

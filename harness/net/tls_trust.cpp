// SPDX-License-Identifier: MIT
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/asio/buffer.hpp>

#include "base/file.hpp"
#include "net/tls_context.hpp"

namespace conformance::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

// Names of a certificate that an error tells, and bytes of each.
constexpr int names_told_max = 3;
constexpr std::size_t name_bytes_max = 100;

// The domains that the certificate is for, as far as they fit in a sentence.
std::string names_of(X509* certificate) {
  std::string told;
  auto* names = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  const int count = names == nullptr ? 0 : sk_GENERAL_NAME_num(names);
  int found = 0;
  for (int i = 0; i < count && found < names_told_max; ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, i);
    if (name->type != GEN_DNS) continue;
    const auto* text = ASN1_STRING_get0_data(name->d.dNSName);
    const auto size =
        std::min<std::size_t>(static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName)), name_bytes_max);
    told.append(found++ > 0 ? ", " : "").append(reinterpret_cast<const char*>(text), size);
  }
  GENERAL_NAMES_free(names);
  return told.empty() ? "no domain" : told;
}

}  // namespace

void restrict(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
}

std::string refusal(X509_STORE_CTX* verification, const std::string& domain) {
  const int error = X509_STORE_CTX_get_error(verification);
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "it has expired";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "it is not valid yet";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "it is not for " + domain + " but for " + names_of(X509_STORE_CTX_get0_cert(verification));
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return "it is by an unknown authority";
    default:
      return X509_verify_cert_error_string(error);
  }
}

Result<TlsTrust> TlsTrust::of_pem(const std::string& pem) {
  auto context = std::make_shared<Context>();
  restrict(context->ssl.native_handle());
  error_code error;
  context->ssl.add_certificate_authority(asio::buffer(pem), error);
  const auto* store = SSL_CTX_get_cert_store(context->ssl.native_handle());
  if (error || sk_X509_OBJECT_num(X509_STORE_get0_objects(store)) == 0) {
    ERR_clear_error();
    return InputError{"no certificate in PEM was found", ""};
  }
  context->ssl.set_verify_mode(asio::ssl::verify_peer, error);
  return TlsTrust(std::move(context), true);
}

Result<TlsTrust> TlsTrust::load(const std::string& ca_file) {
  if (!ca_file.empty()) {
    const auto pem = read_file(ca_file, ca_bytes_max);
    if (pem.has_error()) return pem.error();
    auto trust = of_pem(*pem);
    if (trust.has_error()) return trust.error().within(ca_file);
    return trust;
  }
  auto context = std::make_shared<Context>();
  restrict(context->ssl.native_handle());
  error_code error;
  context->ssl.set_default_verify_paths(error);
  if (error) return InputError{"the system's certificate authorities cannot be read: " + error.message(), ""};
  context->ssl.set_verify_mode(asio::ssl::verify_peer, error);
  return TlsTrust(std::move(context), true);
}

TlsTrust TlsTrust::blind() {
  auto context = std::make_shared<Context>();
  restrict(context->ssl.native_handle());
  error_code ignored;
  context->ssl.set_verify_mode(asio::ssl::verify_none, ignored);
  return {std::move(context), false};
}

}  // namespace conformance::net

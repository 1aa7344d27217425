// SPDX-License-Identifier: MIT
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/asio/ip/address.hpp>

#include "base/check.hpp"
#include "net/ascii_domain.hpp"
#include "net/tls_context.hpp"

namespace conformance::net {

namespace {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(BIGNUM* number) const { BN_free(number); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

Owned<EVP_PKEY> new_key() {
  Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
  check(key != nullptr, "OpenSSL makes no P-256 key");
  return key;
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  check(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1, "OpenSSL takes no extension");
}

// A certificate without extensions, not signed yet.
Owned<X509> new_certificate(EVP_PKEY* key, const std::string& name, const TlsIdentity::Options& options) {
  constexpr int serial_bits = 127;  // RFC 5280 4.1.2.2: positive, 20 octets at most
  Owned<X509> certificate(X509_new());
  check(certificate != nullptr, "OpenSSL makes no certificate");
  X509_set_version(certificate.get(), X509_VERSION_3);
  const Owned<BIGNUM> serial(BN_new());
  BN_rand(serial.get(), serial_bits, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY);
  BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate.get()));
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), options.valid_from.count());
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), options.valid_until.count());
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return certificate;
}

void sign(X509* certificate, X509* issuer, EVP_PKEY* key) {
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
  check(X509_sign(certificate, key, EVP_sha256()) > 0, "OpenSSL signs no certificate");
}

std::string to_pem(X509* certificate) {
  const Owned<BIO> bio(BIO_new(BIO_s_mem()));
  check(PEM_write_bio_X509(bio.get(), certificate) == 1, "OpenSSL writes no certificate");
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

// "DNS:capulet.lit,IP:127.0.0.1"
std::string alternative_names(const std::vector<std::string>& domains) {
  std::string names;
  for (const auto& domain : domains) {
    boost::system::error_code not_literal;
    (void)boost::asio::ip::make_address(domain, not_literal);
    names += (names.empty() ? "" : ",") + std::string(not_literal ? "DNS:" : "IP:") + ascii_domain(domain);
  }
  return names;
}

}  // namespace

TlsIdentity TlsIdentity::make(const Options& options) {
  check(!options.domains.empty(), "a certificate for no domain");
  const auto ca_key = new_key();
  auto ca_options = options;
  // Of the two only the server's certificate is ever out of date.
  ca_options.valid_from = std::min<std::chrono::seconds>(options.valid_from, -std::chrono::hours(1));
  ca_options.valid_until = std::max<std::chrono::seconds>(options.valid_until, std::chrono::hours(1));
  const auto ca = new_certificate(ca_key.get(), "conformance test authority", ca_options);
  X509_set_issuer_name(ca.get(), X509_get_subject_name(ca.get()));
  add_extension(ca.get(), ca.get(), NID_subject_key_identifier, "hash");
  add_extension(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(ca.get(), ca.get(), NID_key_usage, "critical,keyCertSign");
  sign(ca.get(), ca.get(), ca_key.get());

  const auto key = new_key();
  const auto certificate = new_certificate(key.get(), "conformance", options);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(ca.get()));
  add_extension(certificate.get(), ca.get(), NID_authority_key_identifier, "keyid:always");
  add_extension(certificate.get(), ca.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(certificate.get(), ca.get(), NID_key_usage, "critical,digitalSignature");
  add_extension(certificate.get(), ca.get(), NID_ext_key_usage, "serverAuth");
  add_extension(certificate.get(), ca.get(), NID_subject_alt_name, alternative_names(options.domains));
  sign(certificate.get(), ca.get(), ca_key.get());

  auto context = std::make_shared<Context>();
  auto* ssl = context->ssl.native_handle();
  restrict(ssl);
  check(SSL_CTX_use_certificate(ssl, certificate.get()) == 1 && SSL_CTX_use_PrivateKey(ssl, key.get()) == 1,
        "OpenSSL does not take its own key");
  return {std::move(context), to_pem(ca.get())};
}

}  // namespace conformance::net

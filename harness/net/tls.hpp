// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "net/wire.hpp"

/// TLS 1.2 and later over any wire (RFC 6120 5 and 13.9.4, RFC 7590).
namespace conformance::net {

/// Bytes of a file of certificates.
inline constexpr std::size_t ca_bytes_max = 4U << 20U;

/// Whose certificates are believed. Copies share what was loaded.
class TlsTrust {
 public:
  /// The authorities of the system, or those of a PEM file alone. Errors name the file.
  static Result<TlsTrust> load(const std::string& ca_file = "");
  /// The authorities of a text in PEM.
  static Result<TlsTrust> of_pem(const std::string& pem);
  /// Believes everything: for --insecure.
  static TlsTrust blind();

  /// Whether certificates are looked at.
  [[nodiscard]] bool verifies() const { return verifies_; }
  struct Context;
  [[nodiscard]] Context& context() const { return *context_; }

 private:
  TlsTrust(std::shared_ptr<Context> context, bool verifies) : context_(std::move(context)), verifies_(verifies) {}
  std::shared_ptr<Context> context_;
  bool verifies_;
};

/// A server's key and certificate, P-256, by an authority of their own that is made with them and forgotten: nothing
/// else can be signed by it. Copies share.
class TlsIdentity {
 public:
  struct Options {
    std::vector<std::string> domains;  ///< the DNS-IDs of the certificate (RFC 6120 13.7.1.2), or IP addresses
    std::chrono::seconds valid_from = -std::chrono::hours(1);  ///< from now
    std::chrono::seconds valid_until = std::chrono::hours(24 * 30);
  };
  static TlsIdentity make(const Options& options);

  /// The authority's certificate, for who is to believe it.
  [[nodiscard]] const std::string& ca_pem() const { return ca_pem_; }
  struct Context;
  [[nodiscard]] Context& context() const { return *context_; }

 private:
  TlsIdentity(std::shared_ptr<Context> context, std::string ca_pem)
      : context_(std::move(context)), ca_pem_(std::move(ca_pem)) {}
  std::shared_ptr<Context> context_;
  std::string ca_pem_;
};

/// The sentence of a refused certificate begins so, behind the name of the wire.
inline constexpr const char* certificate_refused = "the certificate is refused: ";

/// The client's end: asks for `domain` (SNI) and verifies the certificate for it, whatever host it was reached by
/// (RFC 6120 13.7.2). Within `longest`. Throws NetworkError: a refused certificate says why, an alert and a loss what
/// happened. The wire that it gives closes with TLS's own end, without waiting for the other side's; a wire that is cut
/// off without that end is a NetworkError when read.
Task<std::unique_ptr<Wire>> tls_client(std::unique_ptr<Wire> wire, std::string domain, TlsTrust trust, Clock& clock,
                                       Duration longest);
/// The server's end.
Task<std::unique_ptr<Wire>> tls_server(std::unique_ptr<Wire> wire, TlsIdentity identity, Clock& clock,
                                       Duration longest);

}  // namespace conformance::net

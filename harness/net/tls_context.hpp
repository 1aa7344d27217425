// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/ssl/context.hpp>

#include "net/tls.hpp"

/// What is behind TlsTrust and TlsIdentity. Only .cpp files of this folder include it.
namespace conformance::net {

struct TlsTrust::Context {
  boost::asio::ssl::context ssl{boost::asio::ssl::context::tls_client};
};

struct TlsIdentity::Context {
  boost::asio::ssl::context ssl{boost::asio::ssl::context::tls_server};
};

/// TLS 1.2 and later, no compression, no renegotiation (RFC 7590 3).
void restrict(SSL_CTX* context);

/// Why the other side's certificate is refused, in words.
std::string refusal(X509_STORE_CTX* verification, const std::string& domain);

}  // namespace conformance::net

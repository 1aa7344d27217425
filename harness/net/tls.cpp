// SPDX-License-Identifier: MIT
#include "net/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "base/check.hpp"
#include "net/ascii_domain.hpp"
#include "net/duration_text.hpp"
#include "net/tls_context.hpp"
#include "net/wire_stream.hpp"

namespace conformance::net {

namespace asio = boost::asio;
using boost::system::error_code;
using Stream = asio::ssl::stream<WireStream>;

namespace {

// Bytes that one read hands on at most: the largest TLS record (RFC 8446 5.1).
constexpr std::size_t read_bytes_max = 16'384;
// How long the other side may take to let us say that TLS ends.
constexpr Duration close_longest = std::chrono::seconds(2);
// RFC 9266 2.
constexpr std::size_t binding_bytes = 32;

struct Tls {
  Tls(std::unique_ptr<Wire> wire, const asio::any_io_executor& executor, asio::ssl::context& context, Clock& clock)
      : name(wire->name()),
        local(wire->is_local()),
        stream(WireStream(std::move(wire), executor), context),
        deadline(clock) {}
  std::string name;
  bool local;
  Stream stream;
  Timer deadline;
  std::string binding;
  std::string refusal;
  bool writing = false;
  bool closed = false;
};
using SharedTls = std::shared_ptr<Tls>;

// What OpenSSL calls by a name that tells nobody what is wrong.
std::string tls_error_text(const error_code& error) {
  if (error.category() == asio::error::get_ssl_category()) {
    switch (ERR_GET_REASON(static_cast<unsigned long>(error.value()))) {
      case SSL_R_WRONG_VERSION_NUMBER:
      case SSL_R_HTTP_REQUEST:
      case SSL_R_PACKET_LENGTH_TOO_LONG:
        return "what came is not TLS";
      case SSL_R_UNSUPPORTED_PROTOCOL:
      case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
        return "no common version of TLS, at least 1.2 is needed";
      case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
        return "the other side does not know the authority of our certificate";
      case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
        return "the other side refused our certificate";
      default:
        break;
    }
  }
  return error.message();
}

std::string failure_text(const Tls& tls, const error_code& error) {
  const auto& below = tls.stream.next_layer().failure();
  if (!below.empty()) return below;
  if (error == asio::ssl::error::stream_truncated || error == asio::error::eof) {
    return tls.name + ": the connection was cut off without the end of TLS";
  }
  return tls.name + ": TLS failed: " + tls_error_text(error);
}

// Not member functions of the wire: an operation that is pending when the wire is destroyed still needs the stream.
Task<std::string> read_some(SharedTls tls) {
  if (tls->closed) co_return std::string();
  std::string bytes(read_bytes_max, '\0');
  error_code error;
  const std::size_t count =
      co_await tls->stream.async_read_some(asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
  if (tls->closed || error == asio::error::eof) co_return std::string();
  if (error) throw NetworkError(failure_text(*tls, error));
  bytes.resize(count);
  co_return bytes;
}

Task<void> write_all(SharedTls tls, std::string bytes) {
  if (tls->closed) throw NetworkError(tls->name + ": the connection was closed on this side");
  error_code error;
  tls->writing = true;
  co_await asio::async_write(tls->stream, asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
  tls->writing = false;
  if (error) throw NetworkError(failure_text(*tls, error));
}

class TlsWire final : public Wire {
 public:
  explicit TlsWire(SharedTls tls) : tls_(std::move(tls)) {}
  ~TlsWire() override { TlsWire::close(); }

  Task<std::string> read() override { return read_some(tls_); }
  Task<void> write(std::string bytes) override { return write_all(tls_, std::move(bytes)); }
  // Says that TLS ends, if a write does not stand in the way, and waits for no answer.
  void close() override {
    if (std::exchange(tls_->closed, true)) return;
    auto& below = tls_->stream.next_layer();
    if (tls_->writing) {
      below.close();
      return;
    }
    tls_->deadline.start(close_longest, [raw = tls_.get()] { raw->stream.next_layer().close(); });
    tls_->stream.async_shutdown([tls = tls_](const error_code& /*error*/) { tls->deadline.stop(); });
    below.close_when_written();
  }
  [[nodiscard]] std::string name() const override { return tls_->name; }
  [[nodiscard]] bool is_encrypted() const override { return true; }
  [[nodiscard]] bool is_local() const override { return tls_->local; }
  [[nodiscard]] std::string channel_binding() const override { return tls_->binding; }

 private:
  SharedTls tls_;
};

// RFC 9266 2 and 4.2: below TLS 1.3 it would need the extended master secret.
std::string exported_binding(SSL* ssl) {
  if (SSL_version(ssl) < TLS1_3_VERSION) return {};
  constexpr std::string_view label = "EXPORTER-Channel-Binding";
  std::string binding(binding_bytes, '\0');
  const int done = SSL_export_keying_material(ssl, reinterpret_cast<unsigned char*>(binding.data()), binding.size(),
                                              label.data(), label.size(), nullptr, 0, 1);
  return done == 1 ? binding : std::string();
}

// What is to be verified, and by which name the server is asked for its certificate.
void ask_for(SSL* ssl, const std::string& domain) {
  auto* parameters = SSL_get0_param(ssl);
  if (X509_VERIFY_PARAM_set1_ip_asc(parameters, domain.c_str()) == 1) return;
  ERR_clear_error();
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  check(SSL_set1_host(ssl, domain.c_str()) == 1, "OpenSSL takes no host name");
  SSL_set_tlsext_host_name(ssl, domain.c_str());
}

Task<std::unique_ptr<Wire>> shake_hands(SharedTls tls, asio::ssl::stream_base::handshake_type side, Duration longest) {
  bool late = false;
  tls->deadline.start(longest, [raw = tls.get(), &late] {
    late = true;
    raw->stream.next_layer().close();
  });
  error_code error;
  co_await tls->stream.async_handshake(side, asio::redirect_error(asio::use_awaitable, error));
  tls->deadline.stop();
  if (late) throw NetworkError(tls->name + ": TLS was not agreed on within " + duration_text(longest));
  auto* ssl = tls->stream.native_handle();
  if (error && !tls->refusal.empty()) throw NetworkError(tls->name + ": " + certificate_refused + tls->refusal);
  if (error) throw NetworkError(failure_text(*tls, error));
  tls->binding = exported_binding(ssl);
  co_return std::make_unique<TlsWire>(std::move(tls));
}

}  // namespace

Task<std::unique_ptr<Wire>> tls_client(std::unique_ptr<Wire> wire, std::string domain, TlsTrust trust, Clock& clock,
                                       Duration longest) {
  const auto executor = co_await asio::this_coro::executor;
  const auto tls = std::make_shared<Tls>(std::move(wire), executor, trust.context().ssl, clock);
  ask_for(tls->stream.native_handle(), ascii_domain(domain));
  if (trust.verifies()) {
    error_code ignored;
    tls->stream.set_verify_callback(
        [raw = tls.get(), domain](bool good, asio::ssl::verify_context& verification) {
          if (!good && raw->refusal.empty()) raw->refusal = refusal(verification.native_handle(), domain);
          return good;
        },
        ignored);
  }
  auto shaking = shake_hands(tls, asio::ssl::stream_base::client, longest);
  co_return co_await std::move(shaking);
}

Task<std::unique_ptr<Wire>> tls_server(std::unique_ptr<Wire> wire, TlsIdentity identity, Clock& clock,
                                       Duration longest) {
  const auto executor = co_await asio::this_coro::executor;
  const auto tls = std::make_shared<Tls>(std::move(wire), executor, identity.context().ssl, clock);
  auto shaking = shake_hands(tls, asio::ssl::stream_base::server, longest);
  co_return co_await std::move(shaking);
}

}  // namespace conformance::net

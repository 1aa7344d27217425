// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

struct Gsasl;
struct Gsasl_session;

/// SASL (RFC 4422) as XMPP uses it, by libgsasl.
namespace conformance::stream {

/// XEP-0440, where a server says which channel bindings it takes.
inline constexpr const char* sasl_cb_namespace = "urn:xmpp:sasl-cb:0";
inline constexpr const char* tls_exporter = "tls-exporter";

/// What a step of an exchange gives.
struct SaslStep {
  enum class State { more, done, failed };
  State state = State::failed;
  std::string bytes;   ///< for the other side, unless it failed
  std::string reason;  ///< why it failed: at a client a sentence, at a server a SASL error condition (RFC 6120 6.5)
};

/// One login, at one end.
class SaslExchange {
 public:
  enum class Side { client, server };
  SaslExchange(const std::string& mechanism, Side side);
  SaslExchange(const SaslExchange&) = delete;
  SaslExchange& operator=(const SaslExchange&) = delete;
  virtual ~SaslExchange();

  /// Goes on with what the other side said; nothing at a beginning without initial response.
  virtual SaslStep step(const std::optional<std::string>& heard);
  /// Whether this side needs no more: at a client, the server has proved that it knows the password, where the
  /// mechanism can prove it.
  [[nodiscard]] bool done() const { return done_; }
  [[nodiscard]] const std::string& mechanism() const { return mechanism_; }

 protected:
  /// Gives what the mechanism asks for, by `set`; a status of libgsasl.
  virtual int answer(int property) = 0;
  [[nodiscard]] virtual std::string reason_for(int status) const = 0;
  void set(int property, const std::string& bytes);
  [[nodiscard]] std::string get(int property) const;

 private:
  static int called(Gsasl* context, Gsasl_session* session, int property);
  Gsasl* context_ = nullptr;
  Gsasl_session* session_ = nullptr;
  std::string mechanism_;
  bool done_ = false;
};

}  // namespace conformance::stream

// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "stream/sasl_server.hpp"
#include "stream/server.hpp"
#include "xml/element.hpp"
#include "xmpp/stanza.hpp"

namespace conformance::stream {

/// Ends the stream for an element that is out of turn: throws StreamError with not-authorized (RFC 6120 4.9.3.12).
[[noreturn]] void refuse_element(const xml::Element& element, const std::string& moment);
/// The element as an iq, if it is one.
std::optional<xmpp::Stanza> as_iq(const xml::Element& element);

/// The server's side of one stream while it comes up: header, STARTTLS, SASL, restart, binding. Only this folder
/// includes it.
class Acceptor {
 public:
  struct Options {
    std::string stream_id;
    Duration longest;
    Offer offer;
  };
  Acceptor(std::shared_ptr<Connection> connection, Clock& clock, Accounts& accounts, Options options);

  /// Brings the stream up. Nothing if the client ended it before. Throws StreamError; `fail` is then owed.
  Task<std::optional<BoundPeer>> run();
  /// Ends the stream with a stream error, which goes behind a header of ours in any case (RFC 6120 4.9.1.2).
  void fail(const std::string& condition);
  /// The connection that is spoken on now: with TLS another one than before.
  [[nodiscard]] Connection& connection() { return *connection_; }

 private:
  // acceptor_tls.cpp
  [[nodiscard]] bool demands_tls() const;
  Task<bool> secure();

  Task<bool> greet();
  Task<std::optional<xmpp::Jid>> bind();
  Task<std::optional<xml::Element>> next(const char* awaited);

  void send_header();
  void send_features(const std::string& features);

  // acceptor_sasl.cpp
  Task<bool> authenticate();
  [[nodiscard]] std::vector<std::string> mechanisms() const;
  [[nodiscard]] std::string sasl_features() const;
  bool begin_exchange(const xml::Element& auth);
  bool go_on(const std::string& base64);
  void refuse_login(const std::string& condition);

  std::optional<xmpp::Jid> take_bind(const xmpp::Stanza& iq);

  // acceptor_registration.cpp
  void take_registration(const xmpp::Stanza& iq);
  void enter_account(const xmpp::Stanza& iq, const xml::Element& query);
  void refuse_iq(const xmpp::Stanza& iq, const char* type, const char* condition);

  std::shared_ptr<Connection> connection_;
  Clock& clock_;
  Accounts& accounts_;
  Options options_;
  std::string asked_domain_;  // as the client wrote it
  std::string domain_;
  std::string local_;
  bool header_sent_ = false;
  std::unique_ptr<SaslServer> exchange_;
  int refused_logins_ = 0;
  int elements_ = 0;
};

}  // namespace conformance::stream

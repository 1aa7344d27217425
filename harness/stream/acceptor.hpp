// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "stream/sasl_plain.hpp"
#include "stream/server.hpp"
#include "xml/element.hpp"
#include "xmpp/stanza.hpp"

namespace conformance::stream {

/// The server's side of one stream while it comes up: header, PLAIN, restart, binding. Only this folder includes it.
class Acceptor {
 public:
  Acceptor(std::shared_ptr<Connection> connection, Accounts& accounts, std::string stream_id, Duration longest);

  /// Brings the stream up. Nothing if the client ended it before. Throws StreamError; `fail` is then owed.
  Task<std::optional<BoundPeer>> run();
  /// Ends the stream with a stream error, which goes behind a header of ours in any case (RFC 6120 4.9.1.2).
  void fail(const std::string& condition);

 private:
  Task<bool> greet();
  Task<bool> authenticate();
  Task<std::optional<xmpp::Jid>> bind();
  Task<std::optional<xml::Element>> next(const char* awaited);

  void send_header();
  void send_features(const std::string& features);
  bool take_plain(const std::string& base64);
  void refuse_plain(const std::string& condition);
  std::optional<xmpp::Jid> take_bind(const xmpp::Stanza& iq);
  void take_registration(const xmpp::Stanza& iq);
  void enter_account(const xmpp::Stanza& iq, const xml::Element& query);
  void refuse_iq(const xmpp::Stanza& iq, const char* type, const char* condition);

  std::shared_ptr<Connection> connection_;
  Accounts& accounts_;
  std::string stream_id_;
  Duration longest_;
  std::string asked_domain_;  // as the client wrote it
  std::string domain_;
  std::string local_;
  bool header_sent_ = false;
  bool challenged_ = false;
  int refused_logins_ = 0;
  int elements_ = 0;
};

}  // namespace conformance::stream

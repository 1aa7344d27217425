// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "net/tls.hpp"
#include "stream/client.hpp"
#include "stream/connection.hpp"
#include "xml/element.hpp"

namespace conformance::capture {

/// One client's connection through the recording proxy: a stream with the client, which has come to us, and one with
/// its server, to which we go. Both are whole streams with TLS of their own, and what crosses from one to the other are
/// elements. What would tie the two streams together is not offered to the client: SASL with channel binding (RFC 5802
/// 6), which is made to notice somebody like us, SASL2, compression, and the old jabber:iq:auth.
class Relay : public std::enable_shared_from_this<Relay> {
 public:
  struct Options {
    /// What the client has to ask for, and the server's certificate to be for.
    std::string domain;
    stream::Security security;
    /// A connection to the server. Throws NetworkError.
    std::function<Task<std::unique_ptr<net::Wire>>()> dial;
    /// With it, STARTTLS is offered to the client and demanded.
    std::optional<net::TlsIdentity> start_tls;
    /// Of each step until the client is bound.
    Duration longest{std::chrono::seconds(30)};
    /// A stanza crosses, from the client or to it.
    std::function<void(bool from_client, const xml::Element& stanza)> on_stanza;
    /// What becomes of the client's stream: secured, bound (with the full JID), resumed, closed, lost.
    std::function<void(const std::string& what, const std::string& jid)> on_stream;
    /// What the person who records should know.
    std::function<void(const std::string&)> tell;
  };
  static std::shared_ptr<Relay> make(Clock& clock, Options options);

  /// Until one of the two streams ends; the other is then ended, too. Throws nothing but what `dial` and the
  /// negotiation throw: StreamError, NetworkError. The client has been told then.
  Task<void> serve(std::unique_ptr<net::Wire> wire);
  /// Ends both streams.
  void close();

 private:
  Relay(Clock& clock, Options options) : clock_(clock), options_(std::move(options)) {}

  Task<void> greet_client();
  Task<void> reach_server();
  Task<bool> secure_client();
  Task<bool> authenticate();
  Task<void> begin_session();
  static Task<void> pump(std::shared_ptr<Relay> relay, bool from_client);
  void cross(bool from_client, const xml::Element& element);
  void send_features();

  Clock& clock_;
  Options options_;
  std::shared_ptr<stream::Connection> client_;
  std::shared_ptr<stream::Connection> server_;
  std::optional<xml::Element> features_;
  std::string bind_id_;
  bool lost_ = false;
};

/// The features of a stream as a client of the proxy may have them, as XML text, and in words what was left out; "" if
/// nothing was.
struct Offered {
  std::string children;
  std::string left_out;
};
Offered offered_through(const xml::Element& features);

}  // namespace conformance::capture

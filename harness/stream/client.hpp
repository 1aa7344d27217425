// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "net/tls.hpp"
#include "stream/connection.hpp"
#include "stream/offer.hpp"
#include "stream/scram.hpp"
#include "xmpp/jid.hpp"

namespace conformance::stream {

/// An account and how to log in with it.
struct Login {
  /// "" to come without an account (ANONYMOUS).
  std::string local;
  std::string domain;
  std::string password;
  /// Asked for when binding; the server may give another one.
  std::string resource;
};

/// A stream that is bound: stanzas can be exchanged.
struct Bound {
  std::shared_ptr<Connection> connection;
  xmpp::Jid jid;
  /// The server offers client state indication (XEP-0352).
  bool client_state = false;
};

/// Whether STARTTLS (RFC 6120 5) is used. On a wire that is encrypted already (direct TLS) nothing is negotiated.
enum class StartTls { off, optional, required };

/// How a client has its streams and its passwords protected.
struct Security {
  StartTls start_tls = StartTls::off;
  /// Whose certificates are believed; needed for STARTTLS.
  std::optional<net::TlsTrust> trust = std::nullopt;
  /// PLAIN without TLS to another machine, too.
  bool allow_plain = false;
  /// Shared by all logins that are to be quick.
  std::shared_ptr<ScramCache> cache = nullptr;
};

/// Opens a stream to `domain` (again) and gives its features. Throws StreamError, also where the other side does not
/// speak XMPP 1.0.
Task<xml::Element> open_stream(std::shared_ptr<Connection> connection, std::string domain, Duration longest);

/// A stream that is as secure as it is to be, and its features.
struct Opened {
  std::shared_ptr<Connection> connection;
  xml::Element features;
};
/// Opens a stream to `domain`, with STARTTLS if it is to be. Whatever was said before TLS is forgotten, and bytes that
/// came with it are refused. Throws StreamError, NetworkError; the connection is closed then.
Task<Opened> open_secure_stream(std::unique_ptr<net::Wire> wire, Clock& clock, std::string domain, Security security,
                                Duration longest);

/// Brings a stream up to what the server offers once the stream is as secure as it is to be, and closes it: whether
/// there is a server that one can speak to. Throws as `log_in` does.
Task<LoginOffer> visit(std::unique_ptr<net::Wire> wire, Clock& clock, std::string domain, Security security,
                       Duration longest);

/// Registers the account in-band (XEP-0077 3.1) on a fresh wire, which is closed after. Throws StreamError; `conflict`
/// (the account is there already) is an error as well.
Task<void> register_account(std::unique_ptr<net::Wire> wire, Clock& clock, Login login, Security security,
                            Duration longest);

/// Removes the account of a bound stream (XEP-0077 3.2). Whether the server said that it did; it may close the stream
/// instead. Throws StreamError when it says nothing at all.
Task<bool> remove_account(Bound bound, Duration longest);

/// Stream header, STARTTLS (RFC 6120 5), SASL (RFC 6120 6) by the best mechanism that both sides have, restart,
/// resource binding (RFC 6120 7), and the old session (RFC 3921 3) where it is offered and not optional. Each single
/// wait is `longest` at most. Throws StreamError, which says what the server offered or answered: no mechanism that can
/// be used, not-authorized, a stream error, silence, garbage; and NetworkError where TLS fails.
Task<Bound> log_in(std::unique_ptr<net::Wire> wire, Clock& clock, Login login, Security security, Duration longest);

}  // namespace conformance::stream

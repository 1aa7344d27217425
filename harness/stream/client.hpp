// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "stream/connection.hpp"
#include "xmpp/jid.hpp"

namespace conformance::stream {

/// An account and how to log in with it.
struct Login {
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
};

/// Registers the account in-band (XEP-0077 3.1) on a fresh wire, which is closed after. Throws StreamError; `conflict`
/// (the account is there already) is an error as well.
Task<void> register_account(std::unique_ptr<net::Wire> wire, Clock& clock, Login login, Duration longest);

/// Removes the account of a bound stream (XEP-0077 3.2). Whether the server said that it did; it may close the stream
/// instead. Throws StreamError when it says nothing at all.
Task<bool> remove_account(Bound bound, Duration longest);

/// Stream header, SASL PLAIN (RFC 4616), restart, resource binding (RFC 6120 7), and the old session (RFC 3921 3)
/// where it is offered and not optional. Each single wait is `longest` at most. Throws StreamError, which says what the
/// server offered or answered: mechanisms without PLAIN, not-authorized, a stream error, silence, garbage.
Task<Bound> log_in(std::unique_ptr<net::Wire> wire, Clock& clock, Login login, Duration longest);

}  // namespace conformance::stream

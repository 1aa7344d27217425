// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "net/tls.hpp"
#include "stream/accounts.hpp"
#include "stream/connection.hpp"
#include "xmpp/jid.hpp"

namespace conformance::stream {

/// What a server offers on a stream.
struct Offer {
  /// With it, STARTTLS is offered and demanded on a wire that is not encrypted.
  std::optional<net::TlsIdentity> start_tls = std::nullopt;
  bool anonymous = false;
  /// SCRAM with channel binding is offered within TLS. Clients that know tls-unique only cannot log in by it over
  /// TLS 1.3.
  bool channel_binding = true;
};

struct BoundPeer {
  std::shared_ptr<Connection> connection;
  xmpp::Jid jid;
};

/// The server's side of `log_in` and `register_account`: brings a stream up to the point where it is bound. Nothing, if
/// the client registered only, or ended the stream before. `longest` is the longest single wait. `stream_id` goes into
/// the response stream header. Throws StreamError after having sent the stream error that RFC 6120 4.9 asks for, and
/// NetworkError where TLS fails.
Task<std::optional<BoundPeer>> accept_stream(std::unique_ptr<net::Wire> wire, Clock& clock, Accounts& accounts,
                                             std::string stream_id, Duration longest, Offer offer = {});

}  // namespace conformance::stream

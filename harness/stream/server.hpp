// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "stream/connection.hpp"
#include "xmpp/jid.hpp"

namespace conformance::stream {

/// What a server knows of accounts while a stream comes up.
class Accounts {
 public:
  Accounts() = default;
  Accounts(const Accounts&) = delete;
  Accounts& operator=(const Accounts&) = delete;
  virtual ~Accounts() = default;
  /// Whether the domain is served here.
  [[nodiscard]] virtual bool serves(const std::string& domain) const = 0;
  [[nodiscard]] virtual bool authenticate(const std::string& local, const std::string& domain,
                                          const std::string& password) const = 0;
  /// In-band registration; false if the account is there already.
  virtual bool register_account(const std::string& local, const std::string& domain, const std::string& password) = 0;
  /// The resourcepart to bind, for the one that was asked for ("" if none was).
  [[nodiscard]] virtual std::string choose_resource(const std::string& local, const std::string& domain,
                                                    const std::string& wanted) = 0;
};

/// The server's side of `log_in` and `register_account`: brings a stream up to the point where it is bound. Nothing, if
/// the client registered only, or ended the stream before. `longest` is the longest single wait. `stream_id` goes into
/// the response stream header. Throws StreamError after having sent the stream error that RFC 6120 4.9 asks for.
struct BoundPeer {
  std::shared_ptr<Connection> connection;
  xmpp::Jid jid;
};
Task<std::optional<BoundPeer>> accept_stream(std::unique_ptr<net::Wire> wire, Clock& clock, Accounts& accounts,
                                             std::string stream_id, Duration longest);

}  // namespace conformance::stream

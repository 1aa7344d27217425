// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>

#include "base/result.hpp"
#include "run/dial.hpp"
#include "xmpp/jid.hpp"

namespace conformance::cli {

/// Accounts that one ledger may hold; a run of everything makes about twenty.
inline constexpr std::size_t ledger_accounts_max = 10'000;

/// How the server of a ledger is reached again, as the command line said it.
struct LedgerServer {
  std::string target;
  std::string domain;
  std::string tls;
};

/// The accounts that a run has registered on a server and not yet removed: a file of JSON, mode 0600, with their
/// passwords. They stand there and nowhere else, for what a report says must not be enough to log in. The file is
/// written before an account is registered, and goes when the last one is removed.
class Ledger {
 public:
  /// A ledger to be written to `file`; nothing is written until there is an account.
  Ledger(std::string file, LedgerServer server) : file_(std::move(file)), server_(std::move(server)) {}
  /// Errors: the file, with what is wrong in it.
  static Result<Ledger> read(const std::string& file);

  /// Throws net::NetworkError if it cannot be written: nothing may be registered then.
  void add(const xmpp::Jid& account, const std::string& password);
  void remove(const xmpp::Jid& account);

  [[nodiscard]] const std::map<xmpp::Jid, std::string>& accounts() const { return accounts_; }
  [[nodiscard]] const LedgerServer& server() const { return server_; }
  [[nodiscard]] const std::string& file() const { return file_; }

 private:
  void write() const;

  std::string file_;
  LedgerServer server_;
  std::map<xmpp::Jid, std::string> accounts_;
};

}  // namespace conformance::cli

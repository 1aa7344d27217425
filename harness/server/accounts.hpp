// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "stream/accounts.hpp"
#include "xmpp/message.hpp"
#include "xmpp/stanza.hpp"

namespace conformance::server {

/// One entry of a roster (RFC 6121 2.1).
struct RosterItem {
  std::string name;
  bool to = false;          ///< the account's user sees the contact's presence
  bool from = false;        ///< … and the other way round
  bool asked = false;       ///< a subscription was asked for and not answered
  bool pending_in = false;  ///< the contact asks for ours

  [[nodiscard]] std::string subscription() const {
    if (to && from) return "both";
    return to ? "to" : from ? "from" : "none";
  }
  /// There only because the contact asks: no part of the roster yet (RFC 6121 3.1.3).
  [[nodiscard]] bool is_hidden() const { return pending_in && !to && !from && !asked && name.empty(); }
};

/// Accounts of one server; who would register more is refused.
inline constexpr std::size_t accounts_max = 100'000;

/// A message in an account's archive (XEP-0313).
struct ArchivedMessage {
  std::string id;
  xmpp::Jid with;  ///< the other side, bare
  std::string stamp;
  xml::Element message;
};

struct Account {
  std::string password;
  std::map<xmpp::Jid, RosterItem> roster;  ///< by bare JID
  std::deque<xml::Element> offline;        ///< stored messages, oldest first
  std::deque<ArchivedMessage> archive;     ///< oldest first
};

/// `<item jid='…' name='…' subscription='both' ask='subscribe'/>`, as rosters and roster pushes have it (RFC
/// 6121 2.1.2).
xml::Builder roster_item(const xmpp::Jid& contact, const RosterItem& item);

/// The accounts of the embedded server.
class AccountStore final : public stream::Accounts {
 public:
  void add_domain(const std::string& domain) { domains_.insert(domain); }
  Account& add(const xmpp::Jid& bare, const std::string& password);
  /// For tests with thousands of logins, where what protects a stored password costs time only.
  void set_scram_iterations(unsigned iterations) { scram_iterations_ = iterations; }
  void remove(const xmpp::Jid& bare) { accounts_.erase(bare); }
  [[nodiscard]] Account* find(const xmpp::Jid& jid);
  [[nodiscard]] std::map<xmpp::Jid, Account>& all() { return accounts_; }

  [[nodiscard]] bool serves(const std::string& domain) const override { return domains_.contains(domain); }
  [[nodiscard]] bool authenticate(const std::string& local, const std::string& domain,
                                  const std::string& password) const override;
  [[nodiscard]] std::optional<stream::ScramSecrets> scram(const std::string& local, const std::string& domain,
                                                          stream::ScramHash hash) override;
  [[nodiscard]] std::optional<std::string> anonymous_account(const std::string& domain) override;
  bool register_account(const std::string& local, const std::string& domain, const std::string& password) override;
  [[nodiscard]] std::string choose_resource(const std::string& local, const std::string& domain,
                                            const std::string& wanted) override;

 private:
  std::set<std::string> domains_;
  std::map<xmpp::Jid, Account> accounts_;
  // One salt for all: equal passwords are derived once. A server that keeps secrets for longer than a run would not.
  unsigned scram_iterations_ = 4'096;  // RFC 7677 4: the least
  std::string salt_ = stream::random_salt();
  std::map<std::pair<stream::ScramHash, std::string>, stream::ScramSecrets> derived_;
  int resources_ = 0;
  int anonymous_ = 0;
};

}  // namespace conformance::server

// SPDX-License-Identifier: MIT
#include "server/accounts.hpp"

namespace conformance::server {

xml::Builder roster_item(const xmpp::Jid& contact, const RosterItem& item) {
  xml::Builder element("item", xmpp::ns::roster);
  element.set("jid", contact.to_string());
  if (!item.name.empty()) element.set("name", item.name);
  element.set("subscription", item.subscription());
  if (item.asked) element.set("ask", "subscribe");
  return element;
}

Account& AccountStore::add(const xmpp::Jid& bare, const std::string& password) {
  auto& account = accounts_[bare];
  account.password = password;
  return account;
}

Account* AccountStore::find(const xmpp::Jid& jid) {
  const auto found = accounts_.find(jid.bare());
  return found == accounts_.end() ? nullptr : &found->second;
}

bool AccountStore::authenticate(const std::string& local, const std::string& domain,
                                const std::string& password) const {
  const auto jid = xmpp::Jid::parse(local + "@" + domain);
  if (jid.has_error()) return false;
  const auto found = accounts_.find(*jid);
  return found != accounts_.end() && found->second.password == password;
}

std::optional<stream::ScramSecrets> AccountStore::scram(const std::string& local, const std::string& domain,
                                                        stream::ScramHash hash) {
  const auto jid = xmpp::Jid::parse(local + "@" + domain);
  const auto* account = jid.has_error() ? nullptr : find(*jid);
  if (account == nullptr) return std::nullopt;
  const auto key = std::pair(hash, account->password);
  if (const auto found = derived_.find(key); found != derived_.end()) return found->second;
  auto secrets = stream::scram_secrets(hash, account->password, salt_, scram_iterations_);
  if (!secrets) return std::nullopt;
  if (derived_.size() >= stream::salted_passwords_max) derived_.clear();
  derived_.emplace(key, *secrets);
  return secrets;
}

std::optional<std::string> AccountStore::anonymous_account(const std::string& domain) {
  auto local = "anonymous-" + std::to_string(++anonymous_);
  // Nobody logs in to it again: the password is nobody's.
  if (!register_account(local, domain, stream::random_salt())) return std::nullopt;
  return local;
}

bool AccountStore::register_account(const std::string& local, const std::string& domain, const std::string& password) {
  const auto jid = xmpp::Jid::parse(local + "@" + domain);
  if (jid.has_error() || accounts_.contains(*jid) || accounts_.size() >= accounts_max) return false;
  add(*jid, password);
  return true;
}

std::string AccountStore::choose_resource(const std::string& /*local*/, const std::string& /*domain*/,
                                          const std::string& wanted) {
  return wanted.empty() ? "resource-" + std::to_string(++resources_) : wanted;
}

}  // namespace conformance::server

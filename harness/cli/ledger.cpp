// SPDX-License-Identifier: MIT
#include "cli/ledger.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/limits.hpp"
#include "net/wire.hpp"

namespace conformance::cli {

namespace {

constexpr const char* format = "conformance-ledger-1";

[[noreturn]] void fail(const std::string& file, const char* what) {
  const std::string why = std::strerror(errno);
  throw net::NetworkError(file + ": the ledger cannot be " + what + " (" + why + "), so no account is registered");
}

}  // namespace

Result<Ledger> Ledger::read(const std::string& file) {
  const auto text = read_file(file, limits::file_bytes_max);
  if (text.has_error()) return text.error();
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  const auto bad = [&](const std::string& why) { return InputError{why, file}; };
  const auto word = [&](const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  if (!json.is_object() || word("format") != format) return bad("is not a ledger of conformance");
  Ledger ledger(file, {word("target"), word("domain"), word("tls")});
  const auto accounts = json.find("accounts");
  if (accounts == json.end() || !accounts->is_object()) return bad("expected \"accounts\", JIDs with passwords");
  if (accounts->size() > ledger_accounts_max) {
    return bad("holds more than " + std::to_string(ledger_accounts_max) + " accounts");
  }
  for (const auto& [name, password] : accounts->items()) {
    const auto jid = xmpp::Jid::parse(name);
    const bool account = jid.has_value() && jid->is_bare() && !jid->local().empty();
    if (!account || !password.is_string()) return bad("\"" + name + "\" is not an account with its password");
    ledger.accounts_[*jid] = password.get<std::string>();
  }
  return ledger;
}

void Ledger::add(const xmpp::Jid& account, const std::string& password) {
  accounts_[account] = password;
  write();
}

void Ledger::remove(const xmpp::Jid& account) {
  if (accounts_.erase(account) > 0) write();
}

// Beside the file and then over it: whoever ends the program meanwhile leaves a whole ledger.
void Ledger::write() const {
  if (accounts_.empty()) {
    unlink(file_.c_str());
    return;
  }
  auto accounts = nlohmann::json::object();
  for (const auto& [jid, password] : accounts_) accounts[jid.to_string()] = password;
  const nlohmann::json json = {{"format", format},
                               {"target", server_.target},
                               {"domain", server_.domain},
                               {"tls", server_.tls},
                               {"accounts", accounts}};
  const std::string text = json.dump(2) + "\n";
  const std::string beside = file_ + ".new";
  unlink(beside.c_str());
  const int descriptor = open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  if (descriptor < 0) fail(file_, "made");
  const bool written = ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const bool kept = fsync(descriptor) == 0;
  const bool closed = close(descriptor) == 0;
  if (!written || !kept || !closed) fail(file_, "written");
  if (std::rename(beside.c_str(), file_.c_str()) != 0) fail(file_, "written");
}

}  // namespace conformance::cli

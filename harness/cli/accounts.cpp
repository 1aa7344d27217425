// SPDX-License-Identifier: MIT
#include "cli/accounts.hpp"

#include <sys/stat.h>

#include <fmt/format.h>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sstream>

#include "base/file.hpp"
#include "cli/option_values.hpp"

namespace conformance::cli {

namespace {

constexpr std::size_t password_file_bytes_max = 64U << 10U;
constexpr std::size_t accounts_max = 64;

Result<void> refuse_if_open(const std::string& path) {
  struct stat found{};
  if (stat(path.c_str(), &found) != 0) return InputError{std::string("cannot be read: ") + std::strerror(errno), path};
  constexpr mode_t private_bits = S_IRUSR | S_IWUSR;
  const mode_t mode = found.st_mode & 07777U;
  if (S_ISREG(found.st_mode) && (mode & ~private_bits) == 0) return {};
  if (!S_ISREG(found.st_mode)) return InputError{"is no regular file", path};
  return InputError{fmt::format("has mode {:04o}, so that others may read it; expected 0600: chmod 600 {}", mode, path),
                    path};
}

Result<void> add(std::vector<peer::ActorAccount>& accounts, const std::string& jid, const std::string& password,
                 const std::string& place) {
  const auto bare = xmpp::Jid::parse(jid);
  if (bare.has_error()) return InputError{"\"" + jid + "\" is not a JID: " + bare.error().reason, place};
  const auto same = [&](const peer::ActorAccount& account) { return account.bare == *bare; };
  if (std::any_of(accounts.begin(), accounts.end(), same))
    return InputError{"the account " + jid + " is there twice", place};
  if (!accounts.empty() && accounts.front().bare.domain() != bare->domain()) {
    return InputError{
        "all accounts have to be of one domain, found " + bare->domain() + " beside " + accounts.front().bare.domain(),
        place};
  }
  if (accounts.size() >= accounts_max) {
    return InputError{"more than the " + std::to_string(accounts_max) + " accounts that are taken at most", place};
  }
  accounts.push_back({*bare, password});
  return {};
}

Result<void> read_password_file(const std::string& path, std::vector<peer::ActorAccount>& accounts) {
  if (auto open = refuse_if_open(path); open.has_error()) return open.error();
  const auto text = read_file(path, password_file_bytes_max);
  if (text.has_error()) return text.error();
  std::istringstream lines(*text);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty() || line.starts_with('#')) continue;
    const auto place = fmt::format("{}: line {}", path, number);
    const auto space = line.find(' ');
    if (space == std::string::npos || space + 1 == line.size()) {
      return InputError{"expected \"JID PASSWORD\" with one space between them", place};
    }
    // The rest of the line as it is: a password may hold spaces. The JID is read by the rule of --account, which
    // quotes what it refuses: with "=" in it, that could be a password.
    const auto jid = line.substr(0, space);
    if (jid.find('=') != std::string::npos || parse_account(jid).has_error()) {
      return InputError{"the line does not begin with an account, user@domain", place};
    }
    if (auto added = add(accounts, jid, line.substr(space + 1), place); added.has_error()) return added.error();
  }
  if (accounts.empty()) return InputError{"holds no account", path};
  return {};
}

}  // namespace

Result<std::vector<peer::ActorAccount>> read_accounts(const Options& options, const Environment& environment) {
  std::vector<peer::ActorAccount> accounts;
  for (const auto& flag : options.accounts) {
    const std::string variable = flag.variable.empty() ? default_password_variable : flag.variable;
    const auto* password = environment(variable.c_str());
    if (password == nullptr || *password == '\0') {
      return InputError{fmt::format("the password of {} is taken from the environment variable {}, which is not set",
                                    flag.jid, variable),
                        "--account"};
    }
    if (auto added = add(accounts, flag.jid, password, "--account"); added.has_error()) return added.error();
  }
  if (options.password_file.empty()) return accounts;
  if (auto read = read_password_file(options.password_file, accounts); read.has_error()) {
    return read.error().within("--password-file");
  }
  return accounts;
}

}  // namespace conformance::cli

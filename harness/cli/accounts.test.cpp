// SPDX-License-Identifier: MIT
#include "cli/accounts.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "cli/option_values.hpp"

namespace conformance::cli {

namespace {

constexpr const char* secret = "r0m30myr0m30";

const char* environment(const char* name) {
  if (std::strcmp(name, default_password_variable) == 0) return secret;
  if (std::strcmp(name, "JULIET") == 0) return "wherefore";
  return std::strcmp(name, "EMPTY") == 0 ? "" : nullptr;
}

// A file of that mode, gone with the object.
class File {
 public:
  File(const std::string& content, mode_t mode) {
    static int number = 0;
    path = (std::filesystem::temp_directory_path() /
            ("conformance-passwords-" + std::to_string(getpid()) + "-" + std::to_string(++number)))
               .string();
    std::ofstream(path) << content;
    chmod(path.c_str(), mode);
  }
  ~File() { std::filesystem::remove(path); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  std::string path;
};

Result<std::vector<peer::ActorAccount>> from_file(const File& file) {
  Options options;
  options.password_file = file.path;
  return read_accounts(options, environment);
}

std::string told(const std::vector<peer::ActorAccount>& accounts) {
  std::string text;
  for (const auto& account : accounts) text += account.bare.to_string() + " " + account.password + "\n";
  return text;
}

}  // namespace

TEST_CASE("An account names itself and the variable that holds its password", "[cli]") {
  Options options;
  options.accounts = {*parse_account("romeo@montague.lit"), *parse_account("juliet@montague.lit=JULIET")};
  const auto accounts = read_accounts(options, environment);
  REQUIRE(accounts.has_value());
  CHECK(told(*accounts) == "romeo@montague.lit r0m30myr0m30\njuliet@montague.lit wherefore\n");
}

TEST_CASE("What is no account is refused, and what could be a password is not repeated", "[cli]") {
  struct Row {
    const char* text;
    const char* reason;
  };
  const auto row = GENERATE(values<Row>({
      {"montague.lit", "\"montague.lit\" is no account, expected user@domain"},
      {"romeo@montague.lit/orchard", "\"romeo@montague.lit/orchard\" is no account, expected user@domain"},
      {"@montague.lit", "\"@montague.lit\" is not a JID: localpart is empty"},
      {"romeo@montague.lit=", "what stands behind \"=\" is the name of an environment variable, never a password"},
      {"romeo@montague.lit=r0m30-my!",
       "what stands behind \"=\" is the name of an environment variable, never a "
       "password"},
      {"romeo@montague.lit=1A", "what stands behind \"=\" is the name of an environment variable, never a password"},
  }));
  const auto account = parse_account(row.text);
  INFO(row.text);
  REQUIRE(account.has_error());
  CHECK(account.error().reason == row.reason);
}

TEST_CASE("A password that is not in the environment is asked for by the name of its variable", "[cli]") {
  Options options;
  options.accounts = {{"romeo@montague.lit", GENERATE(as<std::string>{}, "EMPTY", "MISSING")}};
  const auto accounts = read_accounts(options, environment);
  REQUIRE(accounts.has_error());
  CHECK(accounts.error().message() ==
        "--account: the password of romeo@montague.lit is taken from the environment variable " +
            options.accounts.front().variable + ", which is not set");
}

TEST_CASE("A password file holds accounts, one a line", "[cli]") {
  const File file("# the lovers\nromeo@montague.lit r0m30 my r0m30 \n\njuliet@montague.lit wherefore\r\n", 0600);
  const auto accounts = from_file(file);
  REQUIRE(accounts.has_value());
  CHECK(told(*accounts) == "romeo@montague.lit r0m30 my r0m30 \njuliet@montague.lit wherefore\n");
}

TEST_CASE("A password file that others may read is refused", "[cli]") {
  const auto mode = GENERATE(as<mode_t>{}, 0640, 0604, 0660, 0666, 0700, 0601, 04600);
  const File file("romeo@montague.lit r0m30myr0m30\n", mode);
  const auto accounts = from_file(file);
  INFO(mode);
  REQUIRE(accounts.has_error());
  CHECK(accounts.error().reason.find("expected 0600: chmod 600 " + file.path) != std::string::npos);
  CHECK(from_file(File("romeo@montague.lit r0m30myr0m30\n", 0400)).has_value());
}

TEST_CASE("A password file that cannot be read is refused by its line, without a password", "[cli]") {
  struct Row {
    const char* content;
    const char* reason;
  };
  const auto row = GENERATE(values<Row>({
      {"", "holds no account"},
      {"# nobody\n", "holds no account"},
      {"a@montague.lit x\nr0m30myr0m30\n", "line 2: expected \"JID PASSWORD\" with one space between them"},
      {"a@montague.lit \n", "line 1: expected \"JID PASSWORD\" with one space between them"},
      {"r0m30myr0m30 a@montague.lit\n", "line 1: the line does not begin with an account, user@domain"},
      {"a@montague.lit=r0m30myr0m30 x\n", "line 1: the line does not begin with an account, user@domain"},
      {"a@montague.lit x\nA@montague.lit r0m30myr0m30\n", "line 2: the account A@montague.lit is there twice"},
      {"a@montague.lit x\nb@capulet.lit r0m30myr0m30\n",
       "line 2: all accounts have to be of one domain, found capulet.lit beside montague.lit"},
  }));
  const auto accounts = from_file(File(row.content, 0600));
  INFO(row.content);
  REQUIRE(accounts.has_error());
  const auto message = accounts.error().message();
  CHECK(message.find(row.reason) != std::string::npos);
  CHECK(message.starts_with("--password-file: "));
  CHECK(message.find(secret) == std::string::npos);
}

TEST_CASE("As many accounts are taken as the limit says and no more", "[cli]") {
  std::string content;
  for (int i = 0; i < 64; ++i) content += "a" + std::to_string(i) + "@montague.lit x\n";
  CHECK(from_file(File(content, 0600)).has_value());
  const auto accounts = from_file(File(content + "romeo@montague.lit x\n", 0600));
  REQUIRE(accounts.has_error());
  CHECK(accounts.error().reason == "more than the 64 accounts that are taken at most");
}

}  // namespace conformance::cli

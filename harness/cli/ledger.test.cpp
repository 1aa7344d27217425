// SPDX-License-Identifier: MIT
#include "cli/ledger.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "base/file.hpp"
#include "net/wire.hpp"

namespace conformance::cli {

namespace {

const LedgerServer montague{"montague.lit:5222", "montague.lit", "required"};
const xmpp::Jid romeo = *xmpp::Jid::parse("romeo@montague.lit");
const xmpp::Jid juliet = *xmpp::Jid::parse("juliet@montague.lit");

// A folder of this test's own, which goes at its end.
struct Folder {
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "conformance-ledger-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string path;
};

std::string head(const std::string& accounts) {
  return R"({"format": "conformance-ledger-1", "target": "a", "domain": "b", "tls": "off", "accounts": )" + accounts +
         "}";
}

}  // namespace

TEST_CASE("A ledger holds each account with its password until it is removed, for its owner alone", "[safety]") {
  const Folder folder;
  const auto file = folder.path + "/accounts.ledger";
  Ledger ledger(file, montague);
  CHECK_FALSE(std::filesystem::exists(file));
  ledger.add(romeo, "wherefore");
  ledger.add(juliet, "art thou");
  struct stat status{};
  REQUIRE(stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600U);
  const auto read = Ledger::read(file);
  REQUIRE(read.has_value());
  CHECK(read->accounts() == std::map<xmpp::Jid, std::string>{{romeo, "wherefore"}, {juliet, "art thou"}});
  CHECK(read->server().target == "montague.lit:5222");
  CHECK(read->server().domain == "montague.lit");
  CHECK(read->server().tls == "required");
  ledger.remove(romeo);
  CHECK(Ledger::read(file)->accounts().size() == 1);
  ledger.remove(juliet);
  CHECK(std::filesystem::is_empty(folder.path));
}

TEST_CASE("A ledger that is there already with wider permissions is written with narrow ones", "[safety]") {
  const Folder folder;
  const auto file = folder.path + "/accounts.ledger";
  REQUIRE(write_file(file, "old").has_value());
  REQUIRE(chmod(file.c_str(), 0644) == 0);
  Ledger ledger(file, montague);
  ledger.add(romeo, "wherefore");
  struct stat status{};
  REQUIRE(stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600U);
}

TEST_CASE("A ledger that cannot be written is an error before anything is registered", "[safety]") {
  const Folder folder;
  Ledger ledger(folder.path + "/no/such/folder.ledger", montague);
  CHECK_THROWS_AS(ledger.add(romeo, "wherefore"), net::NetworkError);
}

TEST_CASE("What is no ledger is refused with the file and the reason", "[cli]") {
  struct Row {
    std::string text;
    const char* reason;
  };
  const auto row = GENERATE(values<Row>({
      {"", "is not a ledger of conformance"},
      {"[]", "is not a ledger of conformance"},
      {R"({"format": "another"})", "is not a ledger of conformance"},
      {R"({"format": 1})", "is not a ledger of conformance"},
      {R"({"format": "conformance-ledger-1"})", "expected \"accounts\", JIDs with passwords"},
      {head("[]"), "expected \"accounts\", JIDs with passwords"},
      {head(R"({"montague.lit": "x"})"), "\"montague.lit\" is not an account with its password"},
      {head(R"({"romeo@montague.lit/x": "x"})"), "\"romeo@montague.lit/x\" is not an account with its password"},
      {head(R"({"romeo@montague.lit": 1})"), "\"romeo@montague.lit\" is not an account with its password"},
  }));
  const Folder folder;
  const auto file = folder.path + "/accounts.ledger";
  REQUIRE(write_file(file, row.text).has_value());
  const auto read = Ledger::read(file);
  REQUIRE(read.has_error());
  CHECK(read.error().message() == file + ": " + row.reason);
}

TEST_CASE("A ledger with accounts at the limit is read, one more is refused", "[limits]") {
  const Folder folder;
  const auto file = folder.path + "/accounts.ledger";
  const auto with = [&](std::size_t count) {
    std::string accounts;
    for (std::size_t i = 0; i < count; ++i) {
      accounts += (i > 0 ? ", " : "") + ("\"a" + std::to_string(i) + "@montague.lit\": \"x\"");
    }
    REQUIRE(write_file(file, head("{" + accounts + "}")).has_value());
    return Ledger::read(file);
  };
  CHECK(with(ledger_accounts_max)->accounts().size() == ledger_accounts_max);
  REQUIRE(with(ledger_accounts_max + 1).has_error());
}

}  // namespace conformance::cli

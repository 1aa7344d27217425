// SPDX-License-Identifier: MIT
#include "cli/options.hpp"

#include <catch2/catch.hpp>

namespace conformance::cli {

namespace {

using namespace std::chrono_literals;
using Words = std::vector<std::string>;

Options parsed(const Words& arguments) {
  const auto result = parse(arguments);
  INFO(result.text);
  REQUIRE(result.options);
  CHECK(result.exit_code == 0);
  return *result.options;
}

}  // namespace

TEST_CASE("Without arguments everything is run on the embedded target", "[cli]") {
  const auto options = parsed({});
  CHECK(options.command == Command::run);
  CHECK(options.selection.empty());
  CHECK(options.target == "embedded");
  CHECK(options.role.empty());
  CHECK(options.tls == "required");
  CHECK(options.timeout == 10s);
  CHECK(options.profile == "modern");
  CHECK_FALSE(options.seed);
  CHECK_FALSE(options.strict);
  CHECK_FALSE(options.register_accounts);
  CHECK(options.outputs.empty());
}

TEST_CASE("The first word can be a command, the others are what it is for", "[cli]") {
  struct Row {
    Words arguments;
    Command command;
    Words selection;
  };
  const auto row = GENERATE(values<Row>({
      {{"run"}, Command::run, {}},
      {{"run", "0085/5.3"}, Command::run, {"0085/5.3"}},
      {{"0085/5.3", "run"}, Command::run, {"0085/5.3", "run"}},
      {{"client/*/long-typing", "./mine.json"}, Command::run, {"client/*/long-typing", "./mine.json"}},
      {{"list", "rules"}, Command::list, {"rules"}},
      {{"list"}, Command::list, {}},
      {{"explain", "0085/5.3"}, Command::explain, {"0085/5.3"}},
      {{"show", "one.jsonl"}, Command::show, {"one.jsonl"}},
      {{"validate", "mine.json"}, Command::validate, {"mine.json"}},
      {{"completion", "bash"}, Command::completion, {"bash"}},
      {{"man"}, Command::man, {}},
      {{"judge", "one.jsonl", "two.jsonl"}, Command::judge, {"one.jsonl", "two.jsonl"}},
      {{"--strict", "0085"}, Command::run, {"0085"}},
      {{"0085", "--strict"}, Command::run, {"0085"}},
      {{"0085", "--target", "driver", "--", "./client", "--driver"}, Command::run, {"0085"}},
      {{"smoke", "--", "./client"}, Command::smoke, {}},
      {{"reference-client"}, Command::reference_client, {}},
  }));
  const auto options = parsed(row.arguments);
  CHECK(options.command == row.command);
  CHECK(options.selection == row.selection);
}

TEST_CASE("What stands behind -- is a driver, whose client needs no TLS unless somebody says so", "[cli]") {
  const auto driven = parsed({"--target", "driver", "0085", "--", "python3", "driver.py", "--tls", "direct"});
  CHECK(driven.program == std::vector<std::string>{"python3", "driver.py", "--tls", "direct"});
  CHECK(driven.tls == "off");
  CHECK(parsed({"--target", "driver", "--tls", "required", "--", "./x"}).tls == "required");
  CHECK(parsed({"--target", "driver.example"}).tls == "required");
  CHECK(parse({"0085", "--", "./x"}).text.find("what stands behind -- is a driver") != std::string::npos);
}

TEST_CASE("Every option of a run is read", "[cli]") {
  const auto options = parsed({"--target",   "127.0.0.1:5222",
                               "--role",     "server",
                               "--domain",   "localhost",
                               "--register", "--tls",
                               "off",        "--spec",
                               "0085@1.2",   "--spec=0085@2.1",
                               "--seed",     "18446744073709551615",
                               "--timeout",  "500ms",
                               "--fault",    "two-states+late",
                               "--profile",  "letter",
                               "--dry-run",  "--trace-dir",
                               "traces",     "-q",
                               "--strict",   "--scenarios",
                               "mine",       "0085/5.6"});
  CHECK(options.target == "127.0.0.1:5222");
  CHECK(options.role == "server");
  CHECK(options.domain == "localhost");
  CHECK(options.register_accounts);
  CHECK(options.tls == "off");
  CHECK(options.specs == Words{"0085@1.2", "0085@2.1"});
  CHECK(options.seed == 18446744073709551615U);
  CHECK(options.timeout == 500ms);
  CHECK(options.fault == "two-states+late");
  CHECK(options.profile == "letter");
  CHECK(options.dry_run);
  CHECK(options.trace_dir == "traces");
  CHECK(options.quiet);
  CHECK(options.strict);
  CHECK(options.scenarios == "mine");
  CHECK(options.selection == Words{"0085/5.6"});
}

TEST_CASE("Accounts are read with the variables of their passwords", "[cli]") {
  const auto options = parsed({"--account", "romeo@montague.lit", "--account=juliet@montague.lit=JULIET", "0085",
                               "--password-file", "passwords", "-v"});
  REQUIRE(options.accounts.size() == 2);
  CHECK(options.accounts[0].jid == "romeo@montague.lit");
  CHECK(options.accounts[0].variable.empty());
  CHECK(options.accounts[1].jid == "juliet@montague.lit");
  CHECK(options.accounts[1].variable == "JULIET");
  CHECK(options.password_file == "passwords");
  CHECK(options.verbose);
  CHECK(options.selection == Words{"0085"});
}

TEST_CASE("A report goes to standard output or into a file", "[cli]") {
  struct Row {
    const char* text;
    const char* format;
    const char* file;
  };
  const auto row = GENERATE(values<Row>({
      {"console", "console", ""},
      {"json", "json", ""},
      {"json:-", "json", ""},
      {"json:report.json", "json", "report.json"},
      {"json+traces:a:b.json", "json+traces", "a:b.json"},
  }));
  const auto options = parsed({"-o", row.text});
  REQUIRE(options.outputs.size() == 1);
  CHECK(options.outputs[0].format == row.format);
  CHECK(options.outputs[0].file == row.file);
}

TEST_CASE("Reports can be several, and a selection may follow them", "[cli]") {
  const auto options = parsed({"-o", "console", "-o", "json:report.json", "0085/5.3"});
  CHECK(options.outputs.size() == 2);
  CHECK(options.selection == Words{"0085/5.3"});
}

TEST_CASE("A time is in seconds unless it says another unit", "[cli]") {
  struct Row {
    const char* text;
    Duration time;
  };
  const auto row = GENERATE(values<Row>({{"5", 5s}, {"5s", 5s}, {"250ms", 250ms}, {"2m", 2min}, {"1h", 1h}}));
  CHECK(parsed({"--timeout", row.text}).timeout == row.time);
  CHECK(parsed({"--timer-limit", row.text}).timer_limit == row.time);
}

TEST_CASE("What cannot be read is said and ends with 2", "[cli]") {
  struct Row {
    Words arguments;
    const char* text;
  };
  const auto row = GENERATE(values<Row>({
      {{"--timeout", "soon"}, "conformance: --timeout: found \"soon\", expected a time such as 10s\n"},
      {{"--timer-limit", "soon"}, "conformance: --timer-limit: found \"soon\", expected a time such as 10s\n"},
      {{"--timeout", "0"}, "conformance: --timeout: found \"0\", expected a time such as 10s\n"},
      {{"--timeout", ""}, "conformance: --timeout: found \"\", expected a time such as 10s\n"},
      {{"--timeout", "99999999999999999999s"}, "found \"99999999999999999999s\", expected a time"},
      {{"-o", "html"}, "conformance: -o: \"html\" is not a format (console, json, json+traces, junit or markdown)\n"},
      {{"-o", "jsom"}, "\"jsom\" is not a format, did you mean \"json\"?"},
      {{"-o", "json:"}, "conformance: -o: a file name is missing after \":\"\n"},
      {{"-o", "json", "-o", "console"},
       "conformance: -o: two reports on standard output, give one of them a file: -o json:report.json\n"},
      {{"--role", "room"}, "--role"},
      {{"--tls", "perhaps"}, "--tls"},
      {{"--profile", "old"}, "--profile"},
      {{"--seed", "first"}, "conformance: --seed: found \"first\", expected a number from 0 to "},
      {{"--seed", "-1"}, "conformance: --seed: found \"-1\", expected a number from 0 to "},
      {{"--seed", "18446744073709551616"}, "conformance: --seed: found \"18446744073709551616\", expected"},
      {{"--target"}, "--target"},
      {{"--strickt"}, "conformance: the option \"--strickt\" is not known, did you mean \"--strict\"?\n"},
      {{"--xyzzy=3"}, "conformance: the option \"--xyzzy\" is not known\n"},
      {{"list", "--fault", "late"}, "conformance: the option \"--fault\" is not one of \"list\"\n"},
      {{"judge", "--seed", "1"}, "conformance: the option \"--seed\" is not one of \"judge\"\n"},
      {{"--account", "romeo@montague.lit=r0m30-my-r0m30"}, "environment variable, never a password"},
      {{"explain", "--seed", "1"}, "the option \"--seed\" is not one of \"explain\""},
      {{"-x"}, "conformance: the option \"-x\" is not known"},
      {{"--seed", "1", "--seed", "2"}, "--seed"},
      {{"--role", "sever"}, "conformance: --role: found \"sever\", expected one of client, server, did you mean "},
  }));
  const auto result = parse(row.arguments);
  INFO(row.arguments.back() << ": " << result.text);
  CHECK_FALSE(result.options);
  CHECK(result.exit_code == 2);
  CHECK(result.text.find(row.text) != std::string::npos);
  CHECK(result.text.starts_with("conformance: "));
}

TEST_CASE("Help and version are printed and end with 0", "[cli]") {
  const auto help = parse({"--help"});
  CHECK_FALSE(help.options);
  CHECK(help.exit_code == 0);
  for (const auto* part : {"--target", "--strict", "-o", "Exit codes", "SELECTION"}) {
    CHECK(help.text.find(part) != std::string::npos);
  }
  const auto version = parse({"--version"});
  CHECK_FALSE(version.options);
  CHECK(version.exit_code == 0);
  CHECK(version.text == "conformance " CONFORMANCE_VERSION "\n");
}

}  // namespace conformance::cli

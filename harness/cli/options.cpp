// SPDX-License-Identifier: MIT
#include "cli/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>

#include "base/suggest.hpp"
#include "scenario/loader.hpp"

namespace conformance::cli {

namespace {

constexpr int usage_error = 2;

constexpr const char* description =
    "conformance plays scripted XMPP peers against an implementation of XEP-0085 (Chat State Notifications) and\n"
    "XEP-0224 (Attention), and judges what it does.\n\n"
    "  conformance                                      the embedded reference: client and server\n"
    "  conformance 0085/5.3                             only what judges these rules\n"
    "  conformance --target 127.0.0.1:5222 --domain localhost --register --tls off\n"
    "  conformance --target 127.0.0.1:5222 --domain localhost --register --ca server.pem\n"
    "  conformance serve --ca-out ca.pem                the embedded server, for clients\n"
    "  conformance list rules | list scenarios | list faults\n"
    "  conformance judge traces/client-0085@2.1.jsonl\n";

constexpr const char* footer =
    "SELECTION is a rule or the beginning of its id (0085/5.7), a scenario or a pattern (client/*/new-*), or a path "
    "to\n"
    "a scenario file (begins with . or /).\n"
    "Exit codes: 0 passed, 1 a deciding rule failed, 2 usage, 3 a deciding rule is inconclusive, 4 target or harness\n"
    "error.";

Result<Output> parse_output(const std::string& text) {
  const auto colon = text.find(':');
  Output output{text.substr(0, colon), colon == std::string::npos ? "" : text.substr(colon + 1)};
  const std::vector<std::string> formats = {"console", "json", "json+traces"};
  if (std::find(formats.begin(), formats.end(), output.format) == formats.end()) {
    return InputError{"\"" + output.format + "\" is not a format" + did_you_mean(output.format, formats) +
                          " (console, json or json+traces)",
                      "-o"};
  }
  if (colon != std::string::npos && output.file.empty()) return InputError{"a file name is missing after \":\"", "-o"};
  if (output.file == "-") output.file.clear();
  return output;
}

// One standard output, one report on it.
Result<std::vector<Output>> parse_outputs(const std::vector<std::string>& texts) {
  std::vector<Output> outputs;
  int on_stdout = 0;
  for (const auto& text : texts) {
    auto output = parse_output(text);
    if (output.has_error()) return output.error();
    if (output->file.empty() && ++on_stdout > 1) {
      return InputError{"two reports on standard output, give one of them a file: -o json:report.json", "-o"};
    }
    outputs.push_back(*output);
  }
  return outputs;
}

// Not by CLI11, which takes -1 and what is too large for some other number.
Result<std::optional<std::uint64_t>> parse_seed(const std::string& text) {
  if (text.empty()) return std::optional<std::uint64_t>();
  std::uint64_t seed = 0;
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, seed);
  if (parsed.ec != std::errc() || parsed.ptr != end) {
    return InputError{"found \"" + text + "\", expected a number from 0 to 18446744073709551615", "--seed"};
  }
  return std::optional(seed);
}

std::string mistyped(const CLI::App& app, const std::string& message, const std::vector<std::string>& arguments) {
  std::vector<std::string> known;
  for (const auto* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) known.push_back("--" + name);
  }
  std::string text = message;
  for (const auto& argument : arguments) {
    const auto name = argument.substr(0, argument.find('='));
    if (!name.starts_with("--") || std::find(known.begin(), known.end(), name) != known.end()) continue;
    text = "the option \"" + name + "\" is not known" + did_you_mean(name, known);
    break;
  }
  return "conformance: " + text + "\nconformance --help tells what there is.\n";
}

void add_run_options(CLI::App& app, Options& options, std::string& timeout, std::string& seed) {
  app.add_option("--target", options.target, "embedded, or a server: HOST[:PORT]")->type_name("T");
  app.add_option("--role", options.role, "client or server, of the embedded target (default: both)")
      ->check(CLI::IsMember({"client", "server"}));
  app.add_option("--domain", options.domain, "the server's domain (default: the host)")->type_name("D");
  app.add_flag("--register", options.register_accounts, "register accounts for the actors (XEP-0077)");
  app.add_option("--tls", options.tls, "required, optional, direct (TLS comes first) or off")
      ->check(CLI::IsMember({"required", "optional", "off", "direct"}));
  app.add_option("--ca", options.ca, "believe the authorities of this PEM file, not the system's")->type_name("FILE");
  app.add_flag("--insecure", options.insecure, "believe any certificate; every report says so");
  app.add_flag("--allow-plain", options.allow_plain, "send passwords without TLS beyond loopback, too");
  app.add_option("--spec", options.specs, "a version of a specification: 0085@1.2, 0085@2.1; each adds a play")
      ->type_name("S")
      ->allow_extra_args(false);
  app.add_option("--seed", seed, "the seed of words and names")->type_name("N");
  app.add_option("--timeout", timeout, "the longest single wait (default: 10s)")->type_name("TIME");
  app.add_option("--fault", options.fault, "a fault of the embedded reference (list faults); X+late combines")
      ->type_name("NAME");
  app.add_option("--profile", options.profile, "modern knows later specifications, letter goes by the words")
      ->check(CLI::IsMember({"letter", "modern"}));
  app.add_flag("--dry-run", options.dry_run, "say what would be played, and play nothing");
  app.add_option("--trace-dir", options.trace_dir, "save the trace of each play there")->type_name("DIR");
}

void add_serve_options(CLI::App& app, Options& options) {
  options.tls = "starttls";
  app.add_option("--listen", options.listen, "where: a loopback address, port 0 for a free one")->type_name("IP:PORT");
  app.add_option("--tls", options.tls, "starttls, direct (TLS comes first) or off")
      ->check(CLI::IsMember({"starttls", "direct", "off"}));
  app.add_option("--account", options.accounts, "an account, its password in a variable of the environment; repeated")
      ->type_name("JID=NAME")
      ->allow_extra_args(false);
  app.add_option("--domain", options.domain, "another domain to serve (default: localhost)")->type_name("D");
  app.add_option("--ca-out", options.ca_out, "write the authority of the certificate there, as PEM")->type_name("FILE");
  app.add_flag("--anonymous", options.anonymous, "let in who has no account");
  app.add_option("--fault", options.fault, "a fault of the server (list faults)")->type_name("NAME");
}

// Splits off the command: the first word, if it is one.
Command take_command(std::vector<std::string>& arguments) {
  if (arguments.empty()) return Command::run;
  const auto first = arguments.front();
  const auto command = first == "list"    ? Command::list
                       : first == "judge" ? Command::judge
                       : first == "serve" ? Command::serve
                                          : Command::run;
  if (command != Command::run || first == "run") arguments.erase(arguments.begin());
  return command;
}

Parsed failed(const InputError& error) { return {std::nullopt, "conformance: " + error.message() + "\n", usage_error}; }

}  // namespace

Parsed parse(const std::vector<std::string>& given) {
  auto arguments = given;
  // What stands behind -- is for a driver, and no option of ours.
  arguments.erase(std::find(arguments.begin(), arguments.end(), "--"), arguments.end());
  Options options;
  options.command = take_command(arguments);
  CLI::App app(description, "conformance");
  app.footer(footer);
  app.set_version_flag("--version", "conformance " CONFORMANCE_VERSION);
  std::vector<std::string> outputs;
  std::string timeout = "10s";
  std::string seed;
  app.add_option("-o", outputs, "FORMAT[:FILE]: console, json or json+traces; repeated for more")
      ->type_name("FORMAT")
      ->allow_extra_args(false);
  app.add_flag("-q", options.quiet, "say failures and the outcome only");
  app.add_flag("--strict", options.strict, "SHOULD and SCHEMA decide, too");
  app.add_option("--scenarios", options.scenarios, "take scenarios and rules from a folder")->type_name("DIR");
  app.add_flag("--json", options.as_json, "of list: as JSON");
  const char* what = options.command == Command::list    ? "what to list: rules, scenarios or faults"
                     : options.command == Command::judge ? "trace files"
                                                         : "rules, scenarios or scenario files";
  if (options.command != Command::serve) app.add_option("SELECTION", options.selection, what)->type_name("");
  if (options.command == Command::serve) add_serve_options(app, options);
  if (options.command == Command::run || options.command == Command::judge) {
    add_run_options(app, options, timeout, seed);
  }
  try {
    std::reverse(arguments.begin(), arguments.end());
    app.parse(arguments);
  } catch (const CLI::CallForHelp&) {
    return {std::nullopt, app.help(), 0};
  } catch (const CLI::CallForVersion&) {
    return {std::nullopt, "conformance " CONFORMANCE_VERSION "\n", 0};
  } catch (const CLI::ParseError& error) {
    return {std::nullopt, mistyped(app, error.what(), given), usage_error};
  }
  auto parsed = parse_outputs(outputs);
  if (parsed.has_error()) return failed(parsed.error());
  options.outputs = *parsed;
  const auto number = parse_seed(seed);
  if (number.has_error()) return failed(number.error());
  options.seed = *number;
  const auto longest =
      scenario::parse_duration(timeout.find_first_not_of("0123456789") == std::string::npos ? timeout + "s" : timeout);
  if (longest.has_error() || *longest == Duration::zero()) {
    return failed({"found \"" + timeout + "\", expected a time such as 10s", "--timeout"});
  }
  options.timeout = *longest;
  return {options, "", 0};
}

}  // namespace conformance::cli

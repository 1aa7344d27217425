// SPDX-License-Identifier: MIT
#include "cli/option_table.hpp"

#include <algorithm>

#include "cli/option_values.hpp"

namespace conformance::cli {

namespace {

template <auto member>
Result<void> put(Options& options, const std::string& value) {
  options.*member = value;
  return {};
}

template <auto member>
Result<void> append(Options& options, const std::string& value) {
  (options.*member).push_back(value);
  return {};
}

template <auto member>
Result<void> switch_on(Options& options, const std::string& /*value*/) {
  options.*member = true;
  return {};
}

// Reads the value first.
template <auto member, auto parse>
Result<void> put_parsed(Options& options, const std::string& value) {
  const auto parsed = parse(value);
  if (parsed.has_error()) return parsed.error();
  options.*member = *parsed;
  return {};
}

template <auto member, auto parse>
Result<void> append_parsed(Options& options, const std::string& value) {
  const auto parsed = parse(value);
  if (parsed.has_error()) return parsed.error();
  (options.*member).push_back(*parsed);
  return {};
}

OptionExtras one_of(std::vector<std::string> choices) { return {std::move(choices), Hint::none, false}; }
OptionExtras hinted(Hint hint) { return {{}, hint, false}; }
OptionExtras repeated(Hint hint) { return {{}, hint, true}; }

const std::vector<Command> plays = {Command::run};
const std::vector<Command> reports = {Command::run, Command::judge, Command::record};
const std::vector<Command> tells = {Command::run, Command::judge, Command::record, Command::faults};
const std::vector<Command> reaches = {Command::run, Command::clean, Command::record};
const std::vector<Command> reads = {Command::run,   Command::list,     Command::explain,         Command::judge,
                                    Command::show,  Command::validate, Command::serve,           Command::faults,
                                    Command::smoke, Command::record,   Command::reference_client};
const std::vector<Command> drives = {Command::run, Command::smoke};
const std::vector<Command> embeds = {Command::run, Command::faults, Command::reference_client};

}  // namespace

const std::vector<CommandRow>& command_table() {
  static const std::vector<CommandRow> table = {
      {Command::run, "run", "[SELECTION...]", "play and judge; \"run\" can be left out", Hint::selection},
      {Command::list, "list", "rules|scenarios|faults", "what there is", Hint::list_kind},
      {Command::explain, "explain", "ID...", "a rule, a scenario or a fault in words", Hint::selection},
      {Command::judge, "judge", "TRACE...", "judge saved traces again, or XML console logs", Hint::file},
      {Command::show, "show", "TRACE...", "a saved trace as a conversation, with findings", Hint::file},
      {Command::validate, "validate", "FILE...", "check scenarios, traces, reports, expectations", Hint::file},
      {Command::completion, "completion", "bash|zsh|fish", "print a completion script", Hint::shell},
      {Command::man, "man", "", "print the manual page"},
      {Command::faults, "faults", "[NAME...]", "play each fault, and compare what it trips", Hint::fault},
      {Command::serve, "serve", "", "let the embedded server listen, for clients"},
      {Command::smoke, "smoke", "-- PROGRAM...", "sound a driver out: what it can and cannot do"},
      {Command::reference_client, "reference-client", "", "the reference client as a driver program"},
      {Command::record, "record", "[TRACE]", "a proxy that records a client and judges it live", Hint::file},
      {Command::clean, "clean", "LEDGER", "remove the accounts that a run has left", Hint::file},
  };
  return table;
}

// One row an option; the order is that of the help.
const std::vector<OptionRow>& option_table() {
  static const std::vector<OptionRow> table = {
      {"--target", "T", "embedded, driver, listen:PORT, USER@DOMAIN, HOST...", Group::target, plays,
       put<&Options::target>},
      {"--domain",
       "D",
       "the domain it serves (default: the host)",
       Group::target,
       {Command::run, Command::serve, Command::record},
       put<&Options::domain>},
      {"--role", "R", "client or server; of embedded: both by default", Group::target, plays, put<&Options::role>,
       one_of({"client", "server"})},
      {"--tls",
       "MODE",
       "required, optional, direct (it comes first), off",
       Group::target,
       {Command::run, Command::smoke, Command::record},
       put<&Options::tls>,
       one_of({"required", "optional", "direct", "off"})},
      {"--tls",
       "MODE",
       "starttls, direct (it comes first) or off",
       Group::target,
       {Command::serve},
       put<&Options::tls>,
       one_of({"starttls", "direct", "off"})},
      {"--ca", "FILE", "believe these authorities and no others", Group::target, reaches, put<&Options::ca>,
       hinted(Hint::file)},
      {"--insecure", "", "believe any certificate; every report says so", Group::target, reaches,
       switch_on<&Options::insecure>},
      {"--allow-plain",
       "",
       "passwords without TLS beyond loopback, too",
       Group::accounts,
       {Command::run, Command::clean},
       switch_on<&Options::allow_plain>},
      {"--listen",
       "IP:PORT",
       "where: loopback, port 0 for a free one",
       Group::target,
       {Command::serve, Command::record},
       put<&Options::listen>},
      {"--upstream",
       "HOST[:PORT]",
       "the server behind record, or of the contacts",
       Group::target,
       {Command::run, Command::record},
       put<&Options::upstream>},
      {"--listen-tls",
       "MODE",
       "what the client is offered: starttls, direct, off",
       Group::target,
       {Command::record},
       put<&Options::listen_tls>,
       one_of({"starttls", "direct", "off"})},
      {"--keep-bodies",
       "",
       "record what people write, not its length and hash",
       Group::reports,
       {Command::record},
       switch_on<&Options::keep_bodies>},
      {"--account",
       "JID[=ENV]",
       "one that can log in, its password in $ENV",
       Group::accounts,
       {Command::serve},
       append_parsed<&Options::accounts, parse_account>,
       repeated(Hint::none)},
      {"--ca-out",
       "FILE",
       "write the authority of the certificate there",
       Group::target,
       {Command::run, Command::serve, Command::record},
       put<&Options::ca_out>,
       hinted(Hint::file)},
      {"--websocket",
       "",
       "speak WebSocket (RFC 7395) instead of TCP",
       Group::target,
       {Command::serve},
       switch_on<&Options::web_socket>},
      {"--anonymous",
       "",
       "let in who has no account",
       Group::accounts,
       {Command::serve},
       switch_on<&Options::anonymous>},
      {"--fault",
       "NAME",
       "give the embedded target a fault; X+late",
       Group::target,
       {Command::run, Command::serve, Command::reference_client},
       put<&Options::fault>,
       hinted(Hint::fault)},
      {"--driver-listen", "IP:PORT", "wait for a driver there instead", Group::target, drives,
       put<&Options::driver_listen>},
      {"--prompt", "", "of listen and USER@DOMAIN: ask a person to act", Group::target, plays,
       switch_on<&Options::prompt>},
      {"--validate-driver", "", "what the driver protocol does not know fails", Group::target, drives,
       switch_on<&Options::validate_driver>},
      {"--no-sync",
       "",
       "a driver that cannot tell when all is written",
       Group::target,
       {Command::reference_client},
       switch_on<&Options::no_sync>},
      {"--virtual-clock",
       "",
       "time stands still until clock.advance",
       Group::target,
       {Command::reference_client},
       switch_on<&Options::virtual_clock>},
      {"--register", "", "register accounts and remove them (XEP-0077)", Group::accounts, plays,
       switch_on<&Options::register_accounts>},
      {"--account", "JID[=ENV]", "borrow one, its password in $ENV; repeated", Group::accounts, plays,
       append_parsed<&Options::accounts, parse_account>, repeated(Hint::none)},
      {"--password-file", "FILE", "lines \"JID PASSWORD\", of mode 0600", Group::accounts, plays,
       put<&Options::password_file>, hinted(Hint::file)},
      {"--ledger", "FILE", "where the registered are noted until removed", Group::accounts, plays,
       put<&Options::ledger>, hinted(Hint::file)},
      {"--i-own-this-target", "", "load and hostile scenarios, beyond loopback", Group::target, plays,
       switch_on<&Options::own_target>},
      {"--spec",
       "S",
       "0085@1.2, 0085@2.1; repeated, each is a play",
       Group::play,
       {Command::run, Command::judge, Command::show, Command::record, Command::reference_client},
       append<&Options::specs>,
       repeated(Hint::spec)},
      {"--strict", "", "SHOULD and SCHEMA decide, too", Group::play, reports, switch_on<&Options::strict>},
      {"--expect", "FILE", "what is known not to pass; it does not decide", Group::play, reports, put<&Options::expect>,
       hinted(Hint::file)},
      {"--update-expect", "", "write there what fails now", Group::play, reports, switch_on<&Options::update_expect>},
      {"--owed", "N", "exit 3 if fewer deciding rules were judged", Group::play, reports,
       put_parsed<&Options::owed, parse_number>},
      {"--rules-as-of", "VERSION", "newer rules are told and do not decide", Group::play, reports,
       put<&Options::rules_as_of>},
      {"--profile",
       "P",
       "modern, or letter: by the words alone",
       Group::play,
       {Command::run, Command::record},
       put<&Options::profile>,
       one_of({"letter", "modern"})},
      {"--seed", "N", "the seed of words and names", Group::play, embeds, put_parsed<&Options::seed, parse_seed>},
      {"--timeout",
       "TIME",
       "the longest single wait (default: 10s)",
       Group::play,
       {Command::run, Command::clean, Command::smoke},
       put_parsed<&Options::timeout, parse_timeout>},
      {"--timer-limit",
       "TIME",
       "the longest wait for timers (default: 45s)",
       Group::play,
       {Command::run},
       put_parsed<&Options::timer_limit, parse_timeout>},
      {"--scenarios", "DIR", "take scenarios and rules from a folder", Group::play, reads, put<&Options::scenarios>,
       hinted(Hint::folder)},
      {"--dry-run", "", "say what would be played, and play nothing", Group::play, plays, switch_on<&Options::dry_run>},
      {"-o,--output", "FORMAT[:FILE]", "console, json, json+traces, junit, markdown", Group::reports, reports,
       append_parsed<&Options::outputs, parse_output>, repeated(Hint::format)},
      {"-o,--output",
       "json[:FILE]",
       "the matrix for machines; console",
       Group::reports,
       {Command::faults},
       append_parsed<&Options::outputs, parse_matrix_output>,
       repeated(Hint::none)},
      {"--trace-dir", "DIR", "save the trace of each play there", Group::reports, plays, put<&Options::trace_dir>,
       hinted(Hint::folder)},
      {"-q,--quiet", "", "say failures and the outcome only", Group::reports, tells, switch_on<&Options::quiet>},
      {"-v,--verbose",
       "",
       "follow the play stanza by stanza",
       Group::reports,
       {Command::run, Command::smoke, Command::record},
       switch_on<&Options::verbose>},
      {"--json", "", "the list as JSON", Group::reports, {Command::list}, switch_on<&Options::as_json>},
      {"-h,--help", "", "of the program, or of a command"},
      {"--version", "", "the version"},
  };
  return table;
}

bool OptionRow::belongs_to(Command command) const {
  return of.empty() || std::find(of.begin(), of.end(), command) != of.end();
}

std::vector<std::string> OptionRow::each_name() const {
  std::vector<std::string> all;
  std::string rest = names;
  for (auto comma = rest.find(','); comma != std::string::npos; comma = rest.find(',')) {
    all.push_back(rest.substr(0, comma));
    rest.erase(0, comma + 1);
  }
  all.push_back(rest);
  return all;
}

std::string OptionRow::name() const { return each_name().back(); }

const CommandRow& row_of(Command command) {
  const auto& table = command_table();
  return *std::find_if(table.begin(), table.end(), [&](const CommandRow& row) { return row.command == command; });
}

std::string_view heading_of(Group group) {
  switch (group) {
    case Group::target:
      return "What is tested";
    case Group::accounts:
      return "Accounts on a server";
    case Group::play:
      return "How it is played and judged";
    case Group::reports:
      return "What is said";
    case Group::other:
      break;
  }
  return "Other";
}

const std::vector<std::string>& report_formats() {
  static const std::vector<std::string> formats = {"console", "json", "json+traces", "junit", "markdown"};
  return formats;
}

}  // namespace conformance::cli

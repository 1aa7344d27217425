// SPDX-License-Identifier: MIT
#include "cli/option_values.hpp"

#include <algorithm>
#include <charconv>

#include "base/suggest.hpp"
#include "cli/option_table.hpp"
#include "scenario/loader.hpp"
#include "xmpp/jid.hpp"

namespace conformance::cli {

namespace {

std::string alternatives(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
  }
  return text;
}

// What a shell lets a variable be called.
bool is_variable(const std::string& name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !name.empty() && letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

}  // namespace

Result<Output> parse_output(const std::string& text) {
  const auto colon = text.find(':');
  Output output{text.substr(0, colon), colon == std::string::npos ? "" : text.substr(colon + 1)};
  const auto& formats = report_formats();
  if (std::find(formats.begin(), formats.end(), output.format) == formats.end()) {
    return InputError{"\"" + output.format + "\" is not a format" + did_you_mean(output.format, formats) + " (" +
                          alternatives(formats) + ")",
                      ""};
  }
  if (colon != std::string::npos && output.file.empty()) return InputError{"a file name is missing after \":\"", ""};
  if (output.file == "-") output.file.clear();
  return output;
}

Result<Output> parse_matrix_output(const std::string& text) {
  auto output = parse_output(text);
  if (output.has_error() || output->format == "json" || output->format == "console") return output;
  return InputError{"found \"" + output->format + "\", expected json or console", ""};
}

Result<AccountFlag> parse_account(const std::string& text) {
  const auto equals = text.find('=');
  AccountFlag account{text.substr(0, equals), equals == std::string::npos ? "" : text.substr(equals + 1)};
  const auto jid = xmpp::Jid::parse(account.jid);
  if (jid.has_error()) return InputError{"\"" + account.jid + "\" is not a JID: " + jid.error().reason, ""};
  if (jid->local().empty() || !jid->is_bare()) {
    return InputError{"\"" + account.jid + "\" is no account, expected user@domain", ""};
  }
  // Whoever writes a password here does not read it again: messages stand in logs.
  if (equals != std::string::npos && !is_variable(account.variable)) {
    return InputError{"what stands behind \"=\" is the name of an environment variable, never a password", ""};
  }
  return account;
}

// Not by CLI11, which takes -1 and what is too large for some other number.
Result<std::uint64_t> parse_seed(const std::string& text) {
  std::uint64_t seed = 0;
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, seed);
  if (text.empty() || parsed.ec != std::errc() || parsed.ptr != end) {
    return InputError{"found \"" + text + "\", expected a number from 0 to 18446744073709551615", ""};
  }
  return seed;
}

Result<std::size_t> parse_number(const std::string& text) {
  constexpr std::uint64_t most = 1'000'000;
  const auto number = parse_seed(text);
  if (number.has_value() && *number > 0 && *number <= most) return static_cast<std::size_t>(*number);
  return InputError{"found \"" + text + "\", expected a number from 1", ""};
}

Result<Duration> parse_timeout(const std::string& text) {
  const bool bare = text.find_first_not_of("0123456789") == std::string::npos;
  const auto longest = scenario::parse_duration(bare ? text + "s" : text);
  if (longest.has_error() || *longest == Duration::zero()) {
    return InputError{"found \"" + text + "\", expected a time such as 10s", ""};
  }
  return *longest;
}

}  // namespace conformance::cli

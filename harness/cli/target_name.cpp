// SPDX-License-Identifier: MIT
#include "cli/target_name.hpp"

#include <charconv>

namespace conformance::cli {

namespace {

constexpr const char* known = "this version knows embedded, HOST, HOST:PORT and [IPV6]:PORT";

Result<std::uint16_t> parse_port(std::string_view text, std::uint16_t least, const char* option) {
  std::uint16_t port = 0;
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, port);
  if (text.empty() || parsed.ec != std::errc() || parsed.ptr != end || port < least) {
    return InputError{
        "\"" + std::string(text) + "\" is not a port, expected a number from " + std::to_string(least) + " to 65535",
        option};
  }
  return port;
}

Result<TargetName> parse_place(const std::string& text, std::uint16_t least_port, const char* option) {
  TargetName target;
  const auto refuse = [&](const std::string& why) { return InputError{"\"" + text + "\" " + why, option}; };
  std::string_view rest = text;
  if (rest.starts_with('[')) {
    const auto end = rest.find(']');
    if (end == std::string_view::npos) return refuse("has no \"]\"");
    target.host = std::string(rest.substr(1, end - 1));
    rest.remove_prefix(end + 1);
  } else {
    const auto colon = rest.find(':');
    if (colon != rest.rfind(':')) return refuse("has several colons, put an IPv6 address in brackets");
    target.host = std::string(rest.substr(0, colon));
    rest = colon == std::string_view::npos ? std::string_view() : rest.substr(colon);
  }
  if (target.host.empty()) return refuse("has no host");
  if (rest.empty()) return target;
  if (!rest.starts_with(':')) return refuse("has something behind the address, expected :PORT");
  const auto port = parse_port(rest.substr(1), least_port, option);
  if (port.has_error()) return port.error();
  target.port = *port;
  target.port_given = true;
  return target;
}

}  // namespace

Result<TargetName> parse_target(const std::string& text) {
  TargetName target;
  if (text == "embedded") {
    target.embedded = true;
    return target;
  }
  const auto refuse = [&](const std::string& why) { return InputError{"\"" + text + "\" " + why, "--target"}; };
  if (text.empty()) return refuse(std::string("is empty, ") + known);
  for (const char* later : {"driver", "listen:", "ws://", "wss://"}) {
    if (text.starts_with(later)) return refuse(std::string("is not available yet, ") + known);
  }
  if (text.find('@') != std::string::npos) return refuse(std::string("is not available yet, ") + known);
  return parse_place(text, 1, "--target");
}

Result<TargetName> parse_listen(const std::string& text) { return parse_place(text, 0, "--listen"); }

}  // namespace conformance::cli

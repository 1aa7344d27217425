// SPDX-License-Identifier: MIT
#include "cli/target_name.hpp"

#include <arpa/inet.h>
#include <netdb.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace conformance::cli {

namespace {

constexpr const char* known =
    "this version knows embedded, driver, listen:PORT, USER@DOMAIN, HOST, HOST:PORT, [IPV6]:PORT, ws://HOST and "
    "wss://HOST";
// RFC 6455 3.
constexpr std::uint16_t web_socket_port = 80;
constexpr std::uint16_t secure_web_socket_port = 443;
// Of the path of a WebSocket.
constexpr std::size_t path_bytes_max = 1'024;

Result<std::uint16_t> parse_port(std::string_view text, std::uint16_t least, const char* option) {
  std::uint16_t port = 0;
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, port);
  if (!text.empty() && parsed.ec == std::errc() && parsed.ptr == end && port >= least) return port;
  const std::string name(text);
  // Where there is no /etc/services, the one that matters is known all the same (RFC 6120 14.7).
  if (name == "xmpp-client") return std::uint16_t{5222};
  const bool may_be_name = !text.empty() && text.front() >= 'a' && text.front() <= 'z';
  if (const auto* service = may_be_name ? getservbyname(name.c_str(), "tcp") : nullptr) {
    return ntohs(static_cast<std::uint16_t>(service->s_port));
  }
  return InputError{"\"" + name + "\" is not a port, expected a number from " + std::to_string(least) +
                        " to 65535 or the name of a service: xmpp-client",
                    option};
}

// HOST, HOST:PORT or [IPV6]:PORT, of `whole`.
Result<TargetName> parse_place(std::string_view rest, const std::string& whole, std::uint16_t least = 1,
                               const char* option = "--target") {
  const auto refuse = [&](const std::string& why) { return InputError{"\"" + whole + "\" " + why, option}; };
  TargetName target;
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
  const auto port = parse_port(rest.substr(1), least, option);
  if (port.has_error()) return port.error();
  target.port = *port;
  return target;
}

// What stands behind ws:// and wss://. It goes into an HTTP request as it is.
Result<TargetName> parse_web_socket(const std::string& text, std::size_t scheme_bytes, bool secure) {
  const auto refuse = [&](const std::string& why) { return InputError{"\"" + text + "\" " + why, "--target"}; };
  const std::string rest = text.substr(scheme_bytes);
  const auto slash = std::min(rest.find_first_of("/?"), rest.size());
  std::string path = rest.substr(slash);
  if (!path.starts_with('/')) path.insert(0, 1, '/');
  if (path.size() > path_bytes_max)
    return refuse("has a path of more than " + std::to_string(path_bytes_max) + " bytes");
  const bool printable = std::all_of(path.begin(), path.end(), [](char c) { return c > ' ' && c <= '~' && c != '#'; });
  if (!printable) return refuse("has a path with something else than the printable characters of a URL");
  auto target = parse_place(rest.substr(0, slash), text);
  if (target.has_error()) return target.error();
  if (!target->port) target->port = secure ? secure_web_socket_port : web_socket_port;
  target->web_socket = true;
  target->tls_at_once = secure;
  target->path = std::move(path);
  return target;
}

}  // namespace

Result<TargetName> parse_target(const std::string& text) {
  if (text == "embedded") {
    TargetName target;
    target.embedded = true;
    return target;
  }
  const auto refuse = [&](const std::string& why) { return InputError{"\"" + text + "\" " + why, "--target"}; };
  if (text.empty()) return refuse(std::string("is empty, ") + known);
  if (text == "driver" || text.starts_with("driver:")) {
    TargetName target;
    target.driver = true;
    target.program = text == "driver" ? "" : text.substr(7);
    if (text != "driver" && target.program.empty()) return refuse("names no program, expected driver:PROGRAM");
    return target;
  }
  if (text.starts_with("listen:")) {
    auto target = parse_listen(text.substr(7));
    if (target.has_error()) return refuse("is no place to listen at, expected listen:PORT or listen:ADDRESS:PORT");
    target->listen = true;
    return target;
  }
  if (text.starts_with("ws://")) return parse_web_socket(text, 5, false);
  if (text.starts_with("wss://")) return parse_web_socket(text, 6, true);
  if (text.find('@') != std::string::npos) {
    TargetName target;
    target.address = text;
    return target;
  }
  return parse_place(text, text);
}

Result<TargetName> parse_listen(const std::string& text) {
  const bool port_only =
      !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return parse_place(port_only ? "127.0.0.1:" + text : text, text, 0, "--listen");
}

Result<TargetName> parse_upstream(const std::string& text) { return parse_place(text, text, 1, "--upstream"); }

}  // namespace conformance::cli

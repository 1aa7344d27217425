// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "net/wire.hpp"

/// What connecting and listening have in common. Only this folder includes it.
namespace conformance::net {

/// A Wire over a connected socket. It sends small writes at once (TCP_NODELAY).
std::unique_ptr<Wire> tcp_wire(boost::asio::ip::tcp::socket socket);

/// "127.0.0.1:5222", "[::1]:5222", "capulet.lit:5222".
std::string place_text(const std::string& host, std::uint16_t port);
/// The reason in words for people: "connection refused".
std::string error_text(const boost::system::error_code& error);
/// Whether nothing that is sent to the address leaves this machine.
bool is_loopback(const boost::asio::ip::address& address);

}  // namespace conformance::net

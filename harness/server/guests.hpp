// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "server/server.hpp"

namespace conformance::server {

/// Connections at a time; more are closed at once.
inline constexpr int guests_max = 1'000;

/// Takes connections until the listener is closed, and has the server serve them: as WebSockets for
/// `net::web_socket_path`, or as TCP streams. `server` outlives it.
Task<void> receive_guests(std::shared_ptr<net::TcpListener> listener, Server& server, Server::Entrance entrance,
                          bool web_socket);

}  // namespace conformance::server

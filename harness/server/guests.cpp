// SPDX-License-Identifier: MIT
#include "server/guests.hpp"

#include "net/wrapped_wire.hpp"

namespace conformance::server {

namespace {

// Counts itself in and out.
class GuestWire final : public net::WrappedWire {
 public:
  GuestWire(std::shared_ptr<net::Wire> wire, std::shared_ptr<int> guests)
      : WrappedWire(std::move(wire)), guests_(std::move(guests)) {
    ++*guests_;
  }
  ~GuestWire() override { --*guests_; }

 private:
  std::shared_ptr<int> guests_;
};

}  // namespace

Task<void> receive_guests(std::shared_ptr<net::TcpListener> listener, Server& server, Server::Entrance entrance,
                          bool web_socket) {
  const auto guests = std::make_shared<int>(0);
  try {
    while (true) {
      auto accepting = listener->accept();
      auto wire = co_await std::move(accepting);
      if (*guests >= guests_max) continue;
      auto guest = std::make_unique<GuestWire>(std::move(wire), guests);
      if (web_socket) {
        server.serve_web_socket(std::move(guest), net::web_socket_path, entrance);
      } else {
        server.serve(std::move(guest), entrance);
      }
    }
  } catch (const net::NetworkError&) {
    // The listener was closed.
  }
}

}  // namespace conformance::server

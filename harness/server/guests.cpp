// SPDX-License-Identifier: MIT
#include "server/guests.hpp"

namespace conformance::server {

namespace {

// Counts itself in and out.
class GuestWire final : public net::Wire {
 public:
  GuestWire(std::unique_ptr<net::Wire> wire, std::shared_ptr<int> guests)
      : wire_(std::move(wire)), guests_(std::move(guests)) {
    ++*guests_;
  }
  ~GuestWire() override { --*guests_; }
  Task<std::string> read() override { return wire_->read(); }
  Task<void> write(std::string bytes) override { return wire_->write(std::move(bytes)); }
  void close() override { wire_->close(); }
  [[nodiscard]] std::string name() const override { return wire_->name(); }
  [[nodiscard]] bool is_encrypted() const override { return wire_->is_encrypted(); }
  [[nodiscard]] bool is_local() const override { return wire_->is_local(); }
  [[nodiscard]] std::string channel_binding() const override { return wire_->channel_binding(); }

 private:
  std::unique_ptr<net::Wire> wire_;
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

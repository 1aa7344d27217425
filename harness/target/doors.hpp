// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "net/wire.hpp"
#include "target/client_world.hpp"

namespace conformance::target {

/// Where a client that is another program comes into the embedded world: two ports, one for TCP and one for WebSocket,
/// since some clients know one only.
class Doors {
 public:
  struct Options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;  ///< of TCP; the one of WebSocket is a free one
    net::Reach reach = net::Reach::loopback_only;
    /// off, starttls or direct: what is asked of the client.
    std::string tls = "off";
    /// Where the authority of the certificate is written; "" for a file of our own that goes with the doors.
    std::string ca_out;
    Seed secrets{0};
  };
  /// Listens. Throws NetworkError, also where the authority cannot be written.
  Doors(boost::asio::io_context& context, ClientWorld& world, Options options);
  ~Doors();
  Doors(const Doors&) = delete;
  Doors& operator=(const Doors&) = delete;

  [[nodiscard]] const std::string& host() const { return options_.host; }
  [[nodiscard]] std::uint16_t port() const { return tcp_->port(); }
  [[nodiscard]] const std::string& tls() const { return options_.tls; }
  /// "" where TLS begins with STARTTLS, which WebSocket has not.
  [[nodiscard]] std::string web_socket_url() const;
  /// A file with the authority of the certificate; "" without TLS.
  [[nodiscard]] const std::string& ca_file() const { return ca_file_; }
  void close();

 private:
  Options options_;
  std::shared_ptr<net::TcpListener> tcp_;
  std::shared_ptr<net::TcpListener> web_socket_;
  std::string ca_file_;
};

}  // namespace conformance::target

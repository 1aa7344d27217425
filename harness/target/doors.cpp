// SPDX-License-Identifier: MIT
#include "target/doors.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <filesystem>

#include "base/file.hpp"
#include "net/web_socket.hpp"
#include "server/guests.hpp"

namespace conformance::target {

Doors::Doors(boost::asio::io_context& context, ClientWorld& world, Options options) : options_(std::move(options)) {
  server::Server::Entrance entrance;
  entrance.offer.channel_binding = false;  // clients exist that know tls-unique only, which TLS 1.3 does not have
  if (options_.tls != "off") {
    const auto identity = net::TlsIdentity::make({{world.account().domain(), ClientWorld::domain()}});
    (options_.tls == "direct" ? entrance.direct_tls : entrance.offer.start_tls) = identity;
    ca_file_ = options_.ca_out;
    if (ca_file_.empty()) {
      ca_file_ =
          (std::filesystem::temp_directory_path() / ("conformance-ca-" + options_.secrets.word("ca", 13) + ".pem"))
              .string();
    }
    const auto written = write_file(ca_file_, identity.ca_pem());
    if (written.has_error()) throw net::NetworkError(written.error().message());
  }
  tcp_ = std::make_shared<net::TcpListener>(context, options_.host, options_.port, options_.reach);
  web_socket_ = std::make_shared<net::TcpListener>(context, options_.host, 0, options_.reach);
  boost::asio::co_spawn(context, server::receive_guests(tcp_, world.server(), entrance, false), boost::asio::detached);
  boost::asio::co_spawn(context, server::receive_guests(web_socket_, world.server(), entrance, true),
                        boost::asio::detached);
}

Doors::~Doors() {
  std::error_code ignored;
  if (options_.ca_out.empty() && !ca_file_.empty()) std::filesystem::remove(ca_file_, ignored);
}

std::string Doors::web_socket_url() const {
  if (options_.tls == "starttls") return "";
  const bool ipv6 = options_.host.find(':') != std::string::npos;
  return std::string(options_.tls == "direct" ? "wss" : "ws") + "://" +
         (ipv6 ? "[" + options_.host + "]" : options_.host) + ":" + std::to_string(web_socket_->port()) +
         std::string(net::web_socket_path);
}

void Doors::close() {
  tcp_->close();
  web_socket_->close();
}

}  // namespace conformance::target

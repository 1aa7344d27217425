// SPDX-License-Identifier: MIT
#include "net/tcp_wire.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace conformance::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

// Bytes that one read hands on at most: what has come and nobody has asked for stays in the kernel, which slows down a
// sender that is faster than we are.
constexpr std::size_t read_bytes_max = 16'384;
// Bytes that are thrown away when closing, so that closing ends.
constexpr std::size_t drained_bytes_max = 1U << 20U;

struct Socket {
  Socket(tcp::socket connected, std::string its_name, bool is_local)
      : stream(std::move(connected)), name(std::move(its_name)), local(is_local) {}
  tcp::socket stream;
  std::string name;
  bool local;
  bool closed = false;
};

// Not member functions of the wire: an operation that is pending when the wire is destroyed still needs the socket.
Task<std::string> read_some(std::shared_ptr<Socket> socket) {
  if (socket->closed) co_return std::string();
  std::string bytes(read_bytes_max, '\0');
  error_code error;
  const std::size_t count =
      co_await socket->stream.async_read_some(asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
  if (socket->closed || error == asio::error::eof) co_return std::string();
  if (error) throw NetworkError(socket->name + ": " + error_text(error));
  bytes.resize(count);
  co_return bytes;
}

Task<void> write_all(std::shared_ptr<Socket> socket, std::string bytes) {
  if (socket->closed) throw NetworkError(socket->name + ": the connection was closed on this side");
  error_code error;
  co_await asio::async_write(socket->stream, asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
  if (error) throw NetworkError(socket->name + ": " + error_text(error));
}

// A socket that is closed with bytes unread resets the connection, and a reset may overtake what we said last (a stream
// error): so what has come is read and thrown away first.
void close_gently(tcp::socket& socket) {
  error_code error;
  socket.shutdown(tcp::socket::shutdown_send, error);
  socket.non_blocking(true, error);
  std::array<char, 4'096> unread{};
  for (std::size_t drained = 0; !error && drained < drained_bytes_max; drained += unread.size()) {
    socket.read_some(asio::buffer(unread), error);
  }
  socket.close(error);
}

class TcpWire final : public Wire {
 public:
  explicit TcpWire(std::shared_ptr<Socket> socket) : socket_(std::move(socket)) {}
  ~TcpWire() override { TcpWire::close(); }

  Task<std::string> read() override { return read_some(socket_); }
  Task<void> write(std::string bytes) override { return write_all(socket_, std::move(bytes)); }
  void close() override {
    if (std::exchange(socket_->closed, true)) return;
    close_gently(socket_->stream);
  }
  [[nodiscard]] std::string name() const override { return socket_->name; }
  [[nodiscard]] bool is_local() const override { return socket_->local; }

 private:
  std::shared_ptr<Socket> socket_;
};

}  // namespace

std::unique_ptr<Wire> tcp_wire(tcp::socket socket) {
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  const auto remote = socket.remote_endpoint(ignored);
  auto name = place_text(remote.address().to_string(), remote.port());
  const bool local = is_loopback(remote.address());
  return std::make_unique<TcpWire>(std::make_shared<Socket>(std::move(socket), std::move(name), local));
}

std::string place_text(const std::string& host, std::uint16_t port) {
  const bool bare_ipv6 = host.find(':') != std::string::npos;
  return (bare_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string error_text(const error_code& error) {
  if (error == asio::error::connection_refused) return "connection refused";
  if (error == asio::error::connection_reset) return "the other side reset the connection";
  if (error == asio::error::broken_pipe) return "the connection was closed by the other side";
  if (error == asio::error::operation_aborted) return "the connection was closed on this side";
  if (error == asio::error::host_not_found || error == asio::error::no_data) return "no such host";
  if (error == asio::error::timed_out) return "no answer";
  return error.message();
}

bool is_loopback(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).is_loopback();
  }
  return address.is_loopback();
}

}  // namespace conformance::net

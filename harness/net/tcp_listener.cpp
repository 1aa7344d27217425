// SPDX-License-Identifier: MIT
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <utility>

#include "net/tcp_wire.hpp"

namespace conformance::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

struct TcpListener::State {
  explicit State(asio::io_context& context) : acceptor(context) {}
  tcp::acceptor acceptor;
  std::string place;
  std::uint16_t port = 0;
};

TcpListener::TcpListener(asio::io_context& context, const std::string& address, std::uint16_t port, Reach reach)
    : state_(std::make_shared<State>(context)) {
  state_->place = place_text(address, port);
  error_code error;
  const auto fail_on_error = [&] {
    if (error) throw NetworkError(state_->place + ": cannot listen: " + error_text(error));
  };
  const auto parsed = asio::ip::make_address(address, error);
  if (error) throw NetworkError(state_->place + ": cannot listen: not an IP address");
  if (reach == Reach::loopback_only && !is_loopback(parsed))
    throw NetworkError(state_->place + ": cannot listen: not a loopback address");
  auto& acceptor = state_->acceptor;
  const tcp::endpoint endpoint(parsed, port);
  acceptor.open(endpoint.protocol(), error);
  fail_on_error();
  acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  fail_on_error();
  acceptor.bind(endpoint, error);
  fail_on_error();
  acceptor.listen(asio::socket_base::max_listen_connections, error);
  fail_on_error();
  state_->port = acceptor.local_endpoint(error).port();
  fail_on_error();
  state_->place = place_text(address, state_->port);
}

TcpListener::~TcpListener() { close(); }

std::uint16_t TcpListener::port() const { return state_->port; }

Task<std::unique_ptr<Wire>> TcpListener::accept() { return next_connection(state_); }

// A static function with a share of the state: it may still be waiting when the listener is destroyed.
Task<std::unique_ptr<Wire>> TcpListener::next_connection(std::shared_ptr<State> state) {
  while (true) {
    error_code error;
    auto socket = co_await state->acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
    // A client that connected and left before its turn is no failure of the listener.
    if (error == asio::error::connection_aborted) continue;
    if (error) throw NetworkError(state->place + ": cannot accept: " + error_text(error));
    co_return tcp_wire(std::move(socket));
  }
}

void TcpListener::close() {
  error_code ignored;
  state_->acceptor.close(ignored);
}

}  // namespace conformance::net

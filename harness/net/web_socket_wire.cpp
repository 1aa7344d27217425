// SPDX-License-Identifier: MIT
#include "net/web_socket_wire.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/beast/websocket/error.hpp>
#include <utility>

#include "base/limits.hpp"

namespace conformance::net {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

namespace {

std::string close_sentence(const websocket::close_reason& reason) {
  std::string sentence = "the other side closed the WebSocket with the code " + std::to_string(reason.code);
  // At most 123 bytes: RFC 6455 5.5.
  if (!reason.reason.empty()) sentence += " (" + std::string(reason.reason.data(), reason.reason.size()) + ")";
  return sentence;
}

bool is_ordinary(const websocket::close_reason& reason) {
  return reason.code == websocket::close_code::none || reason.code == websocket::close_code::normal ||
         reason.code == websocket::close_code::going_away;
}

// The closing handshake, or the end of the wire where the other side does not take its part.
Task<void> close_socket(std::shared_ptr<WebSocket> socket, websocket::close_reason reason) {
  Timer deadline(socket->clock);
  deadline.start(web_socket_close_longest, [raw = socket.get()] { raw->stream.next_layer().close(); });
  error_code ignored;
  co_await socket->stream.async_close(reason, asio::redirect_error(asio::use_awaitable, ignored));
  deadline.stop();
  socket->stream.next_layer().close();
}

void begin_to_close(const std::shared_ptr<WebSocket>& socket, websocket::close_reason reason) {
  if (std::exchange(socket->closed, true)) return;
  asio::co_spawn(socket->stream.get_executor(), close_socket(socket, std::move(reason)), asio::detached);
}

// Not member functions of the wire: an operation that is pending when the wire is destroyed still needs the socket.
Task<std::string> read_message(std::shared_ptr<WebSocket> socket) {
  if (socket->closed) co_return std::string();
  std::string message;
  auto buffer = asio::dynamic_buffer(message);
  error_code error;
  co_await socket->stream.async_read(buffer, asio::redirect_error(asio::use_awaitable, error));
  if (socket->closed) co_return std::string();
  if (error == websocket::error::closed && is_ordinary(socket->stream.reason())) co_return std::string();
  if (error) throw socket->failure(socket->why(error));
  if (!socket->stream.got_text()) {
    begin_to_close(socket, {websocket::close_code::unknown_data, "XMPP is text"});
    throw socket->failure("a binary WebSocket message came, and XMPP is text (RFC 7395 3.2)");
  }
  if (message.empty()) {
    begin_to_close(socket, {websocket::close_code::policy_error, "empty message"});
    throw socket->failure("an empty WebSocket message came, and each is one element (RFC 7395 3.3)");
  }
  co_return message;
}

Task<void> write_message(std::shared_ptr<WebSocket> socket, std::string message) {
  if (socket->closed) throw socket->failure("the connection was closed on this side");
  error_code error;
  socket->stream.text(true);
  co_await socket->stream.async_write(asio::buffer(message), asio::redirect_error(asio::use_awaitable, error));
  if (error) throw socket->failure(socket->why(error));
}

class WebSocketWire final : public Wire {
 public:
  explicit WebSocketWire(std::shared_ptr<WebSocket> socket) : socket_(std::move(socket)) {}
  ~WebSocketWire() override { WebSocketWire::close(); }

  Task<std::string> read() override { return read_message(socket_); }
  Task<void> write(std::string bytes) override { return write_message(socket_, std::move(bytes)); }
  void close() override { begin_to_close(socket_, websocket::close_code::normal); }
  [[nodiscard]] std::string name() const override { return socket_->name; }
  [[nodiscard]] bool keeps_messages() const override { return true; }
  // As the wire below: it outlives the handshake and every message.
  [[nodiscard]] bool is_encrypted() const override { return socket_->stream.next_layer().wire().is_encrypted(); }
  [[nodiscard]] bool is_local() const override { return socket_->stream.next_layer().wire().is_local(); }
  [[nodiscard]] std::string channel_binding() const override {
    return socket_->stream.next_layer().wire().channel_binding();
  }

 private:
  std::shared_ptr<WebSocket> socket_;
};

}  // namespace

WebSocket::WebSocket(std::unique_ptr<Wire> wire, Clock& its_clock, const asio::any_io_executor& executor)
    : name(wire->name()), stream(std::move(wire), executor), clock(its_clock) {
  stream.read_message_max(limits::stanza_bytes_max);
  stream.auto_fragment(false);  // one message, one frame: what some simple clients expect
}

std::string WebSocket::why(const error_code& error) {
  if (!stream.next_layer().failure().empty()) return stream.next_layer().failure();
  if (error == websocket::error::closed) return close_sentence(stream.reason());
  if (error == asio::error::eof) return "the connection ended without the closing handshake of WebSocket";
  if (error == websocket::error::message_too_big || error == websocket::error::buffer_overflow) {
    return "a WebSocket message is longer than " + std::to_string(limits::stanza_bytes_max) + " bytes";
  }
  if (error == asio::error::operation_aborted) return "the connection was closed on this side";
  return "WebSocket: " + error.message();
}

std::unique_ptr<Wire> web_socket_wire(std::shared_ptr<WebSocket> socket) {
  return std::make_unique<WebSocketWire>(std::move(socket));
}

}  // namespace conformance::net

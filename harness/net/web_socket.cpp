// SPDX-License-Identifier: MIT
#include "net/web_socket.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <optional>
#include <utility>

#include "base/limits.hpp"
#include "net/duration_text.hpp"
#include "net/wire_stream.hpp"
#include "net/wrapped_wire.hpp"

namespace conformance::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
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

// Counts what comes while shaking hands: beast limits one field, and not how many there are.
class HandshakeWire final : public WrappedWire {
 public:
  struct Count {
    std::size_t bytes = 0;
    bool done = false;
  };
  HandshakeWire(std::unique_ptr<Wire> inner, std::shared_ptr<Count> count)
      : WrappedWire(std::move(inner)), count_(std::move(count)) {}
  Task<std::string> read() override { return read_counted(inner(), count_); }

 private:
  static Task<std::string> read_counted(std::shared_ptr<Wire> inner, std::shared_ptr<Count> count) {
    auto reading = inner->read();
    std::string bytes = co_await std::move(reading);
    count->bytes += bytes.size();
    if (!count->done && count->bytes > handshake_answer_bytes_max) {
      throw NetworkError("more than " + std::to_string(handshake_answer_bytes_max) + " bytes came as an answer");
    }
    co_return bytes;
  }
  std::shared_ptr<Count> count_;
};

// A WebSocket while it is set up and after.
struct WebSocket {
  using Stream = websocket::stream<WireStream, false>;

  WebSocket(std::unique_ptr<Wire> wire, Clock& its_clock, const asio::any_io_executor& executor);
  /// Why an operation failed, in words.
  [[nodiscard]] std::string why(const error_code& error);
  [[nodiscard]] NetworkError failure(const std::string& what) const { return NetworkError(name + ": " + what); }

  std::string name;  ///< of the wire below
  std::shared_ptr<HandshakeWire::Count> count = std::make_shared<HandshakeWire::Count>();
  Stream stream;
  Clock& clock;
  bool closed = false;
};

WebSocket::WebSocket(std::unique_ptr<Wire> wire, Clock& its_clock, const asio::any_io_executor& executor)
    : name(wire->name()), stream(std::make_unique<HandshakeWire>(std::move(wire), count), executor), clock(its_clock) {
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

constexpr const char* subprotocol = "xmpp";
// Of an HTTP reason phrase, for a sentence.
constexpr std::size_t phrase_bytes_max = 100;

// Ends a handshake that takes too long: the wire is closed, and what was pending fails.
class HandshakeDeadline {
 public:
  HandshakeDeadline(WebSocket& socket, Duration longest) : socket_(socket), longest_(longest), timer_(socket.clock) {
    timer_.start(longest, [this] {
      late_ = true;
      socket_.stream.next_layer().close();
    });
  }
  void check() {
    timer_.stop();
    if (late_) throw socket_.failure("the WebSocket handshake was not done within " + duration_text(longest_));
  }

 private:
  WebSocket& socket_;
  Duration longest_;
  bool late_ = false;
  Timer timer_;
};

std::string status_text(const websocket::response_type& response) {
  const auto phrase = response.reason().substr(0, phrase_bytes_max);
  return "HTTP " + std::to_string(response.result_int()) + (phrase.empty() ? "" : " " + std::string(phrase));
}

bool names_subprotocol(beast::string_view list) {
  http::token_list tokens(list);
  return tokens.exists(subprotocol);
}

struct Refusal {
  http::status status;
  const char* words;
};

// What keeps the request from being ours; nothing, if it is.
std::optional<Refusal> refusal_of(const http::request<http::empty_body>& request, const std::string& path) {
  const auto target = request.target();
  if (target.substr(0, target.find('?')) != path) return Refusal{http::status::not_found, "for another path"};
  if (!websocket::is_upgrade(request)) {
    return Refusal{http::status::upgrade_required, "that is no WebSocket handshake"};
  }
  if (!names_subprotocol(request[http::field::sec_websocket_protocol])) {
    return Refusal{http::status::bad_request, "without the WebSocket subprotocol \"xmpp\""};
  }
  return std::nullopt;
}

Task<void> refuse(std::shared_ptr<WebSocket> socket, http::status status) {
  http::response<http::string_body> response(status, 11);
  response.set(http::field::connection, "close");
  if (status == http::status::upgrade_required) response.set(http::field::upgrade, "websocket");
  response.set(http::field::content_type, "text/plain; charset=utf-8");
  response.body() = "XMPP over WebSocket (RFC 7395) is what is here.\n";
  response.prepare_payload();
  error_code ignored;
  co_await http::async_write(socket->stream.next_layer(), response, asio::redirect_error(asio::use_awaitable, ignored));
  socket->stream.next_layer().close();
}

}  // namespace

Task<std::unique_ptr<Wire>> connect_web_socket(std::unique_ptr<Wire> wire, Clock& clock, WebSocketAddress address,
                                               Duration longest) {
  const auto executor = co_await asio::this_coro::executor;
  const auto socket = std::make_shared<WebSocket>(std::move(wire), clock, executor);
  socket->stream.set_option(websocket::stream_base::decorator([](websocket::request_type& request) {
    request.set(http::field::sec_websocket_protocol, subprotocol);
    request.set(http::field::user_agent, "conformance");
  }));
  HandshakeDeadline deadline(*socket, longest);
  websocket::response_type response;
  error_code error;
  co_await socket->stream.async_handshake(response, address.host, address.path,
                                          asio::redirect_error(asio::use_awaitable, error));
  deadline.check();
  if (error == websocket::error::upgrade_declined) {
    throw socket->failure("the server does not speak WebSocket at " + address.path + ": " + status_text(response));
  }
  if (error) throw socket->failure("the WebSocket handshake failed: " + socket->why(error));
  socket->count->done = true;
  std::unique_ptr<Wire> connected = std::make_unique<WebSocketWire>(socket);
  if (response[http::field::sec_websocket_protocol] != subprotocol) {
    connected->close();
    throw socket->failure("the server did not choose the WebSocket subprotocol \"xmpp\" (RFC 7395 3.1)");
  }
  co_return connected;
}

Task<std::unique_ptr<Wire>> accept_web_socket(std::unique_ptr<Wire> wire, Clock& clock, std::string path,
                                              Duration longest) {
  const auto executor = co_await asio::this_coro::executor;
  const auto socket = std::make_shared<WebSocket>(std::move(wire), clock, executor);
  HandshakeDeadline deadline(*socket, longest);
  std::string head;
  auto buffer = asio::dynamic_buffer(head, handshake_bytes_max);
  error_code error;
  const std::size_t head_bytes = co_await asio::async_read_until(socket->stream.next_layer(), buffer, "\r\n\r\n",
                                                                 asio::redirect_error(asio::use_awaitable, error));
  http::request_parser<http::empty_body> parser;
  parser.header_limit(handshake_bytes_max);
  if (error == asio::error::not_found) error = http::error::header_limit;
  if (!error) parser.put(asio::buffer(head.data(), head_bytes), error);
  if (error) {
    deadline.check();
    const bool http_error = socket->stream.next_layer().failure().empty() && error != asio::error::eof;
    throw socket->failure("the client did not send a WebSocket handshake: " +
                          (http_error ? error.message() : socket->why(error)));
  }
  if (const auto refused = refusal_of(parser.get(), path)) {
    auto refusing = refuse(socket, refused->status);
    co_await std::move(refusing);
    throw socket->failure(std::string("the client sent an HTTP request ") + refused->words);
  }
  // RFC 6455 4.1: a client waits for our answer. What came before it would be lost.
  if (head.size() > head_bytes)
    throw socket->failure("the client sent data before its WebSocket handshake was answered");
  socket->stream.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
    response.set(http::field::sec_websocket_protocol, subprotocol);
    response.set(http::field::server, "conformance");
  }));
  co_await socket->stream.async_accept(parser.get(), asio::redirect_error(asio::use_awaitable, error));
  deadline.check();
  if (error) throw socket->failure("the WebSocket handshake failed: " + socket->why(error));
  socket->count->done = true;
  co_return std::make_unique<WebSocketWire>(socket);
}

}  // namespace conformance::net

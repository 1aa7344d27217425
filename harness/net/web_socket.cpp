// SPDX-License-Identifier: MIT
#include "net/web_socket.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <utility>

#include "net/duration_text.hpp"
#include "net/web_socket_wire.hpp"

namespace conformance::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

namespace {

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
  auto connected = web_socket_wire(socket);
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
  beast::flat_buffer buffer(handshake_bytes_max);
  http::request_parser<http::empty_body> parser;
  parser.header_limit(handshake_bytes_max);
  error_code error;
  co_await http::async_read_header(socket->stream.next_layer(), buffer, parser,
                                   asio::redirect_error(asio::use_awaitable, error));
  if (error) {
    deadline.check();
    const bool http_error = socket->stream.next_layer().failure().empty() && error != http::error::end_of_stream;
    throw socket->failure("the client did not send a WebSocket handshake: " +
                          (http_error ? error.message() : socket->why(error)));
  }
  if (const auto refused = refusal_of(parser.get(), path)) {
    auto refusing = refuse(socket, refused->status);
    co_await std::move(refusing);
    throw socket->failure(std::string("the client sent an HTTP request ") + refused->words);
  }
  // RFC 6455 4.1: a client waits for our answer. What came before it would be lost.
  if (buffer.size() > 0) throw socket->failure("the client sent data before its WebSocket handshake was answered");
  socket->stream.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
    response.set(http::field::sec_websocket_protocol, subprotocol);
    response.set(http::field::server, "conformance");
  }));
  co_await socket->stream.async_accept(parser.get(), asio::redirect_error(asio::use_awaitable, error));
  deadline.check();
  if (error) throw socket->failure("the WebSocket handshake failed: " + socket->why(error));
  co_return web_socket_wire(socket);
}

}  // namespace conformance::net

// SPDX-License-Identifier: MIT
#include "net/web_socket.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/beast/websocket.hpp>
#include <catch2/catch.hpp>

#include "base/limits.hpp"
#include "net/test_loop.hpp"
#include "net/test_real_loop.hpp"
#include "net/wire_stream.hpp"

/// Both ends against each other, and each against an end that is written out, over memory.
namespace conformance::net {

namespace {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
using namespace std::chrono_literals;

const std::string upgrade =
    "GET /xmpp-websocket HTTP/1.1\r\nHost: capulet.lit\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

struct Pipe {
  Pipe() {
    auto [one, other] = memory_pipe(loop.clock());
    near = std::move(one);
    far = std::move(other);
  }
  auto start_accept() { return loop.start(accept_web_socket(std::move(far), loop.clock(), web_socket_path, 10s)); }
  std::unique_ptr<Wire> connect(const std::string& path = web_socket_path) {
    return loop.run(connect_web_socket(std::move(near), loop.clock(), {"capulet.lit", path}, 10s));
  }
  TestLoop loop;
  std::unique_ptr<Wire> near;
  std::unique_ptr<Wire> far;
};

// Both ends of ours, connected.
struct Stage : Pipe {
  Stage() {
    const auto accepting = start_accept();
    client = connect();
    loop.settle();
    server = accepting->take();
  }
  std::unique_ptr<Wire> client;
  std::unique_ptr<Wire> server;
};

// An end that does what it is told.
struct Bare {
  Bare(std::unique_ptr<Wire> wire, TestLoop& loop) : stream(std::move(wire), loop.context().get_executor()) {}
  websocket::stream<WireStream, false> stream;
};

// A client that does what beast lets it, against our server's end.
struct BareStage : Pipe {
  BareStage() : bare(std::move(near), loop) {
    bare.stream.set_option(websocket::stream_base::decorator([](websocket::request_type& request) {
      request.set(boost::beast::http::field::sec_websocket_protocol, "v10.stomp, xmpp");
    }));
    const auto accepting = start_accept();
    loop.run(shake_hands(bare));
    loop.settle();
    server = accepting->take();
  }
  static Task<void> shake_hands(Bare& socket) {
    co_await socket.stream.async_handshake("capulet.lit", "/xmpp-websocket?x=1", asio::use_awaitable);
  }
  static Task<void> write(Bare& socket, std::string message, bool text) {
    socket.stream.text(text);
    co_await socket.stream.async_write(asio::buffer(message), asio::use_awaitable);
  }
  static Task<void> ping(Bare& socket, std::string payload) {
    co_await socket.stream.async_ping(websocket::ping_data(payload), asio::use_awaitable);
  }
  static Task<void> close(Bare& socket, websocket::close_reason reason) {
    boost::system::error_code ignored;
    co_await socket.stream.async_close(reason, asio::redirect_error(asio::use_awaitable, ignored));
  }
  static Task<unsigned> close_code(Bare& socket) {
    std::string message;
    auto buffer = asio::dynamic_buffer(message);
    boost::system::error_code ended;
    while (!ended) co_await socket.stream.async_read(buffer, asio::redirect_error(asio::use_awaitable, ended));
    co_return socket.stream.reason().code;
  }
  std::string read_failure() {
    return failure_of([&] { loop.run(server->read()); });
  }
  Bare bare;
  std::unique_ptr<Wire> server;
};

// What our client says of a server that answers so.
std::string failure_of_client(const std::string& answer) {
  Pipe pipe;
  pipe.loop.run(pipe.far->write(answer));
  return failure_of([&] { pipe.connect(); });
}

struct Refused {
  std::string failure;
  std::string status_line;
};

Refused server_refuses(const std::string& request) {
  Pipe pipe;
  pipe.loop.run(pipe.near->write(request));
  Refused refused;
  const auto accepting = pipe.start_accept();
  refused.failure = failure_of([&] {
    while (!accepting->done) {
      pipe.loop.settle();
      if (!accepting->done && !pipe.loop.clock().fire_earliest()) break;
    }
    accepting->take();
  });
  const auto heard = pipe.loop.run(pipe.near->read());
  refused.status_line = heard.substr(0, heard.find('\r'));
  return refused;
}

}  // namespace

TEST_CASE("Messages cross a WebSocket whole, both ways and in order, and no time passes", "[rfc7395]") {
  Stage stage;
  CHECK(stage.client->keeps_messages());
  CHECK(stage.client->name() == "memory");
  stage.loop.run(stage.client->write("<a/>"));
  stage.loop.run(stage.client->write("<b/>"));
  CHECK(stage.loop.run(stage.server->read()) == "<a/>");
  CHECK(stage.loop.run(stage.server->read()) == "<b/>");
  stage.loop.run(stage.server->write("<♥/>"));
  CHECK(stage.loop.run(stage.client->read()) == "<♥/>");
  CHECK(stage.loop.clock().now() == 0ms);
}

TEST_CASE("A message at the limit crosses a WebSocket, one byte more is refused", "[limits]") {
  Stage stage;
  const std::string longest(limits::stanza_bytes_max, 'x');
  const auto reading = stage.loop.start(stage.server->read());
  stage.loop.run(stage.client->write(longest));
  stage.loop.settle();
  CHECK((reading->take() == longest));
  const auto reading_more = stage.loop.start(stage.server->read());
  const auto writing = stage.loop.start(stage.client->write(longest + "x"));
  stage.loop.settle();
  REQUIRE(reading_more->done);
  CHECK(failure_of([&] { reading_more->take(); }) == "memory: a WebSocket message is longer than 1048576 bytes");
}

TEST_CASE("Closing a WebSocket ends both sides without an error", "[rfc6455-7]") {
  const bool by_client = GENERATE(true, false);
  Stage stage;
  auto& closing = by_client ? stage.client : stage.server;
  auto& other = by_client ? stage.server : stage.client;
  const auto pending = stage.loop.start(closing->read());
  stage.loop.settle();
  closing->close();
  closing->close();
  CHECK(stage.loop.run(other->read()).empty());
  stage.loop.settle();
  REQUIRE(pending->done);
  CHECK(pending->take().empty());
  CHECK(stage.loop.clock().now() == 0ms);
  CHECK(failure_of([&] { stage.loop.run(closing->write("<a/>")); }) ==
        "memory: the connection was closed on this side");
}

TEST_CASE("A WebSocket whose other side does not answer the closing is closed after 2 s", "[rfc6455-7]") {
  Stage stage;
  const auto pending = stage.loop.start(stage.client->read());
  stage.loop.settle();
  stage.client->close();
  stage.loop.settle();
  CHECK_FALSE(pending->done);
  while (!pending->done && stage.loop.clock().fire_earliest()) stage.loop.settle();
  REQUIRE(pending->done);
  CHECK(pending->take().empty());
  CHECK(stage.loop.clock().now() == web_socket_close_longest);
}

TEST_CASE("A WebSocket that is destroyed under a pending read ends that read", "[net]") {
  Stage stage;
  const auto reading = stage.loop.start(stage.client->read());
  stage.loop.settle();
  stage.client.reset();
  CHECK(stage.loop.run(stage.server->read()).empty());
  stage.loop.settle();
  REQUIRE(reading->done);
  CHECK(reading->take().empty());
}

TEST_CASE("A ping is answered while someone reads", "[rfc6455-5.5.2]") {
  BareStage stage;
  std::string pong;
  stage.bare.stream.control_callback([&](websocket::frame_type kind, boost::beast::string_view payload) {
    if (kind == websocket::frame_type::pong) pong = std::string(payload);
  });
  const auto listening = stage.loop.start(BareStage::close_code(stage.bare));
  const auto reading = stage.loop.start(stage.server->read());
  stage.loop.run(BareStage::ping(stage.bare, "wherefore"));
  stage.loop.settle();
  CHECK(pong == "wherefore");
  CHECK_FALSE(reading->done);
  // A read that is still pending would keep the socket, and the socket the read.
  stage.server.reset();
  stage.loop.settle();
  CHECK(reading->done);
}

TEST_CASE("Messages that cannot be XMPP are refused with a close code and in words", "[rfc7395-3.2]") {
  struct Row {
    std::string message;
    bool text;
    unsigned code;
    const char* failure;
  };
  const auto row = GENERATE(values<Row>({
      {"<a/>", false, 1003, "memory: a binary WebSocket message came, and XMPP is text (RFC 7395 3.2)"},
      {"", true, 1008, "memory: an empty WebSocket message came, and each is one element (RFC 7395 3.3)"},
      {"\xff", true, 1007, "memory: WebSocket: "},
  }));
  BareStage stage;
  stage.loop.run(BareStage::write(stage.bare, row.message, row.text));
  const auto code = stage.loop.start(BareStage::close_code(stage.bare));
  CHECK(stage.read_failure().starts_with(row.failure));
  stage.loop.settle();
  REQUIRE(code->done);
  CHECK(code->take() == row.code);
}

TEST_CASE("A close code other than the ordinary ones is an error in words", "[rfc6455-7.4]") {
  struct Row {
    websocket::close_reason reason;
    const char* failure;
  };
  const auto row = GENERATE(values<Row>({
      {{websocket::close_code::normal}, "no error"},
      {{websocket::close_code::going_away}, "no error"},
      {{websocket::close_code::policy_error, "too many stanzas"},
       "memory: the other side closed the WebSocket with the code 1008 (too many stanzas)"},
      {{websocket::close_code::internal_error}, "memory: the other side closed the WebSocket with the code 1011"},
  }));
  BareStage stage;
  const auto closing = stage.loop.start(BareStage::close(stage.bare, row.reason));
  CHECK(stage.read_failure() == row.failure);
}

TEST_CASE("A wire that ends without the closing handshake is an error in words", "[rfc6455-7.1.5]") {
  BareStage stage;
  stage.bare.stream.next_layer().close();
  CHECK(stage.read_failure() == "memory: the connection ended without the closing handshake of WebSocket");
}

TEST_CASE("A server that does not take the handshake is an error that says how it answered", "[rfc7395-3.1]") {
  struct Row {
    const char* answer;
    const char* failure;
  };
  const auto row = GENERATE(values<Row>({
      {"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
       "memory: the server does not speak WebSocket at /xmpp-websocket: HTTP 404 Not Found"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
       "memory: the server does not speak WebSocket at /xmpp-websocket: HTTP 200 OK"},
      {"<?xml version='1.0'?><stream:stream>", "memory: the WebSocket handshake failed: WebSocket: bad version"},
  }));
  CHECK(failure_of_client(row.answer) == row.failure);
}

TEST_CASE("A server that says nothing to the handshake is given up at the deadline", "[net]") {
  Pipe pipe;
  CHECK(failure_of([&] { pipe.connect(); }) == "memory: the WebSocket handshake was not done within 10 s");
  CHECK(pipe.loop.clock().now() == 10s);
  Pipe silent;
  const auto accepting = silent.start_accept();
  while (!accepting->done && (silent.loop.settle(), true) && silent.loop.clock().fire_earliest()) silent.loop.settle();
  CHECK(failure_of([&] { accepting->take(); }) == "memory: the WebSocket handshake was not done within 10 s");
}

TEST_CASE("A client that sends no handshake for XMPP is answered by HTTP", "[rfc7395-3.1]") {
  struct Row {
    std::string request;
    const char* status_line;
    const char* failure;
  };
  const auto row = GENERATE(values<Row>({
      {upgrade + "Sec-WebSocket-Protocol: soap\r\n\r\n", "HTTP/1.1 400 Bad Request",
       "memory: the client sent an HTTP request without the WebSocket subprotocol \"xmpp\""},
      {upgrade + "\r\n", "HTTP/1.1 400 Bad Request",
       "memory: the client sent an HTTP request without the WebSocket subprotocol \"xmpp\""},
      {"GET /xmpp-websocket HTTP/1.1\r\nHost: capulet.lit\r\n\r\n", "HTTP/1.1 426 Upgrade Required",
       "memory: the client sent an HTTP request that is no WebSocket handshake"},
      {"GET /xmpp-websockets HTTP/1.1\r\nHost: capulet.lit\r\n\r\n", "HTTP/1.1 404 Not Found",
       "memory: the client sent an HTTP request for another path"},
  }));
  const auto refused = server_refuses(row.request);
  CHECK(refused.status_line == row.status_line);
  CHECK(refused.failure == row.failure);
}

TEST_CASE("What is no HTTP, too long, or data ahead of the answer ends the handshake", "[rfc7395-3.1]") {
  struct Row {
    std::string request;
    const char* failure;
  };
  const auto row = GENERATE(values<Row>({
      {"<stream:stream>\r\n\r\n", "memory: the client did not send a WebSocket handshake: "},
      {upgrade + "X: " + std::string(handshake_bytes_max, 'x') + "\r\n\r\n",
       "memory: the client did not send a WebSocket handshake: "},
      {upgrade + "Sec-WebSocket-Protocol: xmpp\r\n\r\n\x81\x80",
       "memory: the client sent data before its WebSocket handshake was answered"},
  }));
  CHECK(server_refuses(row.request).failure.starts_with(row.failure));
}

TEST_CASE("The head of a handshake may have as many bytes as the limit", "[limits]") {
  const std::string head = upgrade + "Sec-WebSocket-Protocol: xmpp\r\nX: ";
  const std::size_t room = handshake_bytes_max - head.size() - 4;
  CHECK(server_refuses(head + std::string(room, 'x') + "\r\n\r\n").status_line == "HTTP/1.1 101 Switching Protocols");
  CHECK(server_refuses(head + std::string(room + 1, 'x') + "\r\n\r\n").failure ==
        "memory: the client did not send a WebSocket handshake: header limit exceeded");
}

TEST_CASE("An answer to a handshake at the limit of bytes is read, one byte more is refused", "[limits]") {
  const auto refusal_of = [](std::size_t bytes) {
    const std::string head = "HTTP/1.1 404 Not Found\r\nContent-Length: ";
    const std::size_t body = bytes - head.size() - 5 - 4;  // five digits and the empty line
    return failure_of_client(head + std::to_string(body) + "\r\n\r\n" + std::string(body, 'x'));
  };
  CHECK(refusal_of(handshake_answer_bytes_max) ==
        "memory: the server does not speak WebSocket at /xmpp-websocket: HTTP 404 Not Found");
  CHECK(refusal_of(handshake_answer_bytes_max + 1) ==
        "memory: the WebSocket handshake failed: more than 65536 bytes came as an answer");
}

TEST_CASE("A server that chooses no subprotocol is refused", "[rfc7395-3.1]") {
  Pipe pipe;
  Bare bare(std::move(pipe.far), pipe.loop);
  bare.stream.async_accept([](boost::system::error_code) {});
  CHECK(failure_of([&] { pipe.connect(); }) ==
        "memory: the server did not choose the WebSocket subprotocol \"xmpp\" (RFC 7395 3.1)");
}

}  // namespace conformance::net

// SPDX-License-Identifier: MIT
#include "stream/connection.hpp"

#include <utility>

#include "base/check.hpp"
#include "net/wrapped_wire.hpp"
#include "stream/inbound.hpp"
#include "stream/outbound.hpp"
#include "stream/words.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::stream {

namespace ns = xmpp::ns;

struct Connection::State {
  State(const std::shared_ptr<net::Wire>& its_wire, Clock& clock, const boost::asio::any_io_executor& executor)
      : wire(its_wire),
        framing(framing_for(*wire)),
        in(std::make_shared<Inbound>(wire, framing, clock, executor)),
        out(std::make_shared<Outbound>(wire, clock, executor)) {}

  void close() {
    if (std::exchange(closed, true)) return;
    in->stop();
    if (header_sent) out->push(framing->end());
    out->finish();
  }
  void close_with_error(const std::string& condition) {
    if (closed) return;
    out->push(framing->stream_error(condition));
    close();
  }
  void drop() {
    closed = true;
    in->stop();
    out->stop();
  }

  static Task<std::optional<Received>> receive_any(std::shared_ptr<State> self, std::optional<Duration> longest,
                                                   const char* awaited);
  static Task<std::optional<xml::Element>> receive_element(std::shared_ptr<State> self, std::optional<Duration> longest,
                                                           const char* awaited);

  std::shared_ptr<net::Wire> wire;
  std::shared_ptr<Framing> framing;
  std::shared_ptr<Inbound> in;
  std::shared_ptr<Outbound> out;
  bool header_sent = false;
  bool closed = false;
};

namespace {

// A wire that was shared by the halves of a connection, for one owner.
class TakenWire final : public net::WrappedWire {
 public:
  using WrappedWire::WrappedWire;
  ~TakenWire() override { inner()->close(); }
};

[[noreturn]] void throw_stream_error(const xml::Element& error, const char* awaited) {
  const auto words = error_words(error, ns::streams);
  throw StreamError("the other side ended the stream while we waited for " + std::string(awaited) +
                        ", with the stream error " + words.sentence(),
                    words.condition);
}

}  // namespace

// Static functions with a share of the state: the Connection may be let go of while they wait.
Task<std::optional<Received>> Connection::State::receive_any(std::shared_ptr<State> self,
                                                             std::optional<Duration> longest, const char* awaited) {
  try {
    auto next = self->in->next(longest, awaited);
    co_return co_await std::move(next);
  } catch (const StreamError& error) {
    // RFC 6120 4.9.1.1. Before our header no stream error can be sent: the owner does both then.
    if (!error.condition().empty() && self->header_sent) self->close_with_error(error.condition());
    throw;
  }
}

Task<std::optional<xml::Element>> Connection::State::receive_element(std::shared_ptr<State> self,
                                                                     std::optional<Duration> longest,
                                                                     const char* awaited) {
  while (true) {
    auto receiving = receive_any(self, longest, awaited);
    const auto received = co_await std::move(receiving);
    if (!received) co_return std::nullopt;
    if (received->is_header) continue;  // nobody asked for it
    if (received->element.is("error", ns::stream)) {
      self->close();
      throw_stream_error(received->element, awaited);
    }
    co_return received->element;
  }
}

std::shared_ptr<Connection> Connection::over(std::unique_ptr<net::Wire> wire, Clock& clock,
                                             const boost::asio::any_io_executor& executor) {
  const std::shared_ptr<net::Wire> shared = std::move(wire);
  return std::shared_ptr<Connection>(new Connection(std::make_shared<State>(shared, clock, executor)));
}

Connection::Connection(std::shared_ptr<State> state) : state_(std::move(state)) {}

Connection::~Connection() {
  if (!state_->closed) state_->drop();
}

void Connection::send(const xml::Element& element) { state_->out->push(state_->framing->element(element)); }

void Connection::send_bytes(const std::string& bytes) { state_->out->push(bytes); }

void Connection::send_features(const std::string& children) { state_->out->push(state_->framing->features(children)); }

Task<void> Connection::flush() { return state_->out->flush(); }

void Connection::open(const StreamHeader& header) {
  restart();
  send_header(header);
}

void Connection::restart() {
  state_->in->restart();
  state_->header_sent = false;
}

void Connection::send_header(const StreamHeader& header) {
  state_->header_sent = true;
  state_->out->push(state_->framing->header(header));
}

Task<xml::Element> Connection::receive_header(Duration longest) {
  auto receiving = State::receive_any(state_, longest, "the stream header");
  const auto received = co_await std::move(receiving);
  if (!received) throw StreamError("the stream was closed while waiting for the stream header");
  if (received->is_header) co_return received->element;
  throw StreamError("an element came while waiting for the stream header");
}

Task<std::optional<xml::Element>> Connection::receive(Duration longest, const char* awaited) {
  return State::receive_element(state_, longest, awaited);
}

Task<std::optional<xml::Element>> Connection::receive() {
  return State::receive_element(state_, std::nullopt, "a stanza");
}

bool Connection::ended() const { return state_->in->ended(); }

const net::Wire& Connection::wire() const { return *state_->wire; }

void Connection::refuse_bytes_ahead() const {
  if (!state_->in->holds_bytes()) return;
  throw StreamError("bytes came where TLS was to begin", "policy-violation");
}

std::unique_ptr<net::Wire> Connection::take_wire() {
  check(state_->out->is_idle(), "a wire is taken that is still written to");
  refuse_bytes_ahead();
  state_->closed = true;
  state_->in->stop();
  return std::make_unique<TakenWire>(state_->wire);
}

void Connection::close() { state_->close(); }

void Connection::close_with_error(const std::string& condition) { state_->close_with_error(condition); }

void Connection::drop() { state_->drop(); }

}  // namespace conformance::stream

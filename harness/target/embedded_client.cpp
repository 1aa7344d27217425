// SPDX-License-Identifier: MIT
#include "target/embedded_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "net/web_socket.hpp"
#include "stream/client.hpp"

namespace conformance::target {

namespace {
constexpr const char* iut_resource = "balcony";
// A run of everything brings the client some 1,000 stanzas.
constexpr std::uint64_t stanzas_before_closing_max = 600;
}  // namespace

EmbeddedClient::EmbeddedClient(boost::asio::io_context& context, Clock& clock, trace::Recorder& recorder,
                               Options options)
    : context_(context),
      clock_(clock),
      options_(std::move(options)),
      security_{stream::StartTls::off, std::nullopt, false, std::make_shared<stream::ScramCache>()},
      world_(context, clock, recorder,
             {options_.seed, options_.timeout, options_.seed, [this] { return connect(); }, options_.faults,
              options_.scram_iterations}),
      client_(clock,
              {options_.chat_states_version, options_.seed, options_.faults,
               [&recorder](const xmpp::Jid& from) {
                 recorder.record(trace::ObservedEvent{"alert", from.to_string(), ""}, recorder.owner(from));
               },
               [this] {
                 world_.expect_end();
                 if (connection_) connection_->close();
               }},
              [this](const xml::Element& element) {
                if (connection_) connection_->send(element);
              }) {}

Task<std::unique_ptr<net::Wire>> EmbeddedClient::connect() {
  auto [ours, theirs] = net::memory_pipe(clock_);
  if (options_.through) ours = options_.through(std::move(ours));
  if (!options_.web_socket) {
    world_.server().serve(std::move(theirs));
    co_return std::move(ours);
  }
  world_.server().serve_web_socket(std::move(theirs));
  auto upgrading = net::connect_web_socket(std::move(ours), clock_, {"capulet.lit"}, options_.timeout);
  co_return co_await std::move(upgrading);
}

Task<void> EmbeddedClient::start() { return log_in(); }

Task<void> EmbeddedClient::log_in() {
  auto connecting = connect();
  auto wire = co_await std::move(connecting);
  const auto& account = world_.account();
  auto logging_in =
      stream::log_in(std::move(wire), clock_, {account.local(), account.domain(), world_.password(), iut_resource},
                     security_, options_.timeout);
  auto bound = co_await std::move(logging_in);
  // The fault "dead-stream": nothing is read or written after login.
  if (options_.faults.has("dead-stream")) {
    dead_ = bound.connection;
    co_return;
  }
  connection_ = bound.connection;
  boost::asio::co_spawn(context_, read(), boost::asio::detached);
  client_.start(bound.jid);
}

Task<void> EmbeddedClient::read() {
  const auto connection = connection_;
  // The fault "closes-at-random": after a number of stanzas that the seed draws.
  const bool closes = options_.faults.has("closes-at-random");
  auto left = 1 + options_.seed.number("closing") % stanzas_before_closing_max;
  try {
    while (!closes || left-- > 0) {
      auto next = connection->receive();
      const auto element = co_await std::move(next);
      if (!element) break;
      client_.receive(*element);
    }
    connection->close();
    if (world_.end_is_expected()) {  // it logs in again
      auto logging_in = log_in();
      co_await std::move(logging_in);
      co_return;
    }
    lost_ = "the stream of the client has ended";
  } catch (const std::exception& error) {
    // The server has noticed, too, and it is in the trace.
    lost_ = std::string("the stream of the client has ended: ") + error.what();
  }
}

Task<std::optional<std::string>> EmbeddedClient::enlist(const scenario::Scenario& scenario, Cast& cast) {
  world_.invite(scenario, cast);
  return world_.gather(scenario, cast);
}

Task<std::optional<NoRooms>> EmbeddedClient::open_rooms(const scenario::Scenario& scenario, Cast& /*cast*/,
                                                        Rooms& rooms) {
  world_.open_rooms(scenario, rooms);
  co_return std::nullopt;
}

void EmbeddedClient::discharge(Cast& cast) { world_.dismiss(cast); }

Task<void> EmbeddedClient::stop() {
  world_.server().stop();
  co_return;
}

}  // namespace conformance::target

// SPDX-License-Identifier: MIT
#include "stream/server.hpp"

#include <boost/asio/this_coro.hpp>
#include <utility>

#include "stream/acceptor.hpp"

namespace conformance::stream {

Task<std::optional<BoundPeer>> accept_stream(std::unique_ptr<net::Wire> wire, Clock& clock, Accounts& accounts,
                                             std::string stream_id, Duration longest, Offer offer) {
  const auto executor = co_await boost::asio::this_coro::executor;
  const auto connection = Connection::over(std::move(wire), clock, executor);
  Acceptor acceptor(connection, clock, accounts, {stream_id, longest, offer});
  try {
    auto running = acceptor.run();
    auto peer = co_await std::move(running);
    if (!peer) acceptor.connection().close();
    co_return peer;
  } catch (const StreamError& error) {
    // After silence, RFC 6120 4.9.3.4. After a loss nobody reads it.
    acceptor.fail(error.condition().empty() ? "connection-timeout" : error.condition());
    throw;
  }
}

}  // namespace conformance::stream

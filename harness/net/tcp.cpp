// SPDX-License-Identifier: MIT
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <utility>
#include <vector>

#include "base/check.hpp"
#include "net/duration_text.hpp"
#include "net/tcp_wire.hpp"

namespace conformance::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

using Endpoints = std::vector<tcp::endpoint>;

// A question to the system's resolver. It cannot be taken back once it is asked, so it runs by itself, and who waits
// for it may give up earlier.
struct Lookup {
  Lookup(asio::io_context& context, Clock& clock) : resolver(context), answered(clock) {}
  tcp::resolver resolver;
  Signal answered;
  bool done = false;
  error_code error;
  Endpoints endpoints;
};

Task<void> look_up(std::shared_ptr<Lookup> lookup, std::string host, std::uint16_t port) {
  const std::string service = std::to_string(port);
  const auto results = co_await lookup->resolver.async_resolve(
      host, service, tcp::resolver::numeric_service, asio::redirect_error(asio::use_awaitable, lookup->error));
  for (const auto& result : results) lookup->endpoints.push_back(result.endpoint());
  lookup->done = true;
  lookup->answered.notify();
}

Task<Endpoints> resolve(asio::io_context& context, Clock& clock, std::string host, std::uint16_t port,
                        Duration longest) {
  error_code not_literal;
  const auto literal = asio::ip::make_address(host, not_literal);
  if (!not_literal) co_return Endpoints{tcp::endpoint(literal, port)};

  const Duration deadline = clock.now() + longest;
  const auto lookup = std::make_shared<Lookup>(context, clock);
  asio::co_spawn(context, look_up(lookup, host, port), asio::detached);
  while (!lookup->done) {
    const Duration left = deadline - clock.now();
    if (left <= Duration::zero()) {
      lookup->resolver.cancel();
      throw NetworkError(place_text(host, port) + ": the name was not resolved within " + duration_text(longest));
    }
    co_await lookup->answered.wait(left);
  }
  if (lookup->error) throw NetworkError(place_text(host, port) + ": " + error_text(lookup->error));
  co_return std::move(lookup->endpoints);
}

Endpoints allowed(const Endpoints& all, Reach reach, const std::string& place) {
  Endpoints some;
  for (const auto& endpoint : all) {
    if (reach == Reach::anywhere || is_loopback(endpoint.address())) some.push_back(endpoint);
  }
  if (!some.empty()) return some;
  if (all.empty()) throw NetworkError(place + ": the name has no address");
  throw NetworkError(place + ": " + all.front().address().to_string() +
                     " is not a loopback address, and only those may be connected to");
}

// Why the socket did not connect, in words; "" if it did.
Task<std::string> connect_within(tcp::socket& socket, Clock& clock, tcp::endpoint endpoint, Duration longest) {
  bool late = false;
  Timer timer(clock);
  timer.start(longest, [&socket, &late] {
    late = true;
    error_code ignored;
    socket.close(ignored);
  });
  error_code error;
  co_await socket.async_connect(endpoint, asio::redirect_error(asio::use_awaitable, error));
  timer.stop();
  if (late) co_return "no answer within " + duration_text(longest);
  co_return error ? error_text(error) : std::string();
}

}  // namespace

Task<std::unique_ptr<Wire>> connect_tcp(asio::io_context& context, Clock& clock, std::string host, std::uint16_t port,
                                        Duration longest, Reach reach) {
  check(!clock.is_virtual(), "TCP on a virtual clock: time would not wait for the network");
  const std::string place = place_text(host, port);
  const Duration deadline = clock.now() + longest;
  auto resolving = resolve(context, clock, host, port, longest);
  const Endpoints found = co_await std::move(resolving);
  const Endpoints endpoints = allowed(found, reach, place);

  std::string reason;
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    // Each address gets an equal share of what is left: one that swallows everything must not starve the others.
    const Duration share = (deadline - clock.now()) / static_cast<Duration::rep>(endpoints.size() - i);
    if (share <= Duration::zero()) throw NetworkError(place + ": no answer within " + duration_text(longest));
    tcp::socket socket(context);
    auto connecting = connect_within(socket, clock, endpoints[i], share);
    reason = co_await std::move(connecting);
    if (reason.empty()) co_return tcp_wire(std::move(socket));
  }
  throw NetworkError(place + ": " + reason);
}

}  // namespace conformance::net

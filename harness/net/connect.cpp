// SPDX-License-Identifier: MIT
#include "net/connect.hpp"

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

// What was tried, and why it did not come to a connection.
struct Connector::Attempts {
  void add(const std::string& where, const std::string& reason) {
    if (!text.empty()) text += ", ";
    text += where + " (" + reason + ")";
    ++count;
    last_where = where;
    last_reason = reason;
  }
  [[nodiscard]] std::string sentence(const std::string& place) const {
    if (count == 1 && last_where == place) return place + ": " + last_reason;
    return place + ": no connection: " + text;
  }
  std::string text;
  std::string last_where;
  std::string last_reason;
  std::size_t count = 0;
  std::size_t reached = 0;       ///< that were within reach
  std::size_t out_of_reach = 0;  ///< that were not
};

namespace {

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

// The part of what is left until `deadline` that one of so many gets.
Duration share(Clock& clock, Duration deadline, std::size_t among) {
  return (deadline - clock.now()) / static_cast<Duration::rep>(among);
}

std::string out_of_reach_text(const asio::ip::address& address) {
  return address.to_string() + " is not a loopback address, and only those may be connected to";
}

}  // namespace

Connector::Connector(asio::io_context& context, Clock& clock, Resolver& resolver, Seed seed, BeginTls begin_tls)
    : context_(context), clock_(clock), resolver_(resolver), seed_(seed), begin_tls_(std::move(begin_tls)) {
  check(!clock.is_virtual(), "TCP on a virtual clock: time would not wait for the network");
}

Task<Connected> Connector::connect(Destination destination, Duration longest, Reach reach) {
  const Duration deadline = clock_.now() + longest;
  std::vector<Place> places;
  std::string goal = destination.host;
  if (destination.port) {
    places.push_back({destination.host, *destination.port, destination.direct_tls});
    goal = place_text(destination.host, *destination.port);
  } else {
    auto finding = find_places(resolver_, clock_, destination.host, begin_tls_ != nullptr, seed_, longest);
    places = co_await std::move(finding);
    if (places.size() > places_tried_max) places.resize(places_tried_max);
    const bool fallen_back = places.front().host == destination.host;
    if (fallen_back) goal = place_text(destination.host, places.front().port);
  }
  Attempts attempts;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Duration part = share(clock_, deadline, places.size() - i);
    if (part <= Duration::zero()) {
      attempts.add(place_text(places[i].host, places[i].port), "not tried within " + duration_text(longest));
      break;
    }
    auto trying = try_place(places[i], part, reach, attempts);
    auto connected = co_await std::move(trying);
    if (connected) co_return std::move(*connected);
  }
  const bool only_out_of_reach = attempts.reached == 0 && attempts.out_of_reach > 0;
  if (only_out_of_reach) throw OutOfReach(attempts.sentence(goal));
  throw NetworkError(attempts.sentence(goal));
}

Task<std::optional<Connected>> Connector::try_place(Place place, Duration longest, Reach reach, Attempts& attempts) {
  const Duration deadline = clock_.now() + longest;
  const std::string where = place_text(place.host, place.port);
  Addresses addresses;
  try {
    auto resolving = resolver_.addresses(place.host, longest);
    addresses = co_await std::move(resolving);
  } catch (const NetworkError& error) {
    attempts.add(where, error.what());
    co_return std::nullopt;
  }
  if (addresses.empty()) attempts.add(where, "the name has no address");
  if (addresses.size() > addresses_tried_max) addresses.resize(addresses_tried_max);
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    const auto& address = addresses[i];
    if (reach == Reach::loopback_only && !is_loopback(address)) {
      attempts.add(place_text(address.to_string(), place.port), out_of_reach_text(address));
      ++attempts.out_of_reach;
      continue;
    }
    ++attempts.reached;
    const Duration part = share(clock_, deadline, addresses.size() - i);
    if (part <= Duration::zero()) {
      attempts.add(place_text(address.to_string(), place.port), "not tried within " + duration_text(longest));
      break;
    }
    auto trying = try_address(place, address, part, attempts);
    auto connected = co_await std::move(trying);
    if (connected) co_return std::move(connected);
  }
  co_return std::nullopt;
}

Task<std::optional<Connected>> Connector::try_address(Place place, asio::ip::address address, Duration longest,
                                                      Attempts& attempts) {
  const Duration deadline = clock_.now() + longest;
  const std::string where = place_text(address.to_string(), place.port);
  tcp::socket socket(context_);
  auto connecting = connect_within(socket, clock_, tcp::endpoint(address, place.port), longest);
  const std::string reason = co_await std::move(connecting);
  if (!reason.empty()) {
    attempts.add(where, reason);
    co_return std::nullopt;
  }
  Connected connected{tcp_wire(std::move(socket)), place.direct_tls};
  if (!place.direct_tls) co_return std::optional<Connected>(std::move(connected));
  if (!begin_tls_) {
    attempts.add(where, "TLS begins at once there, and it is switched off");
    co_return std::nullopt;
  }
  try {
    auto beginning = begin_tls_(std::move(connected.wire), deadline - clock_.now());
    connected.wire = co_await std::move(beginning);
  } catch (const NetworkError& error) {
    attempts.add(where, error.what());
    co_return std::nullopt;
  }
  co_return std::optional<Connected>(std::move(connected));
}

Task<std::unique_ptr<Wire>> connect_tcp(asio::io_context& context, Clock& clock, std::string host, std::uint16_t port,
                                        Duration longest, Reach reach) {
  const auto resolver = dns_resolver(context, clock, {.servers = "", .reach = reach});
  Connector connector(context, clock, *resolver, Seed(0));
  auto connecting = connector.connect({host, port}, longest, reach);
  auto connected = co_await std::move(connecting);
  co_return std::move(connected.wire);
}

}  // namespace conformance::net

// SPDX-License-Identifier: MIT
#include "stream/offer.hpp"

#include <boost/asio/this_coro.hpp>

#include "stream/client_steps.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::stream {

namespace {
// A server has about ten.
constexpr std::size_t mechanisms_max = 50;
}  // namespace

Task<Offer> ask_offer(std::unique_ptr<net::Wire> wire, Clock& clock, std::string domain, Duration longest) {
  const auto executor = co_await boost::asio::this_coro::executor;
  const auto connection = Connection::over(std::move(wire), clock, executor);
  auto opening = open_stream(connection, std::move(domain), longest);
  const auto features = co_await std::move(opening);
  connection->close();
  Offer offer;
  const auto mechanisms = features.child("mechanisms", xmpp::ns::sasl);
  const auto children = mechanisms ? mechanisms->children() : std::vector<xml::Element>();
  for (const auto& mechanism : children) {
    if (mechanism.is("mechanism", xmpp::ns::sasl) && offer.mechanisms.size() < mechanisms_max) {
      offer.mechanisms.push_back(mechanism.text());
    }
  }
  offer.registers = features.child("register", xmpp::ns::register_feature).has_value();
  offer.starttls = features.child("starttls", xmpp::ns::tls).has_value();
  co_return offer;
}

}  // namespace conformance::stream

// SPDX-License-Identifier: MIT
#include "stream/offer.hpp"

#include "xmpp/namespaces.hpp"

namespace conformance::stream {

namespace {
// A server has about ten.
constexpr std::size_t mechanisms_max = 50;
}  // namespace

LoginOffer read_offer(const xml::Element& features) {
  LoginOffer offer;
  const auto mechanisms = features.child("mechanisms", xmpp::ns::sasl);
  const auto children = mechanisms ? mechanisms->children() : std::vector<xml::Element>();
  for (const auto& mechanism : children) {
    if (mechanism.is("mechanism", xmpp::ns::sasl) && offer.mechanisms.size() < mechanisms_max) {
      offer.mechanisms.push_back(mechanism.text());
    }
  }
  offer.registers = features.child("register", xmpp::ns::register_feature).has_value();
  offer.starttls = features.child("starttls", xmpp::ns::tls).has_value();
  return offer;
}

}  // namespace conformance::stream

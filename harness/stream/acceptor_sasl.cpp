// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include "stream/acceptor.hpp"
#include "stream/base64.hpp"
#include "xmpp/namespaces.hpp"

/// The part of an Acceptor that lets a client log in: SASL (RFC 6120 6).
namespace conformance::stream {

namespace ns = xmpp::ns;

namespace {

// RFC 6120 6.4.5 asks for at least 2 and recommends at most 5.
constexpr int refused_logins_max = 3;

// RFC 6120 6.4.2: no text is no initial response, and "=" is one of no bytes.
constexpr const char* empty_response = "=";

}  // namespace

std::vector<std::string> Acceptor::mechanisms() const {
  const auto& wire = connection_->wire();
  const bool binds = options_.offer.channel_binding && !wire.channel_binding().empty();
  return offered_mechanisms(binds, wire.is_encrypted() || wire.is_local(), options_.offer.anonymous);
}

std::string Acceptor::sasl_features() const {
  xml::Builder offered("mechanisms", ns::sasl);
  for (const auto& name : mechanisms()) offered.add(xml::Builder("mechanism", ns::sasl).text(name));
  std::string features = offered.build().to_string();
  if (!connection_->wire().channel_binding().empty()) {
    xml::Builder bindings("sasl-channel-binding", sasl_cb_namespace);
    bindings.add(xml::Builder("channel-binding", sasl_cb_namespace).set("type", tls_exporter));
    features += bindings.build().to_string();
  }
  return features;
}

Task<bool> Acceptor::authenticate() {
  while (true) {
    auto receiving = next("the login");
    const auto element = co_await std::move(receiving);
    if (!element) co_return false;
    const auto iq = as_iq(*element);
    if (iq && iq->child("query", ns::register_iq)) {
      take_registration(*iq);
    } else if (element->is("auth", ns::sasl)) {
      if (begin_exchange(*element)) co_return true;
    } else if (element->is("response", ns::sasl) && exchange_) {
      const auto text = element->text();
      if (go_on(text == empty_response ? std::string() : text)) co_return true;
    } else if (element->is("abort", ns::sasl)) {
      refuse_login("aborted");
    } else {
      refuse_element(*element, "before it was logged in");
    }
  }
}

bool Acceptor::begin_exchange(const xml::Element& auth) {
  exchange_.reset();
  const std::string mechanism(auth.attribute("mechanism").value_or(""));
  const auto offered = mechanisms();
  if (std::find(offered.begin(), offered.end(), mechanism) == offered.end()) {
    refuse_login("invalid-mechanism");
    return false;
  }
  exchange_ = std::make_unique<SaslServer>(mechanism, accounts_, domain_, connection_->wire().channel_binding());
  const auto text = auth.text();
  if (text.empty()) {
    // The mechanism is asked for its message by an empty challenge.
    connection_->send(xml::Builder("challenge", ns::sasl).build());
    return false;
  }
  return go_on(text == empty_response ? std::string() : text);
}

// Whether the client is logged in now.
bool Acceptor::go_on(const std::string& base64) {
  const auto heard = from_base64(base64);
  if (!heard) {
    refuse_login("incorrect-encoding");
    return false;
  }
  auto step = exchange_->step(heard);
  // All that we offer begin with the client: what has no bytes is no beginning.
  if (step.state == SaslStep::State::more && step.bytes.empty()) {
    step = {SaslStep::State::failed, "", "malformed-request"};
  }
  if (step.state == SaslStep::State::failed) {
    refuse_login(step.reason);
    return false;
  }
  const bool done = step.state == SaslStep::State::done;
  connection_->send(xml::Builder(done ? "success" : "challenge", ns::sasl).text(to_base64(step.bytes)).build());
  if (done) local_ = exchange_->local();
  if (done) exchange_.reset();
  return done;
}

void Acceptor::refuse_login(const std::string& condition) {
  exchange_.reset();
  connection_->send(xml::Builder("failure", ns::sasl).add(xml::Builder(condition, ns::sasl)).build());
  if (++refused_logins_ >= refused_logins_max) {
    throw StreamError(
        "the client was refused " + std::to_string(refused_logins_) + " logins, the last with " + condition,
        "policy-violation");
  }
}

}  // namespace conformance::stream

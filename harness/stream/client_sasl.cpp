// SPDX-License-Identifier: MIT
#include <utility>

#include "stream/base64.hpp"
#include "stream/client_steps.hpp"
#include "stream/sasl_client.hpp"
#include "stream/words.hpp"
#include "xmpp/namespaces.hpp"

/// How a client logs in: SASL (RFC 6120 6).
namespace conformance::stream {

namespace ns = xmpp::ns;

namespace {

constexpr Awaited sasl_answer{"the answer to <auth/>", nullptr, ns::sasl, nullptr};
// Steps of an exchange; SCRAM has two.
constexpr int challenges_max = 4;

SaslSituation situation(const xml::Element& features, const Login& login, const Security& security,
                        const net::Wire& wire) {
  SaslSituation known;
  if (const auto mechanisms = features.child("mechanisms", ns::sasl)) {
    for (const auto& child : mechanisms->children()) {
      if (child.is("mechanism", ns::sasl)) known.offered.push_back(child.text());
    }
  }
  if (const auto bindings = features.child("sasl-channel-binding", sasl_cb_namespace)) {
    for (const auto& child : bindings->children())
      known.binding_types.emplace_back(child.attribute("type").value_or(""));
  }
  known.has_binding = !wire.channel_binding().empty();
  known.plain_is_safe = wire.is_encrypted() || wire.is_local() || security.allow_plain;
  known.anonymous = login.local.empty();
  return known;
}

std::string who(const Login& login) {
  return login.local.empty() ? "nobody at " + login.domain : login.local + "@" + login.domain;
}

// What the client says, "=" for nothing (RFC 6120 6.4.2).
xml::Element message(xml::Builder element, const std::string& bytes) {
  return element.text(bytes.empty() ? "=" : to_base64(bytes)).build();
}

[[noreturn]] void throw_refused(const xml::Element& failure, const Login& login) {
  const auto words = error_words(failure, ns::sasl);
  throw StreamError("the server refused the login of " + who(login) + ": " + words.sentence(), words.condition);
}

// Goes on with what the server says in base 64.
SaslStep next_step(SaslClient& exchange, const xml::Element& answer, const Login& login) {
  const auto text = answer.text();
  const auto heard = text == "=" ? std::optional(std::string()) : from_base64(text);
  if (!heard) throw StreamError("the server sent a <" + excerpt(answer.name()) + "/> that is not base 64");
  auto step = exchange.step(heard);
  if (step.state == SaslStep::State::failed) {
    throw StreamError("the login of " + who(login) + " was broken off: " + step.reason);
  }
  return step;
}

}  // namespace

Task<void> authenticate(std::shared_ptr<Connection> connection, xml::Element features, Login login, Security security,
                        Duration longest) {
  const auto mechanism = choose_mechanism(situation(features, login, security, connection->wire()));
  if (mechanism.has_error()) throw StreamError(mechanism.error().reason);
  SaslClient exchange(*mechanism, {login.local, login.password, connection->wire().channel_binding()}, security.cache);
  const auto first = exchange.step(std::nullopt);
  if (first.state == SaslStep::State::failed) {
    throw StreamError("the login of " + who(login) + " cannot begin: " + first.reason);
  }
  connection->send(message(xml::Builder("auth", ns::sasl).set("mechanism", *mechanism), first.bytes));
  for (int challenges = 0; challenges <= challenges_max; ++challenges) {
    auto waiting = expect(connection, longest, sasl_answer);
    const auto answer = co_await std::move(waiting);
    if (answer.name() == "failure") throw_refused(answer, login);
    if (answer.name() == "success") {
      // What the server says last may be its proof (RFC 6120 6.4.6).
      if (!exchange.done()) next_step(exchange, answer, login);
      if (exchange.done()) co_return;
      throw StreamError("the server let " + who(login) + " in before " + *mechanism + " was done");
    }
    if (answer.name() != "challenge" || exchange.done()) {
      throw StreamError("the server answered <" + excerpt(answer.name()) + "/> to the login of " + who(login) +
                        " with " + *mechanism + ", which has no such step");
    }
    const auto step = next_step(exchange, answer, login);
    connection->send(message(xml::Builder("response", ns::sasl), step.bytes));
  }
  throw StreamError("the server sent more than " + std::to_string(challenges_max) + " challenges to the login of " +
                    who(login));
}

}  // namespace conformance::stream

// SPDX-License-Identifier: MIT
#include "stream/acceptor.hpp"

#include <utility>

#include "base/check.hpp"
#include "base/limits.hpp"
#include "stream/words.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::stream {

namespace ns = xmpp::ns;

namespace {

// First-level elements before the stream is bound: a client needs two, one that tries everything needs about ten.
constexpr int elements_max = 32;

constexpr const char* registration_feature = "<register xmlns='http://jabber.org/features/iq-register'/>";
constexpr const char* second_features =
    "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"
    "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'><optional/></session>"
    "<csi xmlns='urn:xmpp:csi:0'/>";

}  // namespace

void refuse_element(const xml::Element& element, const std::string& moment) {
  throw StreamError("the client sent <" + excerpt(element.name()) + "/> " + moment, "not-authorized");
}

std::optional<xmpp::Stanza> as_iq(const xml::Element& element) {
  auto stanza = xmpp::Stanza::parse(element);
  if (stanza.has_error() || !stanza->is_iq()) return std::nullopt;
  return *stanza;
}

Acceptor::Acceptor(std::shared_ptr<Connection> connection, Clock& clock, Accounts& accounts, Options options)
    : connection_(std::move(connection)), clock_(clock), accounts_(accounts), options_(std::move(options)) {}

Task<std::optional<BoundPeer>> Acceptor::run() {
  auto greeting = greet();
  if (!co_await std::move(greeting)) co_return std::nullopt;
  if (demands_tls()) {
    auto securing = secure();
    if (!co_await std::move(securing)) co_return std::nullopt;
    // RFC 6120 5.4.3.3: a new stream, and nothing of the old one counts.
    header_sent_ = false;
    auto greeting_in_private = greet();
    if (!co_await std::move(greeting_in_private)) co_return std::nullopt;
  }
  send_features(sasl_features() + registration_feature);
  auto authenticating = authenticate();
  if (!co_await std::move(authenticating)) co_return std::nullopt;

  // RFC 6120 6.4.6: a new stream on the same wire, with features of its own.
  connection_->restart();
  header_sent_ = false;
  auto greeting_again = greet();
  if (!co_await std::move(greeting_again)) co_return std::nullopt;
  send_features(second_features);
  auto binding = bind();
  auto jid = co_await std::move(binding);
  if (!jid) co_return std::nullopt;
  co_return BoundPeer{connection_, std::move(*jid)};
}

void Acceptor::fail(const std::string& condition) {
  if (!header_sent_) send_header();
  connection_->close_with_error(condition);
}

Task<bool> Acceptor::greet() {
  auto receiving = connection_->receive_header(options_.longest);
  const auto header = co_await std::move(receiving);
  asked_domain_ = header.attribute("to").value_or("");
  // The prefix cannot be seen any more here; one that is not declared is not well-formed.
  if (header.ns() != ns::stream) {
    throw StreamError("the stream header is in the namespace '" + excerpt(header.ns()) + "'", "invalid-namespace");
  }
  if (header.name() != "stream") {
    throw StreamError("the stream header is <" + excerpt(header.name()) + "/>, not <stream/>", "bad-format");
  }
  const auto asked = xmpp::Jid::parse(asked_domain_);
  const bool other = asked.has_value() && !domain_.empty() && asked->domain() != domain_;
  if (asked.has_error() || other || !accounts_.serves(asked->domain())) {
    throw StreamError("the domain '" + excerpt(asked_domain_) + "' is not served here", "host-unknown");
  }
  domain_ = asked->domain();
  send_header();
  co_return true;
}

Task<std::optional<xmpp::Jid>> Acceptor::bind() {
  while (true) {
    auto receiving = next("the resource binding request");
    const auto element = co_await std::move(receiving);
    if (!element) co_return std::nullopt;
    const auto iq = as_iq(*element);
    if (iq && iq->child("bind", ns::bind)) {
      if (auto jid = take_bind(*iq)) co_return jid;
    } else if (iq && iq->type() == "set" && iq->child("session", ns::session)) {
      connection_->send(xmpp::result_reply(*iq).build());
    } else {
      refuse_element(*element, "before a resource was bound");
    }
  }
}

Task<std::optional<xml::Element>> Acceptor::next(const char* awaited) {
  if (++elements_ > elements_max) {
    throw StreamError("the client sent more than " + std::to_string(elements_max) + " elements before it was bound",
                      "policy-violation");
  }
  auto receiving = connection_->receive(options_.longest, awaited);
  co_return co_await std::move(receiving);
}

void Acceptor::send_header() {
  header_sent_ = true;
  const bool bounded = asked_domain_.size() <= limits::jid_part_bytes_max;
  connection_->send_header({.from = bounded ? asked_domain_ : "", .id = options_.stream_id});
}

void Acceptor::send_features(const std::string& features) { connection_->send_features(features); }

std::optional<xmpp::Jid> Acceptor::take_bind(const xmpp::Stanza& iq) {
  const auto wanted_element = iq.child("bind", ns::bind)->child("resource", ns::bind);
  const std::string wanted = wanted_element ? wanted_element->text() : "";
  const auto account = *xmpp::Jid::parse(local_ + "@" + domain_);
  if (iq.type() != "set" || (!wanted.empty() && account.with_resource(wanted).has_error())) {
    refuse_iq(iq, "modify", "bad-request");  // RFC 6120 7.7.2.1
    return std::nullopt;
  }
  const auto bound = account.with_resource(accounts_.choose_resource(local_, domain_, wanted));
  check(bound.has_value(), "the accounts chose a resourcepart that is not one");
  auto answer = xmpp::result_reply(iq);
  answer.add(xml::Builder("bind", ns::bind).add(xml::Builder("jid", ns::bind).text(bound->to_string())));
  connection_->send(answer.build());
  return *bound;
}

// Without the payload of the request: it may hold a password, which is not said back.
void Acceptor::refuse_iq(const xmpp::Stanza& iq, const char* type, const char* condition) {
  auto answer = xmpp::result_reply(iq);
  answer.set("type", "error");
  answer.add(xml::Builder("error", ns::client).set("type", type).add(xml::Builder(condition, ns::stanzas)));
  connection_->send(answer.build());
}

}  // namespace conformance::stream

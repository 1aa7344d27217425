// SPDX-License-Identifier: MIT
#include "capture/relay.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>
#include <utility>

#include "stream/words.hpp"
#include "xmpp/jid.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::capture {

namespace ns = xmpp::ns;
using stream::Connection;
using stream::StreamError;

namespace {

constexpr const char* stream_management = "urn:xmpp:sm:3";
constexpr const char* compression = "http://jabber.org/features/compress";
constexpr const char* old_auth = "http://jabber.org/features/iq-auth";
constexpr const char* sasl2 = "urn:xmpp:sasl:2";
constexpr const char* channel_bindings = "urn:xmpp:sasl-cb:0";
constexpr const char* stream_id = "conformance-record";
constexpr std::string_view plus = "-PLUS";

bool is_stanza(const xml::Element& element) {
  return element.ns() == ns::client &&
         (element.name() == "message" || element.name() == "presence" || element.name() == "iq");
}

}  // namespace

Offered offered_through(const xml::Element& features) {
  Offered offered;
  const auto leave_out = [&offered](const std::string& what) {
    offered.left_out += (offered.left_out.empty() ? "" : ", ") + what;
  };
  for (const auto& feature : features.children()) {
    if (feature.ns() == compression || feature.ns() == old_auth || feature.ns() == sasl2 ||
        feature.ns() == channel_bindings || feature.ns() == ns::tls) {
      if (feature.ns() != ns::tls) leave_out(std::string(feature.ns()));
      continue;
    }
    if (!feature.is("mechanisms", ns::sasl)) {
      offered.children += feature.to_string();
      continue;
    }
    xml::Builder mechanisms("mechanisms", ns::sasl);
    for (const auto& mechanism : feature.children()) {
      const auto name = mechanism.text();
      if (mechanism.name() == "mechanism" && name.ends_with(plus)) {
        leave_out(stream::excerpt(name));
      } else {
        mechanisms.add(mechanism);
      }
    }
    offered.children += mechanisms.build().to_string();
  }
  return offered;
}

std::shared_ptr<Relay> Relay::make(Clock& clock, Options options) {
  return std::shared_ptr<Relay>(new Relay(clock, std::move(options)));
}

Task<void> Relay::serve(std::unique_ptr<net::Wire> wire) {
  const auto self = shared_from_this();
  const auto executor = co_await boost::asio::this_coro::executor;
  client_ = Connection::over(std::move(wire), clock_, executor);
  std::string condition;
  try {
    auto greeting = greet_client();
    co_await std::move(greeting);
    auto reaching = reach_server();
    co_await std::move(reaching);
    auto securing = secure_client();
    bool goes_on = co_await std::move(securing);
    if (goes_on) {
      send_features();
      auto authenticating = authenticate();
      goes_on = co_await std::move(authenticating);
    }
    if (goes_on) {
      auto beginning = begin_session();
      co_await std::move(beginning);
      boost::asio::co_spawn(executor, pump(self, false), boost::asio::detached);
      auto pumping = pump(self, true);
      co_await std::move(pumping);
    }
  } catch (const StreamError& error) {
    condition = error.condition().empty() ? "remote-connection-failed" : error.condition();
    client_->close_with_error(condition);
    if (server_) server_->close();
    throw;
  } catch (const net::NetworkError&) {
    client_->close_with_error("remote-connection-failed");
    throw;
  }
  close();
}

void Relay::close() {
  if (client_) client_->close();
  if (server_) server_->close();
}

Task<void> Relay::greet_client() {
  auto receiving = client_->receive_header(options_.longest);
  const auto header = co_await std::move(receiving);
  client_->send_header({.from = options_.domain, .id = stream_id});
  const auto asked = xmpp::Jid::parse(header.attribute("to").value_or(""));
  if (asked.has_value() && asked->domain() == options_.domain) co_return;
  throw StreamError("the client asks for the domain '" + stream::excerpt(header.attribute("to").value_or("")) +
                        "', and the proxy is for " + options_.domain + "; name the other one with --domain",
                    "host-unknown");
}

Task<void> Relay::reach_server() {
  auto dialing = options_.dial();
  auto wire = co_await std::move(dialing);
  auto opening =
      stream::open_secure_stream(std::move(wire), clock_, options_.domain, options_.security, options_.longest);
  auto opened = co_await std::move(opening);
  server_ = opened.connection;
  features_ = opened.features;
}

Task<bool> Relay::secure_client() {
  if (!options_.start_tls || client_->wire().is_encrypted()) co_return true;
  client_->send_features("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>");
  auto receiving = client_->receive(options_.longest, "the beginning of TLS");
  const auto element = co_await std::move(receiving);
  if (!element) co_return false;
  if (!element->is("starttls", ns::tls)) {
    throw StreamError("the client sent <" + stream::excerpt(element->name()) + "/> before TLS", "not-authorized");
  }
  client_->refuse_bytes_ahead();
  client_->send(xml::Builder("proceed", ns::tls).build());
  auto flushing = client_->flush();
  co_await std::move(flushing);
  auto shaking = net::tls_server(client_->take_wire(), *options_.start_tls, clock_, options_.longest);
  auto secured = co_await std::move(shaking);
  const auto executor = co_await boost::asio::this_coro::executor;
  client_ = Connection::over(std::move(secured), clock_, executor);
  auto greeting = greet_client();
  co_await std::move(greeting);
  options_.on_stream("secured", "");
  co_return true;
}

void Relay::send_features() {
  const auto offered = offered_through(*features_);
  if (!offered.left_out.empty()) {
    options_.tell("not offered to the client, as it cannot pass through a proxy: " + offered.left_out);
  }
  client_->send_features(offered.children);
}

// Until SASL has succeeded the two sides take turns: each answer of the server is for what the client said last.
Task<bool> Relay::authenticate() {
  while (true) {
    auto receiving = client_->receive(options_.longest, "the client to log in");
    const auto said = co_await std::move(receiving);
    if (!said) co_return false;
    server_->send(*said);
    auto waiting = server_->receive(options_.longest, "the server's answer while the client logs in");
    const auto answer = co_await std::move(waiting);
    if (!answer) co_return false;
    client_->send(*answer);
    if (answer->is("success", ns::sasl)) co_return true;
  }
}

// RFC 6120 6.4.6: a new stream on both sides.
Task<void> Relay::begin_session() {
  client_->restart();
  auto greeting = greet_client();
  co_await std::move(greeting);
  auto opening = stream::open_stream(server_, options_.domain, options_.longest);
  features_ = co_await std::move(opening);
  send_features();
}

void Relay::cross(bool from_client, const xml::Element& element) {
  auto& to = from_client ? *server_ : *client_;
  to.send(element);
  if (!from_client && element.is("resumed", stream_management)) options_.on_stream("resumed", "");
  if (!is_stanza(element)) return;
  const auto bind = element.child("bind", ns::bind);
  if (from_client && bind) bind_id_ = element.attribute("id").value_or("");
  if (!from_client && bind && element.attribute("id") == bind_id_ && element.attribute("type") == "result") {
    const auto jid = bind->child("jid", ns::bind);
    options_.on_stream("bound", jid ? jid->text() : "");
    return;
  }
  if (!bind) options_.on_stanza(from_client, element);
}

Task<void> Relay::pump(std::shared_ptr<Relay> relay, bool from_client) {
  const auto from = from_client ? relay->client_ : relay->server_;
  const auto to = from_client ? relay->server_ : relay->client_;
  try {
    while (true) {
      auto receiving = from->receive();
      const auto element = co_await std::move(receiving);
      if (!element) break;
      relay->cross(from_client, *element);
    }
    to->close();
  } catch (const StreamError& error) {
    if (!from_client) relay->options_.tell(std::string("the server's stream: ") + error.what());
    relay->lost_ = true;
    if (error.condition().empty()) {
      to->drop();
    } else {
      to->close_with_error(error.condition());
    }
  }
  if (from_client) relay->options_.on_stream(relay->lost_ ? "lost" : "closed", "");
}

}  // namespace conformance::capture

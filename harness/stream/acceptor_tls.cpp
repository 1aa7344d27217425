// SPDX-License-Identifier: MIT
#include <boost/asio/this_coro.hpp>
#include <utility>

#include "stream/acceptor.hpp"
#include "xmpp/namespaces.hpp"

/// The part of an Acceptor that has the stream encrypted: STARTTLS (RFC 6120 5).
namespace conformance::stream {

namespace ns = xmpp::ns;

bool Acceptor::demands_tls() const {
  return options_.offer.start_tls.has_value() && !connection_->wire().is_encrypted();
}

Task<bool> Acceptor::secure() {
  send_features("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>");
  auto receiving = next("the beginning of TLS");
  const auto element = co_await std::move(receiving);
  if (!element) co_return false;
  if (!element->is("starttls", ns::tls)) refuse_element(*element, "before TLS");
  connection_->refuse_bytes_ahead();
  connection_->send(xml::Builder("proceed", ns::tls).build());
  auto flushing = connection_->flush();
  co_await std::move(flushing);
  auto wire = connection_->take_wire();
  auto shaking = net::tls_server(std::move(wire), *options_.offer.start_tls, clock_, options_.longest);
  auto secured = co_await std::move(shaking);
  const auto executor = co_await boost::asio::this_coro::executor;
  connection_ = Connection::over(std::move(secured), clock_, executor);
  co_return true;
}

}  // namespace conformance::stream

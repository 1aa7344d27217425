// SPDX-License-Identifier: MIT
#include "stream/client_steps.hpp"

#include "stream/words.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::stream {

namespace ns = xmpp::ns;

namespace {

// A server may push something while we log in; one that does nothing else is not waited for.
constexpr int passed_over_max = 16;
// Shorter words stand in ordinary sentences by chance.
constexpr std::size_t secret_bytes_min = 4;

constexpr Awaited features_awaited{"the stream features", "features", ns::stream, nullptr};

bool matches(const xml::Element& element, const Awaited& awaited) {
  if (element.ns() != awaited.ns) return false;
  if (awaited.name != nullptr && element.name() != awaited.name) return false;
  return awaited.id == nullptr || element.attribute("id") == std::string_view(awaited.id);
}

void check_header(const xml::Element& header) {
  if (!header.is("stream", ns::stream)) {
    throw StreamError("the other side does not speak XMPP: its stream header is <" + excerpt(header.name()) +
                      "/> in the namespace '" + excerpt(header.ns()) + "'");
  }
  // RFC 6120 4.7.5: without a version there are no stream features to wait for.
  if (!header.attribute("version").value_or("").starts_with("1.")) {
    throw StreamError("the server does not speak XMPP 1.0: its stream header has the version '" +
                      excerpt(header.attribute("version").value_or("")) + "'");
  }
}

std::string blot_out(std::string text, const std::string& secret) {
  constexpr std::string_view blot = "(password)";
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + blot.size())) {
    text.replace(at, secret.size(), blot);
  }
  return text;
}

}  // namespace

Task<xml::Element> expect(std::shared_ptr<Connection> connection, Duration longest, Awaited awaited) {
  for (int passed_over = 0; passed_over <= passed_over_max; ++passed_over) {
    auto receiving = connection->receive(longest, awaited.words);
    const auto element = co_await std::move(receiving);
    if (!element) throw StreamError("the server closed the stream while we waited for " + std::string(awaited.words));
    if (matches(*element, awaited)) co_return *element;
  }
  throw StreamError("more than " + std::to_string(passed_over_max) + " other elements came while waiting for " +
                    awaited.words);
}

Task<xml::Element> open_stream(std::shared_ptr<Connection> connection, std::string domain, Duration longest) {
  // No 'from' here: RFC 6120 4.7.1 would not have the address sent before the stream is encrypted.
  connection->open({.to = domain});
  auto receiving = connection->receive_header(longest);
  const auto header = co_await std::move(receiving);
  check_header(header);
  auto waiting = expect(connection, longest, features_awaited);
  co_return co_await std::move(waiting);
}

void demand_result(const xml::Element& answer, const std::string& what) {
  if (answer.attribute("type") == "result") return;
  const auto error = answer.child("error", ns::client);
  const auto words = error ? error_words(*error, ns::stanzas) : ErrorWords{"an answer that is no result", ""};
  throw StreamError("the server refused to " + what + ": " + words.sentence(), error ? words.condition : "");
}

StreamError without_secret(const StreamError& error, const std::string& password) {
  if (password.size() < secret_bytes_min) return error;
  return StreamError(blot_out(error.what(), password), blot_out(error.condition(), password));
}

}  // namespace conformance::stream

// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "stream/client.hpp"
#include "stream/connection.hpp"
#include "xml/element.hpp"

/// What logging in and registering have in common. Only this folder includes it.
namespace conformance::stream {

/// The element that a step waits for. All are literals.
struct Awaited {
  const char* words;  ///< for "while waiting for …"
  const char* name;   ///< nullptr: any name
  const char* ns;
  const char* id;  ///< of an iq; nullptr: any
};

/// Waits for that element. What else comes is passed over, up to 16 elements. Throws StreamError.
Task<xml::Element> expect(std::shared_ptr<Connection> connection, Duration longest, Awaited awaited);

/// Opens a stream to `domain` (again) and gives its features. Throws StreamError, also where the other side does not
/// speak XMPP 1.0.
Task<xml::Element> open_stream(std::shared_ptr<Connection> connection, std::string domain, Duration longest);

/// A stream that is as secure as it is to be, and its features.
struct Opened {
  std::shared_ptr<Connection> connection;
  xml::Element features;
};
/// Opens a stream to `domain`, with STARTTLS if it is to be. Whatever was said before TLS is forgotten, and bytes that
/// came with it are refused. Throws StreamError, NetworkError; the connection is closed then.
Task<Opened> open_secure_stream(std::unique_ptr<net::Wire> wire, Clock& clock, std::string domain, Security security,
                                Duration longest);

/// Logs in by SASL, up to <success/>. Throws StreamError.
Task<void> authenticate(std::shared_ptr<Connection> connection, xml::Element features, Login login, Security security,
                        Duration longest);

/// Throws StreamError where the answer to an iq is not a result: "the server refused to WHAT: CONDITION (TEXT)".
void demand_result(const xml::Element& answer, const std::string& what);

/// The same error with the password blotted out: a server may well say it back to us, and errors are shown and kept.
StreamError without_secret(const StreamError& error, const std::string& password);

}  // namespace conformance::stream

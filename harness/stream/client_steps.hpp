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

/// Logs in by SASL, up to <success/>. Throws StreamError.
Task<void> authenticate(std::shared_ptr<Connection> connection, xml::Element features, Login login, Security security,
                        Duration longest);

/// Throws StreamError where the answer to an iq is not a result: "the server refused to WHAT: CONDITION (TEXT)".
void demand_result(const xml::Element& answer, const std::string& what);

/// The same error with the password blotted out: a server may well say it back to us, and errors are shown and kept.
StreamError without_secret(const StreamError& error, const std::string& password);

}  // namespace conformance::stream

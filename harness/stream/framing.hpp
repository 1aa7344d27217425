// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "net/wire.hpp"
#include "xml/parser.hpp"

namespace conformance::stream {

/// What a stream header of ours says (RFC 6120 4.7). The version is 1.0; what is "" is left out.
struct StreamHeader {
  std::string to = {};
  std::string from = {};
  std::string id = {};
};

/// How a stream stands on its wire. What is written comes from the functions without state; what was read goes in by
/// `add` and comes out as events, a header always as `<stream/>` in the namespace of streams.
class Framing {
 public:
  Framing() = default;
  Framing(const Framing&) = delete;
  Framing& operator=(const Framing&) = delete;
  virtual ~Framing() = default;

  [[nodiscard]] virtual std::string header(const StreamHeader& header) const = 0;
  /// A first-level element.
  [[nodiscard]] virtual std::string element(const xml::Element& element) const = 0;
  /// Stream features with these children, as XML that declares its namespaces.
  [[nodiscard]] virtual std::string features(const std::string& children) const = 0;
  /// A condition of RFC 6120 4.9.3.
  [[nodiscard]] virtual std::string stream_error(const std::string& condition) const = 0;
  /// What ends the stream.
  [[nodiscard]] virtual std::string end() const = 0;

  /// Takes what one read of the wire gave.
  virtual void add(std::string bytes) = 0;
  /// Whether `parse` has something to go on.
  [[nodiscard]] virtual bool has_unparsed() const = 0;
  /// Parses a piece of what was added, small enough that nothing behind an element is parsed with it, and appends what
  /// it completed. Errors: what is not well-formed, and what RFC 6120 11.1 and the limits forbid. Then nothing is
  /// parsed any more.
  virtual Result<void> parse(std::vector<xml::StreamEvent>& out) = 0;
  /// A new stream begins behind the last element.
  virtual void restart() = 0;
};

/// RFC 6120: the whole stream is one document, in any pieces.
std::unique_ptr<Framing> tcp_framing();
/// RFC 7395: each message is a document of one element; `<open/>` and `<close/>` begin and end the stream.
std::unique_ptr<Framing> web_socket_framing();
/// The one that suits the wire.
std::unique_ptr<Framing> framing_for(const net::Wire& wire);

}  // namespace conformance::stream

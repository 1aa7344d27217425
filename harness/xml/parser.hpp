// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "xml/element.hpp"

namespace conformance::xml {

/// The limits that a parser enforces before it builds anything.
struct ParserLimits {
  std::size_t bytes_max = limits::stanza_bytes_max;
  std::size_t depth_max = limits::element_depth_max;
  std::size_t attributes_max = limits::attributes_max;
  std::size_t elements_max = limits::elements_max;
  std::size_t name_bytes_max = limits::name_bytes_max;
};

/// The stream's root was opened (the stream header, RFC 6120 4.2); its attributes, without children.
struct StreamOpened {
  Element header;
};
/// A first-level element is complete (a stanza, or an element of negotiation).
struct ElementParsed {
  Element element;
};
/// The stream's root was closed.
struct StreamEnded {};
using StreamEvent = std::variant<StreamOpened, ElementParsed, StreamEnded>;

/// Turns the bytes of an XML stream into first-level elements, in any chunking.
///
/// Namespace-aware (expat). What RFC 6120 11.1 forbids is refused: comments, processing instructions, DTDs and
/// entities other than the predefined five. After an error the parser takes nothing more.
class StreamParser {
 public:
  explicit StreamParser(ParserLimits limits = {});
  StreamParser(StreamParser&&) noexcept;
  StreamParser& operator=(StreamParser&&) noexcept;
  ~StreamParser();

  /// Parses more bytes and appends what they completed to `out`; what was completed before an error is appended too.
  /// The error's place is "byte N", counted from the start of the stream.
  Result<void> feed(std::string_view bytes, std::vector<StreamEvent>& out);

 private:
  friend Result<Element> parse_element(std::string_view text, std::string_view default_ns, ParserLimits limits);
  struct State;
  std::unique_ptr<State> state_;
};

/// Parses one element standing alone; elements without xmlns are in `default_ns`. Places are "byte N" of `text`.
Result<Element> parse_element(std::string_view text, std::string_view default_ns, ParserLimits limits = {});

}  // namespace conformance::xml

// SPDX-License-Identifier: MIT
#pragma once

#include "xml/element.hpp"

namespace conformance::scenario {

/// The world around a client under test, as far as a scenario can bend it: the cast member `server`. Only where that
/// world is ours.
class Stage {
 public:
  Stage() = default;
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  virtual ~Stage() = default;

  /// Writes a stanza to the client's stream as it is, whoever it says that it is from.
  virtual void send(const xml::Element& stanza) = 0;
  /// Puts a message into the archive of the client's account (XEP-0313).
  virtual void archive(const xml::Element& message) = 0;
  /// Ends the client's stream.
  virtual void kick() = 0;
  /// The client is logged in and available.
  [[nodiscard]] virtual bool client_is_available() const = 0;
};

}  // namespace conformance::scenario

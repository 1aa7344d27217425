// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "xml/element.hpp"

namespace conformance::capture {

/// Takes what people wrote out of a recorded stanza. Every text is replaced by its length and a keyed hash,
/// "[5 characters, 3fa2c19e]", so that equal texts stay equal and nobody can try words; so are the names that people
/// gave (of roster items, of bookmarks). What the rules read stays: addresses, ids, threads, service discovery,
/// negotiation, delays, show and priority of presence, and that there is a text at all.
class Redactor {
 public:
  /// The key is of one recording and is not kept.
  explicit Redactor(std::string key) : key_(std::move(key)) {}

  [[nodiscard]] xml::Element redacted(const xml::Element& stanza) const;
  /// What stands for a text; "" for "".
  [[nodiscard]] std::string stand_in(const std::string& text) const;

 private:
  [[nodiscard]] xml::Builder copy(const xml::Element& element, bool readable) const;

  std::string key_;
};

}  // namespace conformance::capture

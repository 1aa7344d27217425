// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "xml/element.hpp"
#include "xmpp/jid.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::xmpp {

/// A message, presence or iq (RFC 6120 8). Immutable.
class Stanza {
 public:
  enum class Kind { message, presence, iq };

  /// Errors: not one of the three, or not in jabber:client. An address that is not a JID is no error here: what a
  /// target wrote stays data, `to()` and `from()` are then empty.
  static Result<Stanza> parse(xml::Element element);

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool is_message() const { return kind_ == Kind::message; }
  [[nodiscard]] bool is_presence() const { return kind_ == Kind::presence; }
  [[nodiscard]] bool is_iq() const { return kind_ == Kind::iq; }
  [[nodiscard]] const xml::Element& element() const { return element_; }
  [[nodiscard]] const std::optional<Jid>& to() const { return to_; }
  [[nodiscard]] const std::optional<Jid>& from() const { return from_; }
  /// Of a message, "normal" where the type is missing or unknown (RFC 6121 5.2.2); else as it stands, "" if missing.
  [[nodiscard]] const std::string& type() const { return type_; }
  [[nodiscard]] std::string id() const { return std::string(element_.attribute("id").value_or("")); }
  [[nodiscard]] bool is_error() const { return type_ == "error"; }
  /// An available or unavailable presence, not one of the other types.
  [[nodiscard]] bool is_availability() const { return is_presence() && (type_.empty() || type_ == "unavailable"); }
  /// The first child in a namespace, for an iq's payload.
  [[nodiscard]] std::optional<xml::Element> child(std::string_view name, std::string_view ns) const {
    return element_.child(name, ns);
  }
  [[nodiscard]] std::string to_string() const { return element_.to_string(ns::client); }

 private:
  explicit Stanza(xml::Element element) : element_(std::move(element)) {}
  xml::Element element_;
  Kind kind_ = Kind::message;
  std::optional<Jid> to_;
  std::optional<Jid> from_;
  std::string type_;
};

/// The error answer to a stanza, with its payload echoed (RFC 6120 8.3.1): `type` is cancel, wait, …; `condition` one
/// of RFC 6120 8.3.3.
xml::Element error_reply(const Stanza& stanza, std::string_view type, std::string_view condition);
/// The empty result of an iq, to be added to.
xml::Builder result_reply(const Stanza& iq);

}  // namespace conformance::xmpp

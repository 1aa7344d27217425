// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "xml/element.hpp"

namespace conformance::xmpp {

/// `<identity category='client' type='pc' name='…' xml:lang='en'/>` (XEP-0030 3.1)
struct Identity {
  std::string category;
  std::string type;
  std::string lang;
  std::string name;
  friend auto operator<=>(const Identity&, const Identity&) = default;
};

/// A data form in a disco#info result (XEP-0128).
struct InfoForm {
  std::string form_type;
  /// FORM_TYPE has type hidden, as XEP-0115 5.4 asks for before it counts.
  bool form_type_hidden = false;
  /// More than one FORM_TYPE with different values (XEP-0115 5.4: ill-formed).
  bool form_type_ambiguous = false;
  std::vector<std::pair<std::string, std::vector<std::string>>> fields;
};

/// What an entity is and can do: the content of `<query xmlns='http://jabber.org/protocol/disco#info'/>`.
struct DiscoInfo {
  std::optional<std::string> node;
  std::vector<Identity> identities;
  std::vector<std::string> features;
  std::vector<InfoForm> forms;

  [[nodiscard]] bool has_feature(std::string_view feature) const;
  /// Reads a query element; unknown children are passed over. Errors: another element.
  static Result<DiscoInfo> parse(const xml::Element& query);
  [[nodiscard]] xml::Builder to_element() const;
};

}  // namespace conformance::xmpp

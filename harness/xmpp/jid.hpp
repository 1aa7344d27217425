// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace conformance::xmpp {

/// An XMPP address (RFC 7622 3.1): `localpart@domainpart/resourcepart`, the localpart and resourcepart optional.
///
/// Held in the form in which addresses are compared, so that equal ones are equal: the localpart by UsernameCaseMapped
/// without the characters " & ' / : < > @, the domainpart by IDNA2008 (domainpart.hpp), the resourcepart by
/// OpaqueString (RFC 8265, precis.hpp). Each part has 1 to 1023 octets then. Parsing what `to_string` gives gives the
/// same address.
class Jid {
 public:
  /// Errors name the part, what is wrong with it, and the byte offset at which it starts.
  static Result<Jid> parse(std::string_view text);

  [[nodiscard]] const std::string& local() const { return local_; }
  [[nodiscard]] const std::string& domain() const { return domain_; }
  [[nodiscard]] const std::string& resource() const { return resource_; }
  [[nodiscard]] bool is_bare() const { return resource_.empty(); }
  [[nodiscard]] Jid bare() const;
  /// The same bare JID with another resourcepart, which has to be a valid one.
  [[nodiscard]] Result<Jid> with_resource(std::string_view resource) const;
  [[nodiscard]] std::string to_string() const;

  friend auto operator<=>(const Jid&, const Jid&) = default;

 private:
  Jid() = default;
  std::string local_;
  std::string domain_;
  std::string resource_;
};

}  // namespace conformance::xmpp

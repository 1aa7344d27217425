// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

/// The string classes of PRECIS (RFC 8264): which code points may stand where. Only precis.cpp and domainpart.cpp need
/// them; addresses are read by jid.hpp.
namespace conformance::xmpp::precis {

/// The derived property of a code point (RFC 8264 8).
enum class Property {
  valid,           ///< PVALID: in both classes
  freeform_valid,  ///< ID_DIS or FREE_PVAL: in FreeformClass only
  context_join,    ///< CONTEXTJ: where the rule of RFC 5892 appendix A holds
  context_other,   ///< CONTEXTO: likewise
  disallowed,
  unassigned
};

/// By the Unicode version of the ICU that this was built with.
Property derived_property(char32_t code_point);

/// Whether the contextual rule of a CONTEXTJ or CONTEXTO code point holds where it stands (RFC 5892 appendix A).
bool context_holds(std::u32string_view text, std::size_t at);

enum class StringClass { identifier, freeform };

/// The first code point that the class does not allow there; npos if it allows all.
std::size_t first_outside(StringClass string_class, std::u32string_view text);

/// Whether the text has a code point of direction R, AL or AN: the Bidi rule then applies.
bool has_right_to_left(std::u32string_view text);
/// Whether the text satisfies all six conditions of the Bidi rule (RFC 5893 2).
bool satisfies_bidi_rule(std::u32string_view text);

}  // namespace conformance::xmpp::precis

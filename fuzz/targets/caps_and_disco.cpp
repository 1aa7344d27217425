// Property: disco#info that was written reads the same, and its hash does not depend on the order of what stands in it.
// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/check.hpp"
#include "fuzz/targets.hpp"
#include "xml/parser.hpp"
#include "xmpp/caps.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::fuzz {

namespace {

xmpp::DiscoInfo read_again(const xmpp::DiscoInfo& info) {
  xml::ParserLimits wide;
  wide.bytes_max *= 8;
  wide.elements_max *= 8;  // each form gets a FORM_TYPE
  const auto element = xml::parse_element(info.to_element().build().to_string(), "", wide);
  check(element.has_value(), "disco#info that was written is not well-formed");
  return xmpp::DiscoInfo::parse(*element).value();
}

xmpp::DiscoInfo backwards(xmpp::DiscoInfo info) {
  std::reverse(info.identities.begin(), info.identities.end());
  std::reverse(info.features.begin(), info.features.end());
  std::reverse(info.forms.begin(), info.forms.end());
  for (auto& form : info.forms) {
    std::reverse(form.fields.begin(), form.fields.end());
    for (auto& [var, values] : form.fields) std::reverse(values.begin(), values.end());
  }
  return info;
}

}  // namespace

void caps_and_disco(std::string_view input) {
  const auto element = xml::parse_element(input, xmpp::ns::disco_info);
  if (element.has_error()) return;
  if (const auto caps = xmpp::Caps::of(*element)) {
    xml::Builder presence("presence", xmpp::ns::client);
    presence.add(caps->to_element());
    const auto again = xmpp::Caps::of(presence.build());
    check(again && again->disco_node() == caps->disco_node() && again->hash == caps->hash,
          "caps are not what they were");
  }
  const auto info = xmpp::DiscoInfo::parse(*element);
  if (info.has_error()) return;
  const auto again = read_again(*info);
  check(again.to_element().build() == read_again(again).to_element().build(), "disco#info does not stay what it is");
  check(xmpp::caps_string(again) == xmpp::caps_string(*info), "what is hashed is not what it was");
  check(xmpp::caps_ver(*info, "sha-1").value().size() == 28, "a SHA-1 in base 64 has 28 characters");
  check(!xmpp::caps_ver(*info, "md5"), "an unknown hash");
  const auto turned = backwards(*info);
  check(xmpp::ill_formed_for_caps(turned).has_value() == xmpp::ill_formed_for_caps(*info).has_value(),
        "well-formed in one order only");
  if (!xmpp::ill_formed_for_caps(*info)) {
    check(xmpp::caps_string(turned) == xmpp::caps_string(*info), "the hash depends on the order");
  }
}

}  // namespace conformance::fuzz

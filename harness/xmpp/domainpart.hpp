// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace conformance::xmpp {

/// The domainpart of an address (RFC 7622 3.2) in the form in which it is compared: an IPv6 literal in brackets as RFC
/// 5952 writes it, an IPv4 address, or a domain name of U-labels and NR-LDH labels (IDNA2008, RFC 5890) in lower case,
/// its final dot stripped. A-labels become U-labels. Errors, without a place, say what is wrong with it.
///
/// DNS would allow 253 octets; what XMPP allows is the limit here. A label has at most 63 octets, as A-label.
Result<std::string> prepare_domainpart(std::string_view text);

}  // namespace conformance::xmpp

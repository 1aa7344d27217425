// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace conformance::net {

/// The domain as DNS and certificates have it: ASCII, with A-labels (RFC 5890 2.3.2.1, RFC 6120 13.7.1.2). What cannot
/// be made so is as it was.
std::string ascii_domain(const std::string& domain);

}  // namespace conformance::net

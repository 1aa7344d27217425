// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace conformance::xmpp {

/// A dateTime of XEP-0082 3.2 in UTC: `2002-09-10T23:08:25Z`, with or without a fraction of a second, of a day that
/// there is. An offset of zero is UTC, too.
bool is_utc_date_time(std::string_view text);

}  // namespace conformance::xmpp

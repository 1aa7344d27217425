// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "trace/event.hpp"

namespace conformance::capture {

/// Whether a text is what the XML console of a client shows, and not a trace: it begins with a tag or a comment.
bool is_xml_console(std::string_view text);

/// The trace of what the XML console of a client shows: stanzas one after the other, with comments between them.
///
/// Gajim says before each stanza which way it went and for which account: `<!-- Outgoing … (juliet@capulet.lit) -->`,
/// also Incoming, In, Out, Sent, Received. Psi says neither in the text (`<!-- TS:… -->` at most): there the account is
/// the address that most stanzas with a sender go to, and what is addressed to it, or answers what it has asked, came
/// in. White space between tags is the console's. Stream headers, features, SASL and stream management are passed over.
///
/// Errors name the line: a tag that does not end, an element that is not well-formed, no stanza at all, more than one
/// account, or none that can be found out.
Result<trace::Trace> read_xml_console(std::string_view text, std::vector<std::pair<std::string, std::string>> versions,
                                      std::size_t events_max = limits::trace_events_max);

}  // namespace conformance::capture

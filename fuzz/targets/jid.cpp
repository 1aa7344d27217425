// Property: an address that was prepared is prepared to itself, is never longer than 3071 octets, and equals what it
// was. SPDX-License-Identifier: MIT
#include "xmpp/jid.hpp"

#include "base/check.hpp"
#include "base/limits.hpp"
#include "fuzz/targets.hpp"

namespace conformance::fuzz {

void jid(std::string_view input) {
  const auto read = xmpp::Jid::parse(input);
  if (read.has_error()) {
    check(read.error().place.starts_with("byte ") && !read.error().reason.empty(), "refused without place and reason");
    return;
  }
  const auto text = read->to_string();
  check(text.size() <= 3 * limits::jid_part_bytes_max + 2, "an address is too long");
  for (const auto* part : {&read->local(), &read->domain(), &read->resource()}) {
    check(part->size() <= limits::jid_part_bytes_max, "a part is too long");
  }
  check(!read->domain().empty() && read->domain().find_first_of("@/ ") == std::string::npos, "no domainpart");
  check(read->local().find_first_of("\"&'/:<>@ ") == std::string::npos, "a localpart with an excluded character");
  const auto again = xmpp::Jid::parse(text);
  check(again.has_value() && *again == *read && again->to_string() == text, "an address is not prepared to itself");
  const auto bare = read->bare();
  check(bare.is_bare() && xmpp::Jid::parse(bare.to_string()).value() == bare, "a bare address is none");
  if (!read->is_bare()) check(bare.with_resource(read->resource()).value() == *read, "the parts do not make the whole");
}

}  // namespace conformance::fuzz

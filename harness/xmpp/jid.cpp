// SPDX-License-Identifier: MIT
#include "xmpp/jid.hpp"

#include "base/limits.hpp"
#include "xmpp/domainpart.hpp"
#include "xmpp/precis.hpp"

namespace conformance::xmpp {

namespace {

constexpr std::string_view local_forbidden = "\"&'/:<>@";  // RFC 7622 3.3.1, where a space is outside of the class

// Preparing makes nothing shorter than a third (a fullwidth letter of three octets becomes one of ASCII): what is
// longer than this is not looked at.
constexpr std::size_t raw_part_bytes_max = 3 * limits::jid_part_bytes_max;

// UsernameCaseMapped first: mapping may make an excluded character of another one (RFC 7622 3.3.2).
Result<std::string> prepare_localpart(std::string_view text) {
  auto prepared = precis::username_case_mapped(text);
  if (prepared.has_value() && prepared->find_first_of(local_forbidden) != std::string::npos) {
    return InputError{"has a character that is not allowed", ""};
  }
  return prepared;
}

Result<std::string> part(std::string_view text, const char* name, std::size_t offset,
                         Result<std::string> (*prepare)(std::string_view)) {
  const auto refused = [&](const std::string& reason) {
    return InputError{std::string(name) + " " + reason, "byte " + std::to_string(offset)};
  };
  const auto too_long = [&] {
    return refused("is longer than " + std::to_string(limits::jid_part_bytes_max) + " octets");
  };
  if (text.size() > raw_part_bytes_max) return too_long();
  auto prepared = prepare(text);
  if (prepared.has_error()) return refused(prepared.error().reason);
  if (prepared->size() > limits::jid_part_bytes_max) return too_long();
  return prepared;
}

}  // namespace

Result<Jid> Jid::parse(std::string_view text) {
  // RFC 7622 3.1: the first slash begins the resourcepart, whatever stands in it; then the first @ ends the localpart.
  const auto slash = text.find('/');
  const auto bare = text.substr(0, slash);
  const auto at = bare.find('@');
  Jid jid;
  std::size_t domain_at = 0;
  if (at != std::string_view::npos) {
    auto local = part(bare.substr(0, at), "localpart", 0, prepare_localpart);
    if (local.has_error()) return local.error();
    jid.local_ = std::move(*local);
    domain_at = at + 1;
  }
  auto domain = part(bare.substr(domain_at), "domainpart", domain_at, prepare_domainpart);
  if (domain.has_error()) return domain.error();
  jid.domain_ = std::move(*domain);
  if (slash != std::string_view::npos) {
    auto resource = part(text.substr(slash + 1), "resourcepart", slash + 1, precis::opaque_string);
    if (resource.has_error()) return resource.error();
    jid.resource_ = std::move(*resource);
  }
  return jid;
}

Jid Jid::bare() const {
  Jid jid;
  jid.local_ = local_;
  jid.domain_ = domain_;
  return jid;
}

Result<Jid> Jid::with_resource(std::string_view resource) const {
  auto prepared = part(resource, "resourcepart", bare().to_string().size() + 1, precis::opaque_string);
  if (prepared.has_error()) return prepared.error();
  Jid jid = bare();
  jid.resource_ = std::move(*prepared);
  return jid;
}

std::string Jid::to_string() const {
  std::string text;
  text.reserve(local_.size() + domain_.size() + resource_.size() + 2);
  if (!local_.empty()) text.append(local_).append("@");
  text += domain_;
  if (!resource_.empty()) text.append("/").append(resource_);
  return text;
}

}  // namespace conformance::xmpp

// SPDX-License-Identifier: MIT
#include "xmpp/jid.hpp"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "base/limits.hpp"

namespace conformance::xmpp {

namespace {

enum class Mapping { lower_case, as_it_is };

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// NFC, after mapping to lower case where the profile asks for it (RFC 7622 3.2.1 and 3.3.1).
std::string prepare(std::string_view part, Mapping mapping) {
  if (is_ascii(part)) {
    std::string mapped(part);
    if (mapping == Mapping::lower_case) {
      for (char& c : mapped) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
      }
    }
    return mapped;
  }
  auto text = icu::UnicodeString::fromUTF8({part.data(), static_cast<int32_t>(part.size())});
  if (mapping == Mapping::lower_case) text.toLower(icu::Locale::getRoot());
  UErrorCode error = U_ZERO_ERROR;
  const auto* nfc = icu::Normalizer2::getNFCInstance(error);
  if (U_SUCCESS(error) != 0) text = nfc->normalize(text, error);
  std::string prepared;
  text.toUTF8String(prepared);
  return prepared;
}

Result<std::string> part(std::string_view text, std::string_view name, std::size_t offset, Mapping mapping,
                         std::string_view forbidden) {
  const std::string place = "byte " + std::to_string(offset);
  if (text.empty()) return InputError{std::string(name) + " is empty", place};
  for (const char c : text) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    if (control || forbidden.find(c) != std::string_view::npos) {
      return InputError{std::string(name) + " has a character that is not allowed", place};
    }
  }
  auto prepared = prepare(text, mapping);
  if (prepared.size() > limits::jid_part_bytes_max) {
    return InputError{std::string(name) + " is longer than " + std::to_string(limits::jid_part_bytes_max) + " octets",
                      place};
  }
  return prepared;
}

constexpr std::string_view local_forbidden = " \"&'/:<>@";  // RFC 7622 3.3.1
constexpr std::string_view domain_forbidden = " \"&'/<>@";

}  // namespace

Result<Jid> Jid::parse(std::string_view text) {
  // RFC 7622 3.1: the first slash begins the resourcepart, whatever stands in it; then the first @ ends the localpart.
  const auto slash = text.find('/');
  const auto bare = text.substr(0, slash);
  const auto at = bare.find('@');
  Jid jid;
  std::size_t domain_at = 0;
  if (at != std::string_view::npos) {
    auto local = part(bare.substr(0, at), "localpart", 0, Mapping::lower_case, local_forbidden);
    if (local.has_error()) return local.error();
    jid.local_ = *local;
    domain_at = at + 1;
  }
  auto domain_text = bare.substr(domain_at);
  // RFC 7622 3.2: a final dot of the domainpart is stripped.
  if (domain_text.ends_with('.')) domain_text.remove_suffix(1);
  auto domain = part(domain_text, "domainpart", domain_at, Mapping::lower_case, domain_forbidden);
  if (domain.has_error()) return domain.error();
  if (domain->starts_with('.') || domain->ends_with('.') || domain->find("..") != std::string::npos) {
    return InputError{"domainpart has an empty label", "byte " + std::to_string(domain_at)};
  }
  jid.domain_ = *domain;
  if (slash != std::string_view::npos) {
    auto resource = part(text.substr(slash + 1), "resourcepart", slash + 1, Mapping::as_it_is, "");
    if (resource.has_error()) return resource.error();
    jid.resource_ = *resource;
  }
  return jid;
}

Jid Jid::bare() const {
  Jid jid(*this);
  jid.resource_.clear();
  return jid;
}

Result<Jid> Jid::with_resource(std::string_view resource) const {
  return parse(bare().to_string() + "/" + std::string(resource));
}

std::string Jid::to_string() const {
  std::string text;
  if (!local_.empty()) text = local_ + "@";
  text += domain_;
  if (!resource_.empty()) text += "/" + resource_;
  return text;
}

}  // namespace conformance::xmpp

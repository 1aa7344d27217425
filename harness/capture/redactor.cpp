// SPDX-License-Identifier: MIT
#include "capture/redactor.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <string_view>

#include "base/check.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::capture {

namespace ns = xmpp::ns;

namespace {

constexpr std::size_t hash_bytes_shown = 4;
constexpr unsigned char continuation_mask = 0xC0;
constexpr unsigned char continuation = 0x80;

// Whose texts, and those of what is inside, a rule may read: none of them is anybody's words.
bool is_protocol(const xml::Element& element) {
  static constexpr std::array<std::string_view, 8> readable = {ns::disco_info, ns::disco_items, ns::feature_neg,
                                                               ns::bind,       ns::session,     ns::result_set,
                                                               ns::delay,      ns::legacy_delay};
  return std::find(readable.begin(), readable.end(), element.ns()) != readable.end();
}

bool is_plain(const xml::Element& element) {
  return element.is("thread", ns::client) || element.is("show", ns::client) || element.is("priority", ns::client);
}

bool is_given_name(const xml::Attribute& attribute) {
  return attribute.ns.empty() && (attribute.name == "name" || attribute.name == "nick");
}

// As a reader counts them: bytes that begin a code point.
std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & continuation_mask) != continuation;
  }));
}

}  // namespace

std::string Redactor::stand_in(const std::string& text) const {
  if (text.empty()) return "";
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  unsigned length = 0;
  const auto* made = HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
                          reinterpret_cast<const unsigned char*>(text.data()), text.size(), hash.data(), &length);
  check(made != nullptr && length >= hash_bytes_shown, "SHA-256 gave nothing");
  std::string shown;
  for (std::size_t i = 0; i < hash_bytes_shown; ++i) shown += fmt::format("{:02x}", hash[i]);
  return fmt::format("[{} characters, {}]", characters(text), shown);
}

xml::Builder Redactor::copy(const xml::Element& element, bool readable) const {
  const bool protocol = readable || is_protocol(element);
  xml::Builder made(element.name(), element.ns());
  for (const auto& attribute : element.attributes()) {
    const bool given = !protocol && is_given_name(attribute);
    made.set(attribute.name, attribute.ns,
             given ? stand_in(std::string(attribute.value)) : std::string(attribute.value));
  }
  const auto text = element.text();
  if (!text.empty()) made.text(protocol || is_plain(element) ? text : stand_in(text));
  for (const auto& child : element.children()) made.add(copy(child, protocol));
  return made;
}

xml::Element Redactor::redacted(const xml::Element& stanza) const { return copy(stanza, false).build(); }

}  // namespace conformance::capture

// SPDX-License-Identifier: MIT
#include "xmpp/caps.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "xmpp/namespaces.hpp"

namespace conformance::xmpp {

namespace {

const EVP_MD* digest_by_name(std::string_view hash) {
  if (hash == "sha-1") return EVP_sha1();
  if (hash == "sha-256") return EVP_sha256();
  if (hash == "sha-512") return EVP_sha512();
  return nullptr;
}

template <class T>
std::optional<T> first_duplicate(std::vector<T> values) {
  std::sort(values.begin(), values.end());
  const auto found = std::adjacent_find(values.begin(), values.end());
  if (found == values.end()) return std::nullopt;
  return *found;
}

}  // namespace

std::optional<Caps> Caps::of(const xml::Element& presence) {
  const auto c = presence.child("c", ns::caps);
  if (!c) return std::nullopt;
  const auto read = [&](std::string_view name) { return std::string(c->attribute(name).value_or("")); };
  return Caps{read("hash"), read("node"), read("ver")};
}

xml::Builder Caps::to_element() const {
  xml::Builder c("c", ns::caps);
  if (!hash.empty()) c.set("hash", hash);
  if (!node.empty()) c.set("node", node);
  if (!ver.empty()) c.set("ver", ver);
  return c;
}

std::string caps_string(const DiscoInfo& info) {
  std::string s;
  auto identities = info.identities;
  std::sort(identities.begin(), identities.end());
  for (const auto& id : identities) s += id.category + "/" + id.type + "/" + id.lang + "/" + id.name + "<";
  auto features = info.features;
  std::sort(features.begin(), features.end());
  for (const auto& feature : features) s += feature + "<";
  auto forms = info.forms;
  // XEP-0115 5.4: a form without a hidden FORM_TYPE is left out.
  std::erase_if(forms, [](const InfoForm& form) { return form.form_type.empty() || !form.form_type_hidden; });
  std::sort(forms.begin(), forms.end(), [](const InfoForm& a, const InfoForm& b) { return a.form_type < b.form_type; });
  for (auto& form : forms) {
    s += form.form_type + "<";
    // The values first: two fields of one name then have an order, too.
    for (auto& [var, values] : form.fields) std::sort(values.begin(), values.end());
    std::sort(form.fields.begin(), form.fields.end());
    for (const auto& [var, values] : form.fields) {
      s += var + "<";
      for (const auto& value : values) s += value + "<";
    }
  }
  return s;
}

std::optional<std::string> caps_ver(const DiscoInfo& info, std::string_view hash) {
  const auto* digest = digest_by_name(hash);
  if (digest == nullptr) return std::nullopt;
  const std::string s = caps_string(info);
  std::array<unsigned char, EVP_MAX_MD_SIZE> hashed{};
  unsigned int length = 0;
  if (EVP_Digest(s.data(), s.size(), hashed.data(), &length, digest, nullptr) != 1) return std::nullopt;
  std::array<unsigned char, 4 * ((EVP_MAX_MD_SIZE + 2) / 3) + 1> text{};
  const int written = EVP_EncodeBlock(text.data(), hashed.data(), static_cast<int>(length));
  return std::string(text.begin(), text.begin() + written);
}

std::optional<std::string> ill_formed_for_caps(const DiscoInfo& info) {
  // By category, type, lang and name: that two names share the rest is for XEP-0030 3.1 to forbid.
  if (const auto twice = first_duplicate(info.identities)) {
    return "the identity " + twice->category + "/" + twice->type + "/" + twice->lang + "/" + twice->name +
           " is there twice";
  }
  if (const auto twice = first_duplicate(info.features)) return "the feature " + *twice + " is there twice";
  std::vector<std::string> form_types;
  for (const auto& form : info.forms) {
    if (form.form_type_ambiguous) return "a form has more than one FORM_TYPE";
    if (!form.form_type.empty()) form_types.push_back(form.form_type);
  }
  if (const auto twice = first_duplicate(form_types)) return "the form " + *twice + " is there twice";
  return std::nullopt;
}

}  // namespace conformance::xmpp

// SPDX-License-Identifier: MIT
#include "xmpp/domainpart.hpp"

#include <arpa/inet.h>
#include <idn2.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "xmpp/precis.hpp"
#include "xmpp/precis_classes.hpp"

namespace conformance::xmpp {

namespace {

constexpr std::size_t label_bytes_max = 63;  // RFC 1034 3.1
constexpr std::string_view a_label_prefix = "xn--";

struct Idn2Free {
  void operator()(void* memory) const { idn2_free(memory); }
};

InputError not_allowed() { return {"has a character that is not allowed", ""}; }
InputError no_label() { return {"has a label that IDNA2008 does not allow", ""}; }

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_letter_digit_hyphen(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

std::string ascii_lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::u32string lower_case(std::u32string_view text) { return precis::to_nfc(precis::to_lower_case(text)); }

// The A-label of a U-label, by the strict tests that RFC 5891 4 has for registration; nothing if they refuse it.
std::optional<std::string> to_a_label(const std::string& u_label) {
  if (u_label.find('\0') != std::string::npos) return std::nullopt;  // for libidn2 the label would end there
  std::uint8_t* out = nullptr;
  const auto* in = reinterpret_cast<const std::uint8_t*>(u_label.c_str());
  const int code = idn2_register_u8(in, nullptr, &out, IDN2_NO_TR46);
  const std::unique_ptr<std::uint8_t, Idn2Free> owner(out);
  if (code != IDN2_OK || out == nullptr) return std::nullopt;
  std::string a_label(reinterpret_cast<const char*>(out));
  if (a_label.size() > label_bytes_max) return std::nullopt;
  return a_label;
}

// The U-label of an A-label in lower case; nothing if that does not lead back to it (RFC 5890 2.3.2.1).
std::optional<std::string> to_u_label(const std::string& a_label) {
  char* out = nullptr;
  const int code = idn2_to_unicode_8z8z(a_label.c_str(), &out, 0);
  const std::unique_ptr<char, Idn2Free> owner(out);
  if (code != IDN2_OK || out == nullptr) return std::nullopt;
  std::string u_label(out);
  if (is_ascii(u_label) || to_a_label(u_label) != a_label) return std::nullopt;
  return u_label;
}

// In lower case already.
Result<std::string> prepare_ascii_label(std::string_view label) {
  if (!std::all_of(label.begin(), label.end(), is_letter_digit_hyphen)) return not_allowed();
  if (label.size() > label_bytes_max || label.starts_with('-') || label.ends_with('-')) return no_label();
  if (label.starts_with(a_label_prefix)) {
    auto u_label = to_u_label(std::string(label));
    if (!u_label) return no_label();
    return *u_label;
  }
  // RFC 5890 2.3.1: two hyphens there are reserved.
  if (label.size() >= 4 && label.substr(2, 2) == "--") return no_label();
  return std::string(label);
}

Result<std::string> prepare_label(std::string_view label) {
  if (label.empty()) return InputError{"has an empty label", ""};
  if (is_ascii(label)) return prepare_ascii_label(ascii_lower_case(label));
  std::string u_label(label);
  // Upper case is mapped only where it has to be: Cherokee's capital letters are those that IDNA2008 takes.
  if (!to_a_label(u_label)) u_label = precis::to_utf8(lower_case(*precis::code_points(label)));
  if (is_ascii(u_label)) return prepare_ascii_label(u_label);
  if (!to_a_label(u_label)) return no_label();
  return u_label;
}

// RFC 7622 3.2.2: what is mapped before IDNA2008, which maps nothing by itself (RFC 5895 2).
Result<std::string> mapped(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  const auto read = precis::code_points(text);
  if (!read) return InputError{"is not UTF-8", ""};
  return precis::to_utf8(precis::to_nfc(precis::map_width(*read)));
}

// RFC 5893 1.4: where one label of a name is right-to-left, all have to satisfy the Bidi rule.
bool breaks_bidi_rule(const std::string& name) {
  if (is_ascii(name)) return false;
  const auto text = *precis::code_points(name);
  if (!precis::has_right_to_left(text)) return false;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(U'.', begin), text.size());
    if (!precis::satisfies_bidi_rule(std::u32string_view(text).substr(begin, end - begin))) return true;
    begin = end + 1;
  }
  return false;
}

Result<std::string> prepare_name(std::string_view text) {
  const auto name = mapped(text);
  if (name.has_error()) return name.error();
  std::string prepared;
  for (std::size_t begin = 0; begin <= name->size();) {
    const auto end = std::min(name->find('.', begin), name->size());
    auto label = prepare_label(std::string_view(*name).substr(begin, end - begin));
    if (label.has_error()) return label.error();
    if (begin > 0) prepared += '.';
    prepared += *label;
    begin = end + 1;
  }
  if (breaks_bidi_rule(prepared)) return InputError{"breaks the Bidi rule (RFC 5893 2)", ""};
  return prepared;
}

Result<std::string> prepare_ip_literal(std::string_view text) {
  const std::string inner(text.substr(1, text.size() - 2));
  in6_addr address{};
  std::array<char, INET6_ADDRSTRLEN> written{};
  if (!text.ends_with(']') || inner.find('\0') != std::string::npos ||
      inet_pton(AF_INET6, inner.c_str(), &address) != 1 ||
      inet_ntop(AF_INET6, &address, written.data(), written.size()) == nullptr) {
    return InputError{"is no IPv6 address in brackets", ""};
  }
  return "[" + std::string(written.data()) + "]";
}

}  // namespace

Result<std::string> prepare_domainpart(std::string_view text) {
  // RFC 7622 3.2: a final dot is stripped. Its other forms are no dots before mapping, and mapping makes dots of some.
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty()) return InputError{"is empty", ""};
  if (text.starts_with('[')) return prepare_ip_literal(text);
  return prepare_name(text);
}

}  // namespace conformance::xmpp

// SPDX-License-Identifier: MIT
#include "net/ascii_domain.hpp"

#include <idn2.h>

namespace conformance::net {

std::string ascii_domain(const std::string& domain) {
  char* ascii = nullptr;
  if (idn2_to_ascii_8z(domain.c_str(), &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) != IDN2_OK) return domain;
  std::string text(ascii);
  idn2_free(ascii);
  return text;
}

}  // namespace conformance::net

// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "xml/element.hpp"

namespace conformance::stream {

/// What a server offers to who has not logged in yet, once the stream is as secure as it is to be.
struct LoginOffer {
  std::vector<std::string> mechanisms{};  ///< of SASL; escaped and cut where shown
  bool registers = false;                 ///< XEP-0077, as a stream feature
  bool starttls = false;                  ///< the stream could be more secure
};

/// Reads stream features.
LoginOffer read_offer(const xml::Element& features);

}  // namespace conformance::stream

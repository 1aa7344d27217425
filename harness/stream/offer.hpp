// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/wire.hpp"

namespace conformance::stream {

/// What a server offers before anybody has logged in.
struct Offer {
  std::vector<std::string> mechanisms;  ///< of SASL; escaped and cut where shown
  bool registers = false;               ///< XEP-0077, as a stream feature
  bool starttls = false;
};

/// Opens a stream, reads its features and closes it. Throws StreamError, NetworkError.
Task<Offer> ask_offer(std::unique_ptr<net::Wire> wire, Clock& clock, std::string domain, Duration longest);

}  // namespace conformance::stream

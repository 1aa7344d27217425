// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "rules/monitor.hpp"

/// What companion specifications ask of a server, as far as chat states and attentions meet it.
namespace conformance::rules::companions {

std::unique_ptr<Monitor> normal_stored();      // XEP-0160 3
std::unique_ptr<Monitor> delay_stamp();        // XEP-0203 2
std::unique_ptr<Monitor> archive();            // XEP-0313
std::unique_ptr<Monitor> client_state();       // XEP-0352 3.2
std::unique_ptr<Monitor> unknown_iq_server();  // RFC 6120 8.2.3

void add_server_monitors(std::vector<std::unique_ptr<Monitor>>& monitors);

}  // namespace conformance::rules::companions

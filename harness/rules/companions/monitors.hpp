// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "rules/monitor.hpp"

/// The monitors of companion specifications: the foundations of service discovery and entity capabilities, and what
/// else a client does with messages.
namespace conformance::rules::companions {

std::unique_ptr<Monitor> identity();           // XEP-0030 3.1
std::unique_ptr<Monitor> info_feature();       // XEP-0030 3.1
std::unique_ptr<Monitor> node_echoed();        // XEP-0030 3.2
std::unique_ptr<Monitor> caps_attributes();    // XEP-0115 4
std::unique_ptr<Monitor> caps_ver();           // XEP-0115 5.1
std::unique_ptr<Monitor> well_formed();        // XEP-0115 5.4
std::unique_ptr<Monitor> node_answered();      // XEP-0115 6.2
std::unique_ptr<Monitor> unknown_iq();         // RFC 6120 8.2.3
std::unique_ptr<Monitor> unknown_ignored();    // RFC 6120 8.4
std::unique_ptr<Monitor> error_echo();         // RFC 6120 8.3.1
std::unique_ptr<Monitor> lock();               // RFC 6121 5.1
std::unique_ptr<Monitor> no_gone_on_logout();  // XEP-0280 10.2
std::unique_ptr<Monitor> no_copy();            // XEP-0334 4.3

}  // namespace conformance::rules::companions

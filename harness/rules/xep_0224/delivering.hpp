// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "rules/monitor.hpp"

/// The monitors of XEP-0224 for servers.
namespace conformance::rules::xep_0224 {

std::unique_ptr<Monitor> no_iq_server();        // 4
std::unique_ptr<Monitor> no_presence_server();  // 4
std::unique_ptr<Monitor> no_offline();          // 4

void add_delivering_monitors(std::vector<std::unique_ptr<Monitor>>& monitors);

}  // namespace conformance::rules::xep_0224

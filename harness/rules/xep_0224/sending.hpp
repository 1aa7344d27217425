// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "rules/monitor.hpp"

/// The monitors of XEP-0224 for who sends attentions.
namespace conformance::rules::xep_0224 {

std::unique_ptr<Monitor> headline();         // 4
std::unique_ptr<Monitor> no_iq();            // 4
std::unique_ptr<Monitor> no_presence();      // 4
std::unique_ptr<Monitor> confirm_support();  // 4
std::unique_ptr<Monitor> caps_first();       // 5
std::unique_ptr<Monitor> disco_fallback();   // 5

void add_sending_monitors(std::vector<std::unique_ptr<Monitor>>& monitors);

}  // namespace conformance::rules::xep_0224

// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "rules/monitor.hpp"

/// XEP-0224 at who receives: what alerts, what must not, and what is advertised.
namespace conformance::rules::xep_0224 {

std::unique_ptr<Monitor> alert();
std::unique_ptr<Monitor> show_body();
std::unique_ptr<Monitor> rate_limit();
std::unique_ptr<Monitor> ignore_delayed();
std::unique_ptr<Monitor> ignore_archived();
std::unique_ptr<Monitor> no_replay();
std::unique_ptr<Monitor> roster_only();
std::unique_ptr<Monitor> attention_echo();
std::unique_ptr<Monitor> off_is_off();
std::unique_ptr<Monitor> disco_feature();
std::unique_ptr<Monitor> can_disable();
std::unique_ptr<Monitor> off_not_advertised();

/// All of them.
void add_receiving(std::vector<std::unique_ptr<Monitor>>& monitors);

}  // namespace conformance::rules::xep_0224

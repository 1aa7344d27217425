// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "rules/monitor.hpp"

/// The schemas of XEP-0085 (12) and XEP-0224 (10). A schema is not normative (RFC 6120, Appendix A).
namespace conformance::rules {

/// A chat state is empty.
std::unique_ptr<Monitor> state_is_empty();
/// There are five of them.
std::unique_ptr<Monitor> state_is_known();
/// An attention is empty.
std::unique_ptr<Monitor> attention_is_empty();

}  // namespace conformance::rules

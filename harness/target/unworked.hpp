// SPDX-License-Identifier: MIT
#pragma once

#include "scenario/client_under_test.hpp"

namespace conformance::target {

/// A client that nobody works: it can do nothing that would have to be asked of it.
scenario::ClientUnderTest& unworked();

}  // namespace conformance::target

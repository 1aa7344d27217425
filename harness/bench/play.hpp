// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "reports/report.hpp"
#include "run/data.hpp"

namespace conformance::bench {

/// The data that are compiled in, read once.
const run::Data& data();

/// What `conformance` does without arguments: every play of the embedded target, judged.
reports::Report play_everything();

/// An XML stream, header to end tag, of the stanzas of such a run as they were recorded.
const std::string& recorded_stream();

}  // namespace conformance::bench

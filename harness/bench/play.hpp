// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "reports/report.hpp"
#include "rules/catalogue.hpp"
#include "run/selection.hpp"

namespace conformance::bench {

/// The data that is compiled in, read.
struct Data {
  rules::Catalogue catalogue;
  run::Selection everything;
};
const Data& data();

/// What `conformance` does without arguments: every play of the embedded target, judged.
reports::Report play_everything();

/// An XML stream, header to end tag, of the stanzas of such a run as they were recorded.
const std::string& recorded_stream();

}  // namespace conformance::bench

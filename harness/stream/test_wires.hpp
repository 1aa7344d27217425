// SPDX-License-Identifier: MIT
#pragma once

#include "net/test_wires.hpp"

namespace conformance::stream {

using net::Crossing;
using net::CutWire;
using net::FailingWire;
using net::RecordingWire;
using net::SlicedWire;
using net::StuckWire;

}  // namespace conformance::stream

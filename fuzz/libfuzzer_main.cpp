// SPDX-License-Identifier: MIT
#include <cstddef>
#include <cstdint>

#include "fuzz/targets.hpp"

// Compiled once for each target, CONFORMANCE_FUZZ_NAME being its name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  conformance::fuzz::CONFORMANCE_FUZZ_NAME({reinterpret_cast<const char*>(data), size});
  return 0;
}
